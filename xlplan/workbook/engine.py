"""Headless recalculation by formualizer; what it cannot compute is listed, never guessed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from xlplan.formulas.names import canonical
from xlplan.formulas.omitted import explicit_blanks
from xlplan.formulas.references import MAX_COLUMN, MAX_ROW, column_number
from xlplan.functions.values import Error, Scalar
from xlplan.workbook.book import Book, Cell
from xlplan.workbook.plain import fresh_values, layout_of, seen_before
from xlplan.workbook.plain_values import Place
from xlplan.workbook.reads import Names, reads, with_even_sums

# UPPER and its kin: the engine changes ASCII letters only (bưu → BưU). ISNUMBER and its kin: over a
# range they are one FALSE to the engine, not a value a cell. ANCHORARRAY (A1#) is #REF! to it.
_UNSUPPORTED = re.compile(
    r"\[|#(?!REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|\b(?:UPPER|LOWER|PROPER)\s*\("
    r"|\bIS[A-Z]+\s*\([^()]*:|\b(?:ANCHORARRAY|SINGLE)\s*\(",
    re.IGNORECASE,
)
_MARKS = ("[", "#", "UPPER", "LOWER", "PROPER", "IS", "_XLFN")
"""One of these stands in whatever `_UNSUPPORTED` finds; looking for them costs far less."""
_LIMITS = {"Spill", "Calc", "NImpl", "Circ", "Cancelled", "Name"}
_MANY = "kết quả nhiều ô"
_MOST = 200_000
"""Cells of a book that is looked at outside of the engine: what they take is kept twice then."""
_LONG = 1_000
"""Rows of a sheet that the engine is told of beforehand."""
_RANGE = re.compile(
    r"""(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?
        \$?(?P<c1>[A-Za-z]{1,3})\$?(?P<r1>\d+)(?::\$?(?P<c2>[A-Za-z]{1,3})\$?(?P<r2>\d+))?
        (?![\w(])""",
    re.VERBOSE,
)


class Stale(NamedTuple):
    """A formula cell whose cached value is not what the formula gives."""

    sheet: str
    row: int
    column: int
    cached: Scalar
    fresh: Scalar


@dataclass
class Recalculation:
    """Fresh values of formula cells; `not_computed` says why a cell has none."""

    values: dict[Place, Scalar] = field(default_factory=dict)
    not_computed: dict[Place, str] = field(default_factory=dict)


def recalculate(book: Book, again: bool = False) -> Recalculation:
    """Every formula's value from the inputs as they stand. `again`: the same formulas will be asked
    for with other inputs.

    Array formulas, references to tables and other workbooks, functions the engine does not know,
    and all that depends on one of these have no value here: they keep what the file caches.
    """
    result = Recalculation()
    formulas: dict[Place, str] = {}
    inputs: dict[Place, Scalar] = {}
    few = sum(len(sheet.cells) for sheet in book.sheets.values()) <= _MOST
    for name, sheet in book.sheets.items():
        for (row, column), (value, formula, _, array) in sheet.cells.items():
            if formula is None:
                if value is not None and few:
                    inputs[(name, row, column)] = value
                continue
            place = name, row, column
            formulas[place], beyond = _prepared(formula)
            if array:
                result.not_computed[place] = "công thức mảng"
            elif beyond:
                result.not_computed[place] = "tham chiếu bảng hoặc tệp khác"
    if not formulas:
        return result
    if few and not result.not_computed and not book.date1904:
        layout = layout_of(formulas)
        if again or seen_before(layout):
            values = fresh_values(formulas, inputs, book.sheets, layout)
            if values is not None:
                return Recalculation(values)
    return _by_engine(book, formulas, result)


def _by_engine(book: Book, formulas: dict[Place, str], result: Recalculation) -> Recalculation:
    import formualizer

    from xlplan.workbook.functions_adapter import register

    config = formualizer.EvaluationConfig()
    config.enable_parallel = False
    config.date_system = "1904" if book.date1904 else "1900"
    workbook = formualizer.Workbook(config=formualizer.WorkbookConfig(eval_config=config))
    workbook.set_changelog_enabled(False)  # its log takes four times what the cells take
    if any("XLPLAN" in formula for formula in formulas.values()):
        register(workbook, book.date1904)
    _load(workbook, book, formulas, result)
    workbook.evaluate_all()
    for place in formulas:
        if place in result.not_computed:
            continue
        if ":" in formulas[place] and _spills(workbook, book, place):
            result.not_computed[place] = _MANY
        else:
            _take(workbook.get_value(*place), place, result, book.date1904)
    _drop_dependents(book, formulas, result)
    return result


def _load(workbook: Any, book: Book, formulas: dict[Place, str], result: Recalculation) -> None:
    """A blank at the end of a long sheet first: the engine's grow with every row put below the last
    one, which costs the more the longer they are (12,000 rows: 0.6 s instead of 0.05)."""
    for name, sheet in book.sheets.items():
        workbook.add_sheet(name)
        if (last := max(sheet.cells, default=(0, 0)))[0] > _LONG:
            workbook.set_value(name, *last, None)
        for (row, column), cell in sheet.cells.items():
            place = (name, row, column)
            if cell.formula is None or place in result.not_computed:
                value = _plain(cell)
                if value is not None:
                    workbook.set_value(name, row, column, value)
            else:
                try:
                    workbook.set_formula(name, row, column, "=" + formulas[place])
                except (ValueError, RuntimeError):
                    result.not_computed[place] = "công thức không đọc được"


def _spills(workbook: Any, book: Book, place: Place) -> bool:
    """Whether a formula's result went into the cell below or beside it, where nothing stands: in
    the file it is no array formula, and takes one value."""
    name, row, column = place
    cells = book.sheets[name].cells
    return any(
        beside not in cells and workbook.get_value(name, *beside) is not None
        for beside in ((row + 1, column), (row, column + 1))
        if beside[0] <= MAX_ROW and beside[1] <= MAX_COLUMN
    )


def _plain(cell: Cell) -> Any:
    if not isinstance(cell.value, Error):
        return cell.value
    from xlplan.workbook.functions_adapter import outgoing

    return outgoing(cell.value)


def _take(value: Any, place: Place, result: Recalculation, date1904: bool) -> None:
    from xlplan.workbook.functions_adapter import incoming

    if isinstance(value, dict) and value.get("kind") in _LIMITS:
        result.not_computed[place] = "hàm chưa hỗ trợ"
    elif isinstance(value, list):
        result.not_computed[place] = _MANY
    else:
        number = incoming(value, date1904)
        if isinstance(number, float) and not math.isfinite(number):
            result.not_computed[place] = "kết quả không phải số"  # where Excel says #NUM!
        else:
            result.values[place] = 0.0 if number is None else number  # type: ignore[assignment]


@lru_cache(maxsize=32_768)
def _prepared(formula: str) -> tuple[str, bool]:
    """A formula as the engine takes it, and whether it is beyond the engine."""
    upper = formula.upper()
    beyond = any(mark in upper for mark in _MARKS) and bool(
        _UNSUPPORTED.search(_without_texts(formula))
    )
    even = with_even_sums(formula) if "IF" in upper and ":" in formula else formula
    return explicit_blanks(canonical(even)), beyond


def _without_texts(formula: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', '""', formula)


def _drop_dependents(book: Book, formulas: dict[Place, str], result: Recalculation) -> None:
    """Takes back the values of all that depends, however far, on what was not computed: what may
    read anywhere (OFFSET, INDIRECT) on any of it."""
    fresh = set(result.not_computed)
    if not fresh:
        return
    names = Names([*book.sheets])
    read = {place: reads(formulas[place], place, names) for place in result.values}
    while fresh:
        found = {
            place
            for place in result.values
            if read[place].moving
            or any(_inside(bad, area) for area in read[place].areas for bad in fresh)
        }
        for place in found:
            del result.values[place]
            result.not_computed[place] = "phụ thuộc ô chưa tính được"
        fresh = found


Area = tuple[str, int, int, int, int]


@lru_cache(maxsize=32_768)
def references(formula: str, sheet: str) -> tuple[Area, ...]:
    """The cells and ranges that a formula names: sheet, top, left, bottom, right."""
    areas = []
    for match in _RANGE.finditer(_without_texts(formula)):
        name = match["sheet"] or sheet
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        top, left = int(match["r1"]), column_number(match["c1"])
        bottom = int(match["r2"]) if match["r2"] else top
        right = column_number(match["c2"]) if match["c2"] else left
        areas.append((name, min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
    return tuple(areas)


def _inside(place: Place, area: Area) -> bool:
    name, top, left, bottom, right = area
    if not (top <= place[1] <= bottom and left <= place[2] <= right):
        return False
    return place[0] == name or place[0].lower() == name.lower()


def stale(book: Book, recalculation: Recalculation) -> list[Stale]:
    """Formula cells with a cached value that is not the fresh one; cells with none are left out."""
    found: list[Stale] = []
    for (name, row, column), fresh in recalculation.values.items():
        cached = book.sheets[name].cells[(row, column)].value
        if cached.__class__ is fresh.__class__ and cached == fresh:
            continue
        if cached is not None and not same_value(cached, fresh):
            found.append(Stale(name, row, column, cached, fresh))
    return found


def same_value(one: Scalar, other: Scalar) -> bool:
    """Equal type, equal error, numbers within 1e-12 relative."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
    return one == other


def filled(book: Book) -> Book:
    """The book with fresh values in its formula cells, for sources that keep no cached ones."""
    for (name, row, column), value in recalculate(book).values.items():
        cells = book.sheets[name].cells
        cells[(row, column)] = cells[(row, column)]._replace(value=value)
    return book
