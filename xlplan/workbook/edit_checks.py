"""What forbids an edit, and what should be told before it: sheet by sheet, cell by cell."""

from __future__ import annotations

from decimal import Decimal

from xlplan.formulas.references import to_a1
from xlplan.workbook.book import Address
from xlplan.workbook.edit_state import State, as_scalar
from xlplan.workbook.reader_parts import elements
from xlplan.workbook.reads import Names, reads
from xlplan.workbook.splice.content import DATES, Blank, Formula, Value
from xlplan.workbook.splice.formulas import Area, area, inside
from xlplan.workbook.splice.look import cells_at
from xlplan.workbook.splice.rules import AreaRule, SheetRules
from xlplan.workbook.splice.sheet import reference

_MANY = 20_000
"""Cells of a validation's source list that are still looked at."""
_COMPARED = {
    "between": lambda v, a, b: a <= v <= b,
    "notBetween": lambda v, a, b: not a <= v <= b,
    "equal": lambda v, a, b: v == a,
    "notEqual": lambda v, a, b: v != a,
    "greaterThan": lambda v, a, b: v > a,
    "lessThan": lambda v, a, b: v < a,
    "greaterThanOrEqual": lambda v, a, b: v >= a,
    "lessThanOrEqual": lambda v, a, b: v <= a,
}


