"""Number formats by name; a cell keeps full precision, the format rounds.

`_)` leaves the width of a bracket between a figure and its border.
"""

from __future__ import annotations

FORMATS = {
    "": "General",
    "amount": "#,##0_);-#,##0_);0_)",
    "amount1": "#,##0.0_);-#,##0.0_);0_)",
    "plan": '#,##0_);-#,##0_);"–"_)',  # a plan of 0: không giao kế hoạch
    "plan1": '#,##0.0_);-#,##0.0_);"–"_)',
    "exact": "#,##0.###_);-#,##0.###_);0_)",
    "percent": "0%_)",
    "percent1": "0.0%_)",
    "integer": "0_)",
    "date": "dd/mm/yyyy",
    "text": "@",
    "coefficient": "0.00##_)",
}
