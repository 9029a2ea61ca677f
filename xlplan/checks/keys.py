"""Keys: unknown, doubled, of another row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

from xlplan.checks.context import Context
from xlplan.checks.identity import CODE, DOUBLED, Mistake
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
    known = set(own) | {r.key[0] for r in target.rows}
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
    """The second and later rows of one key; where the row's place or label tells which of them is
    mistyped, that one, at the part of the key that is wrong."""
    twice = {id(m.row): m for m in context.mistakes if m.kind == DOUBLED}
    for mistake in twice.values():
        meant = f" Theo chỗ đứng, dòng này là {mistake.meant}." if mistake.meant else ""
        yield rule.on(
            mistake.table, mistake.row, mistake.column,
            f"Khóa {mistake.found} đã có ở dòng khác.{meant}",
            remedy=f"Sửa thành {mistake.meant}." if mistake.meant else "",
            key=mistake.found,
        )  # fmt: skip
    for mistake in context.mistakes:
        if mistake.kind == CODE and _is_doubled(mistake):
            yield rule.on(
                mistake.table, mistake.row, mistake.column,
                f"Mã {mistake.found} đã có ở dòng khác; theo nhãn, dòng này là {mistake.meant}.",
                remedy=f"Sửa mã thành {mistake.meant}.", key=mistake.found,
            )  # fmt: skip


def _is_doubled(mistake: Mistake) -> bool:
    """Whether a wrong code, as it stands in the cell, is another row's right one."""
    at = mistake.table.spec.key.index(mistake.column)
    key = (*mistake.row.key[:at], mistake.found, *mistake.row.key[at + 1 :])
    other = mistake.table.by_key().get(key)
    return other is not None and str(other.value(mistake.column) or "").strip() == mistake.found


@check(
    "XLP113",
    "error",
    title="Mã và nhãn không cùng một dòng",
    why="Số liệu đi theo mã, người đọc đi theo nhãn; mã hoặc nhãn của dòng khác thì số in sai chỗ. Lỗi "
    "ghi ở mã khi mã không đúng thứ tự của bảng mà nhãn đúng, ngược lại ghi ở nhãn.",
    bad="Dòng «Bưu chính chuyển phát» mang mã TCBC.",
    good="Dòng «Bưu chính chuyển phát» mang mã BCCP.",
    remedy="Sửa mã hoặc nhãn cho đúng dòng.",
)
def code_and_label(rule: Rule, context: Context) -> Iterable[Finding]:
    """A code or a label that belongs to another row, or a row inside another's group."""
    for mistake in context.mistakes:
        if mistake.kind == DOUBLED or (mistake.kind == CODE and _is_doubled(mistake)):
            continue
        yield misplaced(rule, mistake)


def misplaced(rule: Rule, mistake: Mistake) -> Finding:
    """The finding of a code or a label that is another row's."""
    word = "Mã" if mistake.kind == CODE else "Nhãn"
    return rule.on(
        mistake.table, mistake.row, mistake.column,
        f"{word} «{mistake.found}» không phải của dòng này: dòng này là «{mistake.meant}».",
        remedy=f"Sửa thành «{mistake.meant}».", found=mistake.found, expected=mistake.meant,
    )  # fmt: skip


CHECKS = (unknown_key, doubled_key, code_and_label)
