"""Whether a claim tells of the year and the months that a workbook holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlplan.text.claims import LEVEL, PLAN, PRIOR_PERIOD, PRIOR_YEAR, Claim

if TYPE_CHECKING:
    from xlplan.checks.context import Context

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = re.compile(r"(\d{1,2}) tháng")
_MONTH = re.compile(r"(?:tính )?tháng (\d{1,2})")
_QUARTER = re.compile(r"quý (i{1,3}|iv|[1-4])\b")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def same_time(claim: Claim, context: Context) -> bool:
    """Whether the claim tells of the workbook's own year and months; of one month alone only
    levels are told apart from those to date, so nothing else of a month is held."""
    if claim.base == PRIOR_PERIOD:
        return False
    year, last = context.setting("year"), context.setting("last_month")
    if isinstance(year, float) and not _same_year(claim, int(year)):
        return False
    period = claim.period or ""
    if not isinstance(last, float):
        return True
    if found := _MONTHS.match(period):
        return int(found[1]) == int(last)
    if found := _QUARTER.match(period):
        quarter = _QUARTERS.get(found[1]) or int(found[1])
        return quarter == 1 and int(last) == 3  # other quarters are in no column
    if period.startswith("nửa"):
        return period.startswith("nửa đầu") and int(last) == 6
    if found := _MONTH.match(period):
        return int(found[1]) == int(last) and (claim.verb == LEVEL or int(last) == 1)
    return True


def _same_year(claim: Claim, year: int) -> bool:
    told = _YEAR.search(claim.period or "")
    if told and int(told[0]) != year:
        return False
    if claim.base_year and claim.role == PLAN and int(claim.base_year) != year:
        return False
    return not (claim.base_year and claim.base == PRIOR_YEAR and int(claim.base_year) != year - 1)
