"""Closed months: which changes of figures need an entry among the corrections, and have none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xlplan.sync.figures import Figure, Values, equal

CLOSED = "đã khóa"
_MONTH = re.compile(r"m(\d{1,2})")


class Refusal(NamedTuple):
    """A figure of a closed month that a push would change without a correction."""

    figure: Figure
    month: int
    unit: str
    old: str | None
    new: str | None


def refusals(
    changes: Mapping[Figure, str | None], theirs: Values, after: Values, unit: str
) -> list[Refusal]:
    """The changes of figures in months that `theirs` (the store before the push) has closed and
    for which `after` holds no correction.

    A correction names month and unit; one of the months' figures (Thang) also the indicator and
    the very old and new value; points and services, which carry no indicator, need the month and
    unit only.
    """
    closed = set(_closed(theirs))
    if not closed:
        return []
    found = []
    for figure, new in changes.items():
        month = _month(figure)
        owner = _owner(figure, theirs, after, unit)
        if month is None or (month, owner) not in closed:
            continue
        refusal = Refusal(figure, month, owner, theirs.get(figure), new)
        if not _corrected(refusal, after):
            found.append(refusal)
    return found


def _closed(values: Values) -> Iterator[tuple[int, str]]:
    for figure, value in values.items():
        if figure.table == "KhoaSo" and figure.column == "state" and equal(value, f"t:{CLOSED}"):
            month, unit = figure.key
            if month.isdigit():
                yield int(month), unit


def _month(figure: Figure) -> int | None:
    """The month that a figure belongs to; None for one of no month. Same-period figures (CK) of a
    closed month count: they are printed in its report."""
    if figure.table in ("Thang", "DiemBDVHX") and (match := _MONTH.fullmatch(figure.column)):
        return int(match[1])
    if figure.table == "DichVu" and figure.key[1].isdigit():
        return int(figure.key[1])
    return None


def _owner(figure: Figure, theirs: Values, after: Values, unit: str) -> str:
    """The unit whose closing counts: a point's own where it has one, else the workbook's."""
    if figure.table != "DiemBDVHX":
        return unit
    place = Figure(figure.table, figure.key, "unit")
    own = theirs.get(place) or after.get(place)
    point_unit = own.removeprefix("t:").removeprefix("n:") if own else ""
    closings = {f.key[1] for f in theirs if f.table == "KhoaSo"}
    return point_unit if point_unit in closings else unit


def _corrected(refusal: Refusal, after: Values) -> bool:
    entries = {f.key for f in after if f.table == "DieuChinh"}
    for key in entries:

        def held(column: str, key: tuple[str, ...] = key) -> str | None:
            return after.get(Figure("DieuChinh", key, column))

        if held("month") != f"n:{refusal.month}" or not held("reason"):
            continue
        if (held("unit") or "")[2:] != refusal.unit:
            continue
        if refusal.figure.table != "Thang":
            return True
        if (held("indicator") or "")[2:] != refusal.figure.key[0]:
            continue
        if equal(held("old"), refusal.old) and equal(held("new"), refusal.new):
            return True
    return False


def named(changes: Mapping[Figure, str | None]) -> tuple[str, str]:
    """(kind, message) of a revision that closes or opens months; ("", "") for any other."""
    closing = {int(f.key[0]) for f, value in changes.items()
               if f.table == "KhoaSo" and f.column == "state" and f.key[0].isdigit()
               and equal(value, f"t:{CLOSED}")}  # fmt: skip
    opening = {int(f.key[0]) for f, value in changes.items()
               if f.table == "KhoaSo" and f.column == "state" and f.key[0].isdigit()
               and not equal(value, f"t:{CLOSED}")}  # fmt: skip
    if closing:
        return "close", "Khóa sổ tháng " + ", ".join(map(str, sorted(closing)))
    if opening:
        return "open", "Cập nhật tình trạng tháng " + ", ".join(map(str, sorted(opening)))
    return "", ""
