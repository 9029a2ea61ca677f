"""The language of planted_faults.txt: how a fault is planted into a book, how places are named.

A place is `Sheet!A1` or `Table[key/key].column`; ThongTin's fields are `ThongTin.field`. A plant is
one or more of these, joined by ` ; `:

    PLACE = 12.5 | "text" | =FORMULA | #REF! | date 2026-07-01      PLACE delete
    PLACE * 1000 | PLACE + 50 | PLACE negate                       PLACE font .VnTime
    PLACE nfd (its text decomposed)
    PLACE cached 7 (the file keeps 7, nothing is recalculated)      PLACE dated (a date's format)
    header Table.column = "text"    rename Sheet = "Name"    remove Sheet    add "Name"
    drag Sheet = "Name" (its tab to behind another)
    swap Table.column column        insert Table.column = "header"    drop Table[key]
    copy Table[key] (the row once more below the table)
    delete Table[key] (the sheet's row taken out, all below it moved up, as Excel does it)
    grow Table[key] (an empty row put in above, as Excel does it)
    PLACE trade PLACE (two cells change their contents)
    exchange Table[key] = "key" (two rows change places, formulas kept as of their row)
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from tests.checks.planting_rows import exchanged, with_blank, without
from xlplan.checks.context import Context
from xlplan.formulas.references import from_a1, to_a1
from xlplan.functions.values import ERRORS
from xlplan.workbook.book import Book, Cell, Sheet, Style
from xlplan.workbook.tables import Row, TableData, read_tables

Tables = Mapping[str, TableData]
_PLACE = (
    r"(?:(?P<sheet>\w+)!(?P<a1>[A-Z]+\d+)|(?P<table>\w+)(?:\[(?P<key>[^\]]*)\])?\.(?P<column>\w+))"
)
_CELL = re.compile(
    _PLACE + r"\s*(?P<what>=|\*|\+|delete|negate|font|cached|dated|nfd|trade)\s*(?P<value>.*)"
)


def place(tables: Tables, text: str) -> tuple[str, tuple[int, int]]:
    """Sheet and address of a place."""
    match = re.fullmatch(_PLACE, text)
    assert match, text
    if match["a1"]:
        return match["sheet"], from_a1(match["a1"])
    table = tables[match["table"]]
    if table.spec.fields:
        return table.sheet, table.address(table.rows[0], match["column"])
    return table.sheet, table.address(_row(table, match["key"]), match["column"])


def shown(tables: Tables, text: str) -> str:
    """`Sheet!A1` of a place; a sheet alone, or "" for the file, stay."""
    if "." not in text and "!" not in text:
        return f"{text}!" if text != "-" else "!"
    sheet, address = place(tables, text)
    return f"{sheet}!{to_a1(*address)}"


def _row(table: TableData, key: str) -> Row:
    return table.by_key()[tuple(key.split("/"))]


def planted(base: Context, plants: str) -> Context:
    """A copy of the book with the faults, recalculated unless one of them is a cached value."""
    book = base.book
    copy = replace(
        book,
        sheets={
            n: replace(s, cells=dict(s.cells), tables=list(s.tables))
            for n, s in book.sheets.items()
        },
        styles=list(book.styles),
        names=dict(book.names),
    )
    tables = base.tables
    for plant in plants.split(" ; "):
        _plant(copy, plant.strip(), tables)
        tables = read_tables(copy) if ";" in plants else tables
    context = Context(copy)
    if " cached " not in plants:
        for (name, row, column), value in context.recalculation.values.items():
            cells = copy.sheets[name].cells
            cells[(row, column)] = cells[(row, column)]._replace(value=value)
    return context


def _plant(book: Book, plant: str, tables: Tables) -> None:
    match = _CELL.fullmatch(plant)
    if match:
        text = plant[: match.start("what")].strip()
        sheet, address = place(tables, text)
        if match["what"] == "trade":
            _trade(book, (sheet, address), place(tables, match["value"]))
        else:
            _cell(book, book.sheets[sheet], address, match["what"], match["value"])
        return
    words = re.fullmatch(
        r"(\w+) (\w+|\"[^\"]*\")(?:\[([^\]]*)\])?(?:\.(\w+))?(?: = \"(.*)\"| (\w+))?", plant
    )
    assert words, plant
    verb, name, key, column, text, other = words.groups()
    _STRUCTURE[verb](book, name, key, column, text, other)


def _cell(book: Book, sheet: Sheet, at: tuple[int, int], what: str, value: str) -> None:
    old = sheet.cells.get(at, Cell(None))
    if what == "delete":
        sheet.cells.pop(at, None)
    elif what in ("*", "+", "negate"):
        number = float(old.value)  # type: ignore[arg-type]
        new = {"*": lambda: number * float(value), "+": lambda: number + float(value),
               "negate": lambda: -number}[what]()  # fmt: skip
        sheet.cells[at] = old._replace(value=float(repr(round(new, 6))))
    elif what == "nfd":
        sheet.cells[at] = old._replace(value=unicodedata.normalize("NFD", str(old.value)))
    elif what == "cached":
        sheet.cells[at] = old._replace(value=float(value))
    elif what in ("font", "dated"):
        style = book.style(old)
        book.styles.append(
            Style(style.number_format, value) if what == "font" else Style("dd/mm/yyyy", style.font)
        )
        sheet.cells[at] = old._replace(style=len(book.styles) - 1)
    else:
        sheet.cells[at] = _typed(value, old.style)


def _trade(book: Book, *places: tuple[str, tuple[int, int]]) -> None:
    (one, here), (two, there) = places
    first, second = book.sheets[one].cells.get(here), book.sheets[two].cells.get(there)
    for sheet, at, cell in ((one, here, second), (two, there, first)):
        book.sheets[sheet].cells.pop(at, None)
        if cell is not None:
            book.sheets[sheet].cells[at] = cell


def _typed(text: str, style: int) -> Cell:
    if text.startswith('"'):
        return Cell(text[1:-1], None, style)
    if text.startswith("="):
        return Cell(None, text[1:], style)
    if text.startswith("date "):
        return Cell(
            float((dt.date.fromisoformat(text[5:]) - dt.date(1899, 12, 30)).days), None, style
        )
    if text in ERRORS:
        return Cell(ERRORS[text], None, style)
    return Cell(float(text), None, style)


def _header(book: Book, name, key, column, text, other) -> None:
    table = read_tables(book)[name]
    cells = book.sheets[table.sheet].cells
    at = (
        (table.field_rows[column], 1)
        if table.spec.fields
        else (table.header_row, table.columns[column])
    )
    cells[at] = cells[at]._replace(value=text)


def _rename(book: Book, name, key, column, text, other) -> None:
    book.sheets = {
        (text if n == name else n): (replace(s, name=text) if n == name else s)
        for n, s in book.sheets.items()
    }
    quoted = f"'{text}'" if " " in text else text
    for defined, target in book.names.items():
        book.names[defined] = target.replace(f"{name}!", f"{quoted}!")
    for sheet in book.sheets.values():
        for at, cell in sheet.cells.items():
            if cell.formula and f"{name}!" in cell.formula:
                sheet.cells[at] = cell._replace(
                    formula=cell.formula.replace(f"{name}!", f"{quoted}!")
                )


def _remove(book: Book, name, key, column, text, other) -> None:
    del book.sheets[name]
    for sheet in book.sheets.values():
        for at, cell in sheet.cells.items():
            if cell.formula and f"{name}!" in cell.formula:
                formula = re.sub(
                    rf"{name}!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?", "#REF!", cell.formula
                )
                sheet.cells[at] = cell._replace(formula=formula)


def _add(book: Book, name, key, column, text, other) -> None:
    book.sheets[name.strip('"')] = Sheet(name.strip('"'), {(1, 1): Cell("Ghi chép riêng")})


def _drag(book: Book, name, key, column, text, other) -> None:
    names = [n for n in book.sheets if n != name]
    names.insert(names.index(text) + 1, name)
    book.sheets = {n: book.sheets[n] for n in names}


def _drop(book: Book, name, key, column, text, other) -> None:
    table = read_tables(book)[name]
    row = _row(table, key)
    for at in table.columns.values():
        book.sheets[table.sheet].cells.pop((row.number, at), None)


def _copy(book: Book, name, key, column, text, other) -> None:
    table = read_tables(book)[name]
    row, last = _row(table, key), max(r.number for r in table.rows)
    cells = book.sheets[table.sheet].cells
    for key_, at in table.columns.items():
        if key_ in row.cells and row.cells[key_].formula is None:
            cells[(last + 1, at)] = row.cells[key_]


def _moved(book: Book, table: TableData, order: dict[int, int]) -> None:
    """Columns of one table's sheet moved as Excel does it: cells, and every formula that names
    them."""
    sheet = book.sheets[table.sheet]
    sheet.cells = {(r, order.get(c, c)): cell for (r, c), cell in sheet.cells.items()}
    letters = {to_a1(1, c)[:-1]: to_a1(1, n)[:-1] for c, n in order.items()}
    for name, other in book.sheets.items():
        own = name == table.sheet
        pattern = (
            r"(?P<s>\b(?:\w+)!)?(?P<c>\$?[A-Z]{1,2}\$?\d+)(?::(?P<e>\$?[A-Z]{1,2}\$?\d+))?(?![\w(])"
        )

        def swapped(m: re.Match[str], own: bool = own) -> str:
            target = (m["s"] or "").rstrip("!") or (table.sheet if own else "")
            if target != table.sheet:
                return m[0]

            def one(ref: str) -> str:
                return re.sub(r"[A-Z]+", lambda x: letters.get(x[0], x[0]), ref)

            return (m["s"] or "") + one(m["c"]) + (":" + one(m["e"]) if m["e"] else "")

        for at, cell in other.cells.items():
            if cell.formula:
                other.cells[at] = cell._replace(formula=re.sub(pattern, swapped, cell.formula))
    sheet.tables = [
        area._replace(
            last=(
                area.last[0],
                max(order.get(c, c) for c in range(area.first[1], area.last[1] + 1)),
            )
        )
        for area in sheet.tables
    ]


def _swap(book: Book, name, key, column, text, other) -> None:
    table = read_tables(book)[name]
    one, two = table.columns[column], table.columns[other]
    _moved(book, table, {one: two, two: one})


def _insert(book: Book, name, key, column, text, other) -> None:
    table = read_tables(book)[name]
    at = table.columns[column]
    last = max(c for _, c in book.sheets[table.sheet].cells)
    _moved(book, table, {c: c + 1 for c in range(at, last + 1)})
    if text:
        book.sheets[table.sheet].cells[(table.header_row, at)] = Cell(text)


def _delete(book: Book, name, key, column, text, other) -> None:
    table = read_tables(book)[name]
    without(book, table.sheet, _row(table, key).number)


def _grow(book: Book, name, key, column, text, other) -> None:
    table = read_tables(book)[name]
    with_blank(book, table.sheet, _row(table, key).number)


def _exchange(book: Book, name, key, column, text, other) -> None:
    table = read_tables(book)[name]
    exchanged(book, table, _row(table, key), _row(table, text))


_STRUCTURE = {"header": _header, "drag": _drag, "rename": _rename, "remove": _remove, "add": _add, "drop": _drop,
              "copy": _copy, "delete": _delete,
              "grow": _grow, "exchange": _exchange, "swap": _swap, "insert": _insert}  # fmt: skip
