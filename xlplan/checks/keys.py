"""Keys: unknown, doubled, missing parts of a total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.workbook.tables import Row, TableData


@check(
    "XLP108",
    "error",
    title="Mã không có trong danh mục",
    why="Dòng mang mã lạ không nối được với chỉ tiêu, đơn vị nào.",
    bad="Mã chỉ tiêu «BCPP».",
    good="Mã chỉ tiêu «BCCP».",
    remedy="Chọn mã trong danh sách của ô, hoặc thêm mã vào danh mục.",
)
def unknown_key(rule: Rule, context: Context) -> Iterable[Finding]:
    """A relation that leads nowhere; a code of ChiTieu that is no indicator's. Where many rows
    name a code that is gone and the list has one that nobody names, the list's code departs."""
    yield from _unknown_indicators(rule, context)
    yield from _no_office(rule, context)
    used: dict[str, list[tuple[TableData, Row, str, str]]] = {}
    for table in context.tables.values():
        for column in table.spec.columns:
            if column.relation and column.key in table.columns:
                for row in table.rows:
                    value = row.value(column.key)
                    if (
                        value
                        and (table.sheet, table.address(row, column.key)) not in context.untyped
                    ):
                        used.setdefault(column.relation, []).append(
                            (table, row, column.key, str(value).strip())
                        )
    for relation, places in used.items():
        name, key = relation.split(".")
        target = context.tables.get(name)
        if target is None or not target.rows:
            continue
        yield from _lost(rule, context, target, key, places)


def _lost(
    rule: Rule, context: Context, target: TableData, key: str,
    places: list[tuple[TableData, Row, str, str]],
) -> Iterable[Finding]:  # fmt: skip
    own = {str(r.value(key)).strip(): r for r in target.rows if r.value(key)}
    known = set(own)
    if target.spec.name == "DonVi":
        own_code = str(context.setting("unit_code") or "").strip()
        known.add(own_code)
        if not own_code:  # the office's own code is missing, which has a finding
            places = [p for p in places if p[0].spec.name not in ("KhoaSo", "DieuChinh")]
    if target.spec.name == "ChiTieu":
        known |= set(context.indicators)
    named = {value for *_, value in places}
    idle = [code for code in own if code not in named and code not in context.no_offices]
    many = Counter(value for *_, value in places if value not in known)
    doubled = len({row.key for row in target.rows}) < len(target.rows)
    for code, count in many.items():
        likely = get_close_matches(code, idle, 1, 0.5) if count > 1 else []
        if likely:
            yield rule.on(
                target, own[likely[0]], key,
                f"Mã «{likely[0]}» không dòng nào dùng, {count} dòng dùng mã «{code}» không có trong "
                f"{target.spec.name}.", found=likely[0], expected=code,
            )  # fmt: skip
            continue
        mine = [place[:3] for place in places if place[3] == code]
        context.untyped |= {(t.sheet, t.address(row, column)) for t, row, column in mine}
        if doubled and len(many) == 1 and count >= _MANY:
            continue  # the doubled row of the list is this one, mistyped
        shown = mine if count < _MANY else mine[:1]
        rest = f" {count - 1} dòng khác cũng dùng mã này." if len(shown) < count else ""
        for table, row, column in shown:
            yield rule.on(
                table, row, column, f"Mã «{code}» không có trong {target.spec.name}.{rest}",
                found=code,
            )  # fmt: skip


_MANY = 3
"""Rows of one lost code from which on the code is one fault, told at the first of them."""


def _no_office(rule: Rule, context: Context) -> Iterable[Finding]:
    """A point, or a successor, that is given to one of the two rows that are no office."""
    for name, column in (("DiemBDVHX", "unit"), ("DonVi", "successor")):
        table = context.tables.get(name)
        for row in table.rows if table and column in table.columns else ():
            code = str(row.value(column) or "").strip()
            if table and code in context.no_offices:
                yield rule.on(
                    table, row, column, f"Mã «{code}» không phải một đơn vị.",
                    remedy="Chọn mã của đơn vị thật.", found=code,
                )  # fmt: skip


def _unknown_indicators(rule: Rule, context: Context) -> Iterable[Finding]:
    table = context.tables.get("ChiTieu")
    for row in table.rows if table else ():
        code = row.key[0]
        if table is None or not code or code in context.indicators:
            continue
        label = fold(str(row.value("label") or ""))
        meant = [c for c, i in context.indicators.items() if fold(i.label) == label]
        hint = f"; dòng này là {meant[0]}" if meant else ""
        yield rule.on(
            table, row, "key", f"Mã «{code}» không có trong danh mục chỉ tiêu{hint}.", found=code
        )


@check(
    "XLP109",
    "error",
    title="Mã bị lặp",
    why="Hai dòng cùng khóa thì một số được tính hai lần hoặc không biết lấy dòng nào.",
    bad="Hai dòng BCCP ở ChiTieu.",
    good="Mỗi khóa một dòng.",
    remedy="Gộp hoặc xóa dòng lặp.",
)
def doubled_key(rule: Rule, context: Context) -> Iterable[Finding]:
    """The second and later rows of one key."""
    for table in context.tables.values():
        if table.spec.fields or table.spec.name == "KiemTra":
            continue
        seen: set[tuple[str, ...]] = set()
        for row in table.rows:
            if all(row.key) and row.key in seen:
                yield rule.on(
                    table,
                    row,
                    table.spec.key[0],
                    f"Khóa {' / '.join(row.key)} đã có ở dòng trên.",
                    key=" / ".join(row.key),
                )
            seen.add(row.key)


@check(
    "XLP111",
    "error",
    title="Thiếu dòng thành phần",
    why="Tổng chỉ đối chiếu được khi đủ các phần của nó.",
    bad="Xóa dòng PPTT dưới tổng doanh thu.",
    good="Đủ BCCP, TCBC, PPTT; phần không có để trống.",
    remedy="Chép lại dòng này từ tệp mẫu.",
)
def missing_part(rule: Rule, context: Context) -> Iterable[Finding]:
    """A part of a total whose row is missing from ChiTieu; one whose code is mistyped has a finding
    of its own."""
    table = context.tables.get("ChiTieu")
    labels = {fold(str(row.value("label") or "")) for row in table.rows} if table else set()
    for code, row in context.main_rows.items():
        for part in context.parts_of(code):
            mistyped = fold(context.indicators[part].label) in labels
            if table and part not in context.main_rows and not mistyped:
                yield rule.on(
                    table,
                    row,
                    "key",
                    f"Thiếu dòng {part} ({context.indicators[part].label}) của {code}.",
                    part=part,
                )


CHECKS = (unknown_key, doubled_key, missing_part)
