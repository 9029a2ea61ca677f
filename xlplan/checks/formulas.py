"""Formulas: typed over, differing from their column, stale, leading outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.formulas.names import canonical, uses_ours
from xlplan.formulas.references import column_letters, column_number, to_a1
from xlplan.functions.values import Error, Scalar
from xlplan.sheets import TABLES
from xlplan.sheets.model import Column, placed
from xlplan.workbook.engine import Stale, references, stale
from xlplan.workbook.tables import Row, TableData


def _computed(context: Context) -> Iterator[tuple[TableData, Row, Column, str]]:
    """Cells that a described formula computes, with that formula."""
    for table in context.tables.values():
        if table.spec.name == "KiemTra":
            continue
        for column in table.spec.columns:
            if column.computable and column.key in table.columns:
                common = None if column.row_formulas else context.computed(column, _ANY_ROW)
                for row in table.rows:
                    formula = context.computed(column, row) if common is None else common
                    if formula:
                        yield table, row, column, formula


_ANY_ROW = Row(0, (), {})


@check(
    "XLP602",
    "warning",
    title="Công thức khác cột",
    why="Một dòng tính khác các dòng khác thường là do chép nhầm.",
    bad="L8 chia cho E7 thay vì E8.",
    good="Mỗi dòng chia cho kế hoạch của chính nó.",
    remedy="Chép lại công thức từ dòng bên cạnh.",
)
def different(rule: Rule, context: Context) -> Iterable[Finding]:
    """A formula that is not the described one of its column and row."""
    moved = _moved(context)
    whole = {name for name, table in context.tables.items() if not table.missing()}
    for table, row, column, formula in _computed(context):
        cell = row.cells.get(column.key)
        if not cell or cell.formula is None:
            continue
        plain = not moved and table.spec.name in whole and "." not in formula
        if plain and _as_described(cell.formula, formula, table.spec.name, row.number):
            continue
        expected = _expected(formula, table, row, table.spec.name in whole)
        have = _home(cell.formula, table.sheet, moved) if moved else cell.formula
        if "{" in expected or _normal(have) == _normal(expected):
            continue
        if _by_place(context, have, table.sheet) == _normal(_WHOLE.sub(_ALL, expected)):
            continue
        if context.leads_nowhere(cell.formula):
            continue
        yield rule.on(
            table, row, column.key, f"Công thức ô «{column.header}» khác mẫu của cột.",
            remedy=f"Công thức của mẫu: {expected}", found=cell.formula,
        )  # fmt: skip


def _expected(formula: str, table: TableData, row: Row, whole: bool) -> str:
    """A described formula as it reads in a row; placeholders stay where a cell is missing."""
    if not whole:  # columns that are not there
        return placed(formula, partial(_place, table, row))
    if "." not in formula:
        return _in_row(formula, table.spec.name, row.number)
    rows = table.by_key()
    others = tuple((key, rows[key,].number) for key in _named_rows(formula) if (key,) in rows)
    return _among_rows(formula, table.spec.name, row.number, others)


@lru_cache(maxsize=65_536)
def _as_described(found: str, formula: str, table: str, row: int) -> bool:
    """Whether a cell's formula is the described one of its column in that row."""
    return _normal(found) == _normal(_in_row(formula, table, row))


@lru_cache(maxsize=32_768)
def _in_row(formula: str, table: str, row: int) -> str:
    spec = TABLES[table]
    return placed(formula, lambda key, column: to_a1(row, spec.position(column)))


@lru_cache(maxsize=4096)
def _named_rows(formula: str) -> tuple[str, ...]:
    """The keys of the other rows that a described formula names."""
    keys: dict[str, None] = {}
    placed(formula, lambda key, column: keys.setdefault(key))
    return tuple(key for key in keys if key)


@lru_cache(maxsize=8192)
def _among_rows(formula: str, table: str, row: int, others: tuple[tuple[str, int], ...]) -> str:
    spec, numbers = TABLES[table], {"": row, **dict(others)}

    def cell(key: str, column: str) -> str | None:
        return to_a1(numbers[key], spec.position(column)) if key in numbers else None

    return placed(formula, cell)


