"""Labels in an office's own words, and standard indicators that have no row: for information."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from xlplan.checks.context import Context
from xlplan.checks.gaps import between, gaps, place
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold

_WORDS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def _shares(label: str, own: tuple[str, ...]) -> bool:
    """Whether a label has a word, or the initials, of one of a row's own names."""
    words = set(_WORDS.findall(fold(label)))
    names = [_WORDS.findall(fold(name)) for name in own]
    initials = {"".join(word[0] for word in name) for name in names if name}
    return not words or bool(words & ({word for name in names for word in name} | initials))


@check(
    "XLP116",
    "note",
    title="Nhãn không giống tên chỉ tiêu",
    why="Đơn vị có thể gọi chỉ tiêu theo cách của mình; nhưng nhãn không có chữ nào chung với tên chỉ "
    "tiêu thì người đọc dễ hiểu số liệu là của chỉ tiêu khác.",
    bad="Dòng mã LDBQ mang nhãn «Chi phí khác».",
    good="Dòng mã LDBQ mang nhãn «Lao động bình quân».",
    remedy="Nếu là cách gọi của đơn vị thì để yên (có thể thêm vào aliases của danh mục); nếu nhầm dòng "
    "thì sửa nhãn hoặc mã.",
)
def strange_label(rule: Rule, context: Context) -> Iterable[Finding]:
    """A label of ChiTieu or Thang that shares no word with its indicator's names. Whose label is
    another indicator's has XLP113."""
    wrong = {id(mistake.row) for mistake in context.mistakes}
    for name in ("ChiTieu", "Thang"):
        table = context.tables.get(name)
        for row in table.rows if table else ():
            label, indicator = row.value("label"), context.indicators.get(row.key[0])
            if table is None or indicator is None or not isinstance(label, str):
                continue
            own = (indicator.label, indicator.code, *indicator.aliases)
            if _shares(label, own) or id(row) in wrong:
                continue
            if not context.untyped_in(table, row, ("label", *table.spec.key)):
                yield rule.on(
                    table, row, "label",
                    f"Nhãn «{label}» không có chữ nào của «{indicator.label}» ({indicator.code}).",
                    found=label, expected=indicator.label,
                )  # fmt: skip


@check(
    "XLP117",
    "note",
    title="Chỉ tiêu chuẩn không có dòng",
    why="Bảng in thiếu một chỉ tiêu của danh mục; đơn vị có thể không dùng chỉ tiêu ấy, hoặc dòng đã bị "
    "xóa nhầm.",
    bad="Xóa dòng cuối «Dịch vụ hành chính công: hồ sơ».",
    good="Giữ dòng, để trống các ô số.",
    remedy="Nếu đơn vị không dùng chỉ tiêu này thì để yên; nếu xóa nhầm thì chép lại dòng từ tệp mẫu.",
)
def absent_indicator(rule: Rule, context: Context) -> Iterable[Finding]:
    """An indicator of the registry without a row in ChiTieu that nothing else names; one that other
    sheets name has XLP111."""
    table, rows = context.tables.get("ChiTieu"), context.main_rows
    if table is None or not rows or "key" not in table.columns:
        return
    if len(rows) < len(table.rows) or any(code not in context.indicators for code in rows):
        return  # a row without a right code of its own may be the one
    order = list(context.indicators)
    for code in order:
        if code in rows or any(g.table is table and g.key == (code,) for g in gaps(context)):
            continue
        before, after = between(rows, order, code)
        yield rule.at(
            table.sheet, place(table, before, after, "key"),
            f"ChiTieu không có dòng {code} ({context.indicators[code].label}).",
            subject=("ChiTieu", code), missing=code,
        )  # fmt: skip


CHECKS = (strange_label, absent_indicator)
