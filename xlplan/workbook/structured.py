"""References into tables (`T[[#This Row],[Column]]`) as plain ones, as they stand for a cell."""

from __future__ import annotations

import re
from functools import lru_cache

from xlplan.formulas.references import to_a1
from xlplan.formulas.tokens import Unreadable, tokens
from xlplan.workbook.known_names import Names, Place, TableLayout
from xlplan.workbook.splice.tables import column_name

_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]", re.DOTALL)
_ESCAPED = re.compile(r"'(.)", re.DOTALL)
_ALL, _DATA, _HEADERS, _TOTALS, _OWN = "#all", "#data", "#headers", "#totals", "#this row"


def plain(formula: str, place: Place, names: Names) -> str:
    """The formula of that cell with `'Sheet'!$B$2:$B$9` for each reference into a table; what has
    no such area (an unknown column, `#This Row` beside no row of the table) stays as it is."""
    if "[" not in formula or not names.layouts:
        return formula
    try:
        pieces = [*tokens(formula)]
    except Unreadable:
        return formula
    written, at = "", 0
    while at < len(pieces):
        kind, text = pieces[at]
        following = pieces[at + 1] if at + 1 < len(pieces) else ("", "")
        if kind == "name" and following[0] == "columns":
            area = _area(text, following[1], place, names)
            written += area or text + following[1]
            at += 2
            continue
        if kind == "columns" and (home := _home(place, names)):
            text = _area(home, text, place, names) or text
        written += text
        at += 1
    return written


def _home(place: Place, names: Names) -> str:
    """The table in which a cell lies."""
    for name, known in names.layouts.items():
        sheet, top, left, bottom, right = known.area
        if place[0] == sheet and top <= place[1] <= bottom and left <= place[2] <= right:
            return name
    return ""


def _area(table: str, brackets: str, place: Place, names: Names) -> str:
    known = names.layouts.get(table.lower())
    if known is None:
        return ""
    parts, first, last = _parts(brackets, known.columns)
    if first < 0:
        return ""
    rows = _rows(parts, known, place)
    if rows is None:
        return ""
    sheet, _, left, _, _ = known.area
    corners = (rows[0], left + first), (rows[1], left + last)
    quoted = sheet.replace("'", "''")
    told = [re.sub(r"([A-Z]+)", r"$\1$", to_a1(*corner)) for corner in corners]
    return f"'{quoted}'!" + (told[0] if told[0] == told[1] else ":".join(told))


def _rows(parts: frozenset[str], known: TableLayout, place: Place) -> tuple[int, int] | None:
    """First and last row of those parts of a table; None where there are none, or apart."""
    sheet, top, _, bottom, _ = known.area
    data = top + known.headers, bottom - known.totals
    if _OWN in parts:
        own = len(parts) == 1 and place[0] == sheet and data[0] <= place[1] <= data[1]
        return (place[1], place[1]) if own else None
    if _ALL in parts:
        return top, bottom
    spans = {
        _HEADERS: (top, data[0] - 1), _DATA: data, _TOTALS: (data[1] + 1, bottom)
    }  # fmt: skip
    wanted = [spans[part] for part in (_HEADERS, _DATA, _TOTALS) if part in parts] or [data]
    if any(first > last for first, last in wanted) or parts == {_HEADERS, _TOTALS}:
        return None
    return wanted[0][0], wanted[-1][1]


@lru_cache(maxsize=4096)
def _parts(brackets: str, columns: tuple[str, ...]) -> tuple[frozenset[str], int, int]:
    """What stands in brackets: the parts of the table (`#data`), the first and the last column
    counted from 0; -1 for what isn't understood."""
    inner = brackets[1:-1].strip()
    items = _ITEM.findall(inner) if inner.startswith("[") else [inner] if inner else []
    separators = re.sub(r"\s", "", _ITEM.sub("", inner)) if inner.startswith("[") else ""
    parts = frozenset(item.strip().lower() for item in items if item.startswith("#"))
    named = [_ESCAPED.sub(r"\1", item) for item in items if not item.startswith("#")]
    known = {column_name(name).casefold(): at for at, name in enumerate(columns)}
    known |= {name.casefold(): at for at, name in enumerate(columns)}
    places = [known.get(name.casefold(), known.get(column_name(name).casefold())) for name in named]
    usual = separators in ("," * max(len(items) - 1, 0), "," * max(len(items) - 2, 0) + ":")
    if None in places or not usual or not parts <= {_ALL, _DATA, _HEADERS, _TOTALS, _OWN}:
        return parts, -1, -1
    found = [at for at in places if at is not None]
    if not found:
        return parts, 0, len(columns) - 1
    if len(found) > 2 or (len(found) == 2 and not separators.endswith(":")):
        return parts, -1, -1
    return parts, min(found), max(found)
