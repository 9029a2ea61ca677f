"""Number formats by name; a cell keeps full precision, the format rounds."""

from __future__ import annotations

FORMATS = {
    "": "General",
    "amount": "#,##0;-#,##0;0",
    "amount1": "#,##0.0;-#,##0.0;0",
    "plan": '#,##0;-#,##0;"–"',  # a plan of 0: không giao kế hoạch
    "plan1": '#,##0.0;-#,##0.0;"–"',
    "exact": "#,##0.###;-#,##0.###;0",
    "percent": "0%",
    "percent1": "0.0%",
    "integer": "0",
    "date": "dd/mm/yyyy",
    "text": "@",
    "coefficient": "0.00##",
}