def _place(table: TableData, row: Row, key: str, column: str) -> str | None:
    """A cell as the template has it: its row as it stands, its column at the template's place."""
    at = table.by_key().get((key,)) if key else row
    return to_a1(at.number, table.spec.position(column)) if at and column in table.columns else None


Moved = dict[str, tuple[str, dict[int, int]]]


def _moved(context: Context) -> Moved:
    """Sheets that are renamed or whose columns have moved: the template's name of the sheet, and
    of each column the template's place. Excel moves references along; that is no difference."""
    found: Moved = {}
    for table in context.tables.values():
        columns = {at: table.spec.position(key) for key, at in table.columns.items()}
        name, known = found.get(table.sheet, (table.spec.sheet, {}))
        found[table.sheet] = name, known | columns
    return {
        sheet: (name, columns)
        for sheet, (name, columns) in found.items()
        if sheet != name or any(at != home for at, home in columns.items())
    }


_REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?P<first>\$?[A-Z]{1,3}\$?\d+)"
    r"(?::(?P<last>\$?[A-Z]{1,3}\$?\d+))?(?![\w(])"
)


def _home(formula: str, sheet: str, moved: Moved) -> str:
    """The formula as it would read if its references stood at the template's places."""

    def one(cell: str, columns: dict[int, int]) -> str:
        letters = re.search("[A-Z]+", cell)
        at = column_number(letters[0]) if letters else 0
        return cell.replace(letters[0], column_letters(columns.get(at, at))) if letters else cell

    def back(match: re.Match[str]) -> str:
        named = (match["sheet"] or "").strip("'").replace("''", "'")
        name, columns = moved.get(named or sheet, (named, {}))
        text = one(match["first"], columns)
        if match["last"]:
            text += ":" + one(match["last"], columns)
        return (f"{name}!" if named else "") + text

    return _REFERENCE.sub(back, formula)


_WHOLE = re.compile(r"(\$[A-Z]{1,3})\$\d+:(\$[A-Z]{1,3})\$\d+")
_ALL = r"\1:\2"
_AREA = re.compile(r"(?:\b(?P<sheet>\w+)!)?" + _WHOLE.pattern)
_FIELD = re.compile(r"\bThongTin!\$B\$(?P<row>\d+)")


def _by_place(context: Context, formula: str, sheet: str) -> str:
    """A formula whose absolute ranges read as whole columns where they reach over all rows of a
    table, and whose fields of ThongTin stand at the template's places: Excel moves both when a row
    is put in or taken out, and they mean the same."""

    def whole(match: re.Match[str]) -> str:
        first, last = (int(n) for n in re.findall(r"\d+", match[0].rpartition("!")[2]))
        for table in context.tables.values():
            if table.sheet != (match["sheet"] or sheet) or not table.rows:
                continue
            if table.header_row < first <= table.rows[0].number <= table.rows[-1].number <= last:
                return (f"{match['sheet']}!" if match["sheet"] else "") + f"{match[2]}:{match[3]}"
        return match[0]

    form = context.tables.get("ThongTin")
    homes = {row: key for key, row in form.field_rows.items()} if form else {}

    def field(match: re.Match[str]) -> str:
        key = homes.get(int(match["row"]))
        if form is None or key is None:
            return match[0]
        keys = [column.key for column in form.spec.columns]
        return f"ThongTin!$B${form.spec.header_row + 1 + keys.index(key)}"

    return _normal(_AREA.sub(whole, _FIELD.sub(field, formula)))


@lru_cache(maxsize=32_768)
def _normal(formula: str) -> str:
    return "".join(canonical(formula.lstrip("=")).replace("$", "").split()).upper()


