"""Every spelling of our functions that files hold, turned into one host's."""

from __future__ import annotations

import pytest

from xlplan.formulas.names import canonical, in_dialect

SPELLINGS = (
    "XLPLAN_HTKH(A1,B1)", "xlplan_htkh(A1,B1)", "XLPLAN.HTKH(A1,B1)", "[1]!XLPLAN_HTKH(A1,B1)",
    r"'C:\Users\Lan Anh\AppData\xlplan.xlam'!XLPLAN_HTKH(A1,B1)", "xlplan.xlam!XLPLAN_HTKH(A1,B1)",
    r"'D:\it''s\xlplan.xlam'!xlplan_htkh(A1,B1)", "_xldudf_XLPLAN_HTKH(A1,B1)",
    "_xludf.XLPLAN_HTKH(A1,B1)", "_xll.XLPLAN_HTKH(A1,B1)",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_one_function(spelling: str) -> None:
    assert canonical(spelling) == "XLPLAN_ATTAINMENT(A1,B1)"
    assert in_dialect(spelling, "excel") == "XLPLAN_HTKH(A1,B1)"
    assert (
        in_dialect(f'IF(A1="","",{spelling})', "libreoffice") == 'IF(A1="","",XLPLAN.HTKH(A1,B1))'
    )


@pytest.mark.parametrize(
    "formula",
    [
        '"XLPLAN_HTKH(1,2)"', 'CONCATENATE("x""XLPLAN_HTKH(",A1)', "MYXLPLAN_HTKH(1)",
        "XLPLAN_KHONGCO(1)", "XLPLAN_HTKH+1", "'xlplan.xlam'!A1", "SUM(XLPLAN!A1:A2)",
    ],
)  # fmt: skip
def test_what_is_not_our_function_stays(formula: str) -> None:
    assert in_dialect(formula, "libreoffice") == formula
    assert canonical(formula) == formula
