"""Edits that touch an Excel table: header texts, totals, rows that make it longer."""

from __future__ import annotations

from xlplan.formulas.references import to_a1
from xlplan.workbook.book import Address
from xlplan.workbook.edit_state import State
from xlplan.workbook.splice.content import Blank, Formula, Value
from xlplan.workbook.splice.formulas import Area, inside, overlap
from xlplan.workbook.splice.look import cells_at
from xlplan.workbook.splice.rules import AreaRule
from xlplan.workbook.splice.tables import (
    TablePart,
    calculated_formulas,
    column_name,
    ranges_to_widen,
    rows_below,
    where,
)

_MAX_NAME = 255
"""Characters of a column's name in Excel."""


def edit_tables(state: State) -> None:
    """Refuses or follows up the edits of every table on the edited sheets."""
    for sheet in state.edited_sheets():
        for known in state.tables_on(sheet):
            for address, value in state.places(sheet):
                part = known.part_of(address)
                if part == "header":
                    _header(state, sheet, known, address, value)
                elif part == "totals":
                    state.change_table(known).totals[address[1] - known.box[1]] = value
                elif part == "data":
                    if known.waits and not isinstance(value, Blank):
                        state.change_table(known).begun = True
                    _calculated(state, sheet, known, address, value)
            _unique(state, sheet, known)
            if not state.refused:
                _below(state, sheet, known)


def _header(state: State, sheet: str, known: TablePart, address: Address, value: Value) -> None:
    at = address[1] - known.box[1]
    if not isinstance(value, str) or not value.strip():
        state.refuse(sheet, address, f"Ô là tiêu đề cột của bảng {where(known)}: chỉ ghi được chữ.")
        return
    old = known.columns[at]
    if column_name(value) == old:
        return
    if len(value) > _MAX_NAME:
        state.refuse(sheet, address, f"Tiêu đề cột của bảng dài quá {_MAX_NAME} ký tự.")
        return
    if user := _named_column(state, old):
        state.refuse(
            sheet, address,
            f"Tiêu đề cột «{old}» của bảng {known.name} đang được công thức dùng ({user}); "
            "đổi tên cột trong Excel để công thức đổi theo.",
        )  # fmt: skip
        return
    state.change_table(known).headers[at] = value


def _unique(state: State, sheet: str, known: TablePart) -> None:
    """Column names of a table must differ, case aside."""
    changed = state.change_table(known).headers
    names = [column_name(changed[at]) if at in changed else n for at, n in enumerate(known.columns)]
    folded = [name.casefold() for name in names]
    for at, name in changed.items():
        if folded.count(column_name(name).casefold()) > 1:
            place = known.box[0], known.box[1] + at
            state.refuse(sheet, place, f"Bảng {known.name} đã có cột «{name}».")


def _named_column(state: State, name: str) -> str:
    """Where a formula names the column, one that is being typed as well; "" where none does."""
    needle = "[" + name.replace("_x000a_", "\n")
    escaped = "".join("'" + c if c in "[]#'@" else c for c in name)

    def names(text: str) -> bool:
        return needle in text or "[" + escaped in text or "@" + name in text

    for (sheet, *typed), value in state.values.items():
        if isinstance(value, Formula) and "[" in value.text and names(value.text):
            return f"{sheet}!{to_a1(typed[0], typed[1])}"
    for tab in state.tabs:
        if tab.kind != "worksheet":
            continue
        for formula in state.passing(tab.name).formulas.scan():
            if "[" in formula.text and names(formula.text):
                return f"{tab.name}!{to_a1(*formula.place)}"
    for entry in state.archive.entries:
        if "/tables/" in entry.lower():
            data = state.archive.read(entry)
            if f"[{name}".encode() in data:
                return entry.rsplit("/", 1)[-1]
    return next((key[1] for key, text in state.parts.layout.names.items() if needle in text), "")


def _calculated(state: State, sheet: str, known: TablePart, address: Address, value: Value) -> None:
    """A calculated column's formula that is typed over: allowed, told."""
    column = address[1] - known.box[1]
    if column not in known.calculated or isinstance(value, Formula):
        return
    if state.sheet(sheet).formulas.get(address):
        state.warn(
            sheet, address, f"Ghi đè công thức của cột tính «{known.columns[column]}» trong bảng."
        )


def _below(state: State, sheet: str, known: TablePart) -> None:
    """Rows just below the table: it grows by them, with what Excel takes along."""
    values = dict(state.places(sheet))
    count = rows_below(known, values)
    if not count:
        return
    _, left, bottom, right = known.box
    first = bottom + 1, left
    if known.totals:
        state.warn(sheet, first, f"Bảng {where(known)} có dòng tổng: dòng dưới không vào bảng.")
        return
    if obstacle := _obstacle(state, sheet, known, count):
        state.warn(sheet, first, f"Bảng {where(known)} không dài thêm được: {obstacle}.")
        return
    part = state.sheet(sheet)
    for n in range(1, count + 1):
        for column in range(left, right + 1):
            style = part.style((bottom, column))
            if style:
                state.styles[(sheet, bottom + n, column)] = str(style)
    for address, (formula, _) in calculated_formulas(part, known, count).items():
        state.values.setdefault((sheet, *address), Formula(formula))
    state.change_table(known).last_row = bottom + count
    rules = state.rules(sheet)
    for rule in rules.area_rules:
        longer = ranges_to_widen(known, rule.areas, count)
        if longer and not _validated_twice(rules.area_rules, rule, longer):
            state.tags.setdefault(sheet, []).append(rules.resized(rule, longer))
    known.box = known.box[0], left, bottom + count, right
    state.warn(sheet, first, f"Bảng {known.name} dài thêm {count} dòng.")


def _validated_twice(rules: list[AreaRule], rule: AreaRule, boxes: list[Area]) -> bool:
    """Whether a validation would reach cells that have another: Excel allows one a cell."""
    others = [box for r in rules if r is not rule and r.kind == rule.kind for box in r.areas]
    return rule.kind == "dataValidation" and any(
        overlap(box, other) for box in boxes for other in others
    )


def _obstacle(state: State, sheet: str, known: TablePart, count: int) -> str:
    _, left, bottom, right = known.box
    box = bottom + 1, left, bottom + count, right
    part = state.sheet(sheet)
    edited = {address for address, _ in state.places(sheet)}
    places = [(r, c) for r in range(box[0], box[2] + 1) for c in range(left, right + 1)]
    filled = cells_at(part, places, state.strings)
    if filled:
        return f"ô {to_a1(*min(filled))} ngay dưới đã có dữ liệu"
    if any(overlap(merge, box) for merge in state.rules(sheet).merges):
        return "dòng dưới có ô gộp"
    for other in state.tables_on(sheet):
        if other is known:
            continue
        if overlap(other.box, box) or any(inside(place, other.box) for place in edited):
            return f"sát bảng {other.name}"
    if state.parts.related(known.entry, "queryTable"):
        return "bảng lấy từ truy vấn ngoài"
    return ""