@check(
    "XLP603",
    "error",
    title="Giá trị cũ, chưa tính lại",
    why="Ô còn giữ kết quả của số liệu trước; người đọc thấy số sai.",
    bad="Sửa TH kỳ ngoài Excel, % KH năm vẫn như cũ.",
    good="Tính lại rồi mới gửi.",
    remedy="Mở bằng Excel có xlplan và bấm F9, hoặc chạy xlplan calc.",
)
def stale_values(rule: Rule, context: Context) -> Iterable[Finding]:
    """A cached value that is not what the formula gives; one that is stale only because a cell it
    names is stale is left out, `calc --diff` lists them all."""
    cells = stale(context.book, context.recalculation)
    places = {(cell.sheet, cell.row, cell.column) for cell in cells}
    for cell in cells:
        if _follows(context, cell, places):
            continue
        yield rule.at(
            cell.sheet, (cell.row, cell.column),
            f"Ô đang hiện {_shown(cell.cached)}, tính lại ra {_shown(cell.fresh)}.",
            subject=(cell.sheet, to_a1(cell.row, cell.column)),
            cached=_plain(cell.cached), fresh=_plain(cell.fresh),
        )  # fmt: skip


def _follows(context: Context, cell: Stale, places: set[tuple[str, int, int]]) -> bool:
    formula = context.book.sheets[cell.sheet].cells[(cell.row, cell.column)].formula or ""
    return any(
        name == area[0] and area[1] <= row <= area[3] and area[2] <= column <= area[4]
        for area in references(formula, cell.sheet)
        for name, row, column in places
    )


def _plain(value: Scalar) -> float | str | bool | None:
    return str(value) if isinstance(value, Error) else value


def _shown(value: Scalar) -> str:
    from xlplan.domain.numerals import format_number

    if isinstance(value, float):
        return format_number(value)
    return "trống" if value in (None, "") else str(value)


@check(
    "XLP604",
    "note",
    title="Công thức chưa có giá trị",
    why="Tệp do chương trình khác ghi ra có thể chưa tính công thức; người xem thấy ô trống.",
    bad="Tệp xuất từ phần mềm, chưa mở bằng Excel.",
    good="Tệp đã tính.",
    remedy="Chạy xlplan calc, hoặc mở bằng Excel rồi lưu lại.",
)
def no_cached_value(rule: Rule, context: Context) -> Iterable[Finding]:
    """Formula cells without any cached value: one note for the file."""
    count = context.uncached
    if count:
        yield rule.at("", None, f"Có {count} ô công thức chưa có giá trị.", cells=count)


@check(
    "XLP605",
    "note",
    title="Liên kết sang tệp khác",
    why="Tệp kia đổi chỗ thì số không cập nhật được.",
    bad="='[KH 2025.xlsx]ChiTieu'!G7",
    good="Số nằm trong tệp.",
    remedy="Chép giá trị vào tệp, hoặc ghi rõ nguồn.",
)
def external_link(rule: Rule, context: Context) -> Iterable[Finding]:
    """The file keeps links to other workbooks."""
    if context.book.external_links:
        yield rule.at(
            "", None, "Tệp có liên kết sang tệp khác.", links=len(context.book.external_links)
        )


@check(
    "XLP606",
    "warning",
    title="Tệp tự tính lại khi mở",
    why="Máy không có xlplan mở tệp này sẽ thấy #NAME? ở mọi ô dùng hàm XLPLAN.",
    bad="fullCalcOnLoad bật.",
    good="Tệp giữ giá trị đã tính.",
    remedy="Mở bằng Excel có xlplan rồi lưu lại.",
)
def recalculates_on_load(rule: Rule, context: Context) -> Iterable[Finding]:
    """fullCalcOnLoad in a file that uses our functions."""
    if context.book.full_calc_on_load and any(
        cell.formula and uses_ours(cell.formula)
        for sheet in context.book.sheets.values()
        for cell in sheet.cells.values()
    ):
        yield rule.at("", None, "Tệp đặt chế độ tính lại toàn bộ khi mở.")


CHECKS = (different, stale_values, no_cached_value, external_link,
          recalculates_on_load)  # fmt: skip