class Checks:
    """Runs over the edits of a state; refusals and warnings go into it."""

    def __init__(self, state: State, refresh_pivots: bool) -> None:
        self.state = state
        self.refresh_pivots = refresh_pivots

    def run(self) -> None:
        """All checks of all edited sheets."""
        for sheet in self.state.edited_sheets():
            self._arrays(sheet)
            pivots, rules = self._pivot_areas(sheet), self.state.rules(sheet)
            part = self.state.sheet(sheet)
            for address, value in self.state.places(sheet):
                self._merge(sheet, address, rules)
                for box in pivots:
                    if inside(address, box):
                        self.state.refuse(
                            sheet, address,
                            f"Ô thuộc kết quả của bảng Pivot {reference(box)}: Pivot sẽ ghi đè. "
                            "Sửa ở vùng nguồn của nó.",
                        )  # fmt: skip
                style = part.style(address)
                if rules.is_protected and self.state.formats.is_locked(style):
                    self.state.warn(sheet, address, "Trang được bảo vệ và ô bị khóa.")
                self._format(sheet, address, value, style)
                for rule in rules.validations(address) if rules.validated else ():
                    if sentence := self._broken(rule, sheet, value):
                        self.state.warn(sheet, address, sentence)
        self._pivot_sources()

    def _merge(self, sheet: str, address: Address, rules: SheetRules) -> None:
        if box := rules.merge_of(address):
            self.state.refuse(
                sheet, address,
                f"Ô bị gộp trong {reference(box)}; chỉ ghi được vào ô đầu {to_a1(*box[:2])}.",
            )  # fmt: skip

    def _arrays(self, sheet: str) -> None:
        places = {address for address, _ in self.state.places(sheet)}
        for box, formula in self.state.sheet(sheet).formulas.arrays:
            size = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
            hit = [place for place in places if inside(place, box)]
            if size == 1 or not hit or len(hit) == size:
                continue
            what = {"dataTable": "bảng dữ liệu (Data Table)"}.get(
                formula.attributes.get("t", ""), "công thức mảng"
            )
            for place in sorted(hit):
                self.state.refuse(
                    sheet, place,
                    f"Ô thuộc {what} {reference(box)}; không sửa riêng một phần được, "
                    "phải ghi đủ cả vùng.",
                )  # fmt: skip

    def _format(self, sheet: str, address: Address, value: Value, style: int) -> None:
        formats = self.state.formats
        if isinstance(value, DATES) and not formats.is_date(style):
            self.state.warn(
                sheet, address,
                f"Ngày ghi vào ô có định dạng số «{formats.code(style)}»: ô sẽ hiện số thứ tự.",
            )  # fmt: skip
        number = isinstance(value, (float, int, Decimal)) and not isinstance(value, bool)
        if number and formats.is_date(style):
            self.state.warn(
                sheet, address, f"Số ghi vào ô có định dạng ngày «{formats.code(style)}»."
            )

    def _broken(self, rule: AreaRule, sheet: str, value: Value) -> str:
        if isinstance(value, (Blank, Formula)):
            return ""
        kind = rule.attributes.get("type", "none")
        first = rule.formulas.get("formula1", "")
        if kind == "list":
            allowed = self._allowed(first, sheet)
            if allowed is None or _as_choice(value, self.state.date1904) in allowed:
                return ""
            some = ", ".join(sorted(filter(None, allowed))[:6])
            return f"Giá trị không có trong danh sách kiểm tra nhập của ô ({some})."
        if kind in ("whole", "decimal", "date", "time", "textLength"):
            scalar = as_scalar(value, self.state.date1904)
            measured = len(str(scalar)) if kind == "textLength" else scalar
            if isinstance(measured, bool) or not isinstance(measured, int | float):
                return "Kiểm tra nhập của ô đòi số hoặc ngày, giá trị là chữ."
            if kind == "whole" and measured != int(measured):
                return "Kiểm tra nhập của ô đòi số nguyên."
            try:
                low, high = float(first), float(rule.formulas.get("formula2") or first)
            except ValueError:
                return ""
            compare = _COMPARED.get(rule.attributes.get("operator", "between"))
            if compare and not compare(measured, low, high):
                return f"Giá trị ngoài khoảng kiểm tra nhập của ô ({first}–{high:g})."
        return ""

    def _allowed(self, source: str, sheet: str) -> set[str] | None:
        """The choices of a list, as compared; None when they can't be told."""
        if source.startswith('"'):
            return {_folded(item) for item in source.strip('"').replace('""', '"').split(",")}
        names = Names([tab.name for tab in self.state.tabs], self.state.parts.layout.names)
        found = reads(source, (sheet, 1, 1), names)
        if found.moving or not found.areas or "(" in source:
            return None
        allowed: set[str] = set()
        for name, top, left, bottom, right in found.areas:
            try:
                part = self.state.sheet(name)
            except (ValueError, StopIteration):
                return None
            rows = [n for n in part.grid.numbers if top <= n <= bottom]
            if len(rows) * (right - left + 1) > _MANY:
                return None
            places = [(row, column) for row in rows for column in range(left, right + 1)]
            cells = cells_at(part, places, self.state.strings)
            allowed |= {_folded(_choice_text(cell.value)) for cell in cells.values()}
        return allowed

    def _pivot_areas(self, sheet: str) -> list[Area]:
        found = []
        for entry in self.state.parts.related(self.state.part_of(sheet), "pivotTable"):
            for tag, known in elements(self.state.archive.read(entry)):
                if tag == "location" and "ref" in known:
                    top, left, bottom, right = area(known["ref"])
                    found.append((top, left, bottom, right))
                    pages = int(known.get("rowPageCount", "0"))
                    wide = int(known.get("colPageCount", "0") or 0)
                    if pages:
                        above = max(1, top - 1 - pages)
                        found.append((above, left, top - 2, left + max(1, wide) * 3 - 2))
        return found

    def _pivot_sources(self) -> None:
        """Caches whose source is edited: the pivot is old until it is refreshed."""
        parts = self.state.parts
        for entry in parts.related(parts.layout.main, "pivotCacheDefinition"):
            for tag, known in elements(self.state.archive.read(entry)):
                if tag != "worksheetSource":
                    continue
                for sheet, top, left, bottom, right in self._source(known):
                    hits = [
                        place
                        for place in self.state.values
                        if place[0] == sheet and inside(place[1:], (top, left, bottom, right))
                    ]
                    if hits:
                        self._pivot_told(entry, hits[0][0], hits[0][1:])

    def _pivot_told(self, entry: str, sheet: str, address: Address) -> None:
        if self.refresh_pivots:
            self.state.pivots.add(entry)
            self.state.warn(sheet, address, "Bảng Pivot lấy số từ đây sẽ làm mới khi mở Excel.")
        else:
            self.state.warn(
                sheet,
                address,
                "Bảng Pivot lấy số từ đây thành số cũ cho đến khi làm mới (Refresh).",
            )

    def _source(self, known: dict[str, str]) -> list[tuple[str, int, int, int, int]]:
        names = [tab.name for tab in self.state.tabs]
        if "ref" in known and known.get("sheet") in names:
            return [(known["sheet"], *area(known["ref"]))]
        wanted = known.get("name", "").lower()
        for sheet in self.state.edited_sheets():
            for table in self.state.tables_on(sheet):
                if table.name.lower() == wanted:
                    return [(sheet, *table.box)]
        text = self.state.parts.layout.names.get(("", wanted))
        return reads(text, ("", 1, 1), Names(names)).areas if text else []


def _as_choice(value: Value, date1904: bool) -> str:
    return _folded(_choice_text(as_scalar(value, date1904)))


def _choice_text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return "" if value is None else str(value)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
