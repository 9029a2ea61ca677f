"""Which row is which: a code beside another's label, a key that stands twice, a row in a foreign
group. The row's right key, where the rest of the sheet tells it, is taken for what follows, so that
one wrong code does not bring a finding for every figure of the row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from xlplan.domain.labels import fold

if TYPE_CHECKING:
    from xlplan.checks.context import Context
    from xlplan.workbook.tables import Row, TableData

Key = tuple[str, ...]

LABEL, CODE, DOUBLED = "label", "code", "doubled"

_LABELLED = (("ChiTieu", "key", "label"), ("Thang", "indicator", "label"))
_GROUPED = (("ChiTieuDonVi", 0), ("DichVu", 0))
"""Tables whose rows stand in groups, and the part of the key that names the group."""


class Mistake(NamedTuple):
    """A cell of a row's identity that is wrong: `found` is what it says, `meant` what the rest of
    the sheet says ("" = not known)."""

    kind: str
    table: TableData
    row: Row
    column: str
    found: str
    meant: str


def settle(context: Context) -> list[Mistake]:
    """The wrong codes and labels of a workbook; their rows get the key that is meant."""
    found = [*_labels(context), *_strangers(context)]
    for mistake in found:
        if mistake.kind == CODE:
            believe(mistake)
    return [*found, *_doubled(context, found)]


def believe(mistake: Mistake) -> None:
    """The row of a wrong code gets the key that is meant."""
    at = mistake.table.spec.key.index(mistake.column)
    key = mistake.row.key
    if mistake.meant and len(key) > at:
        mistake.row.key = (*key[:at], mistake.meant, *key[at + 1 :])
    mistake.table.forget_keys()


def _labels(context: Context) -> Iterator[Mistake]:
    """Rows whose label is exactly another indicator's. The code is wrong where the label is in its
    place among its neighbours and the code is not; else the label."""
    named = {fold(entry.label): code for code, entry in context.indicators.items()}
    rank = {code: n for n, code in enumerate(context.indicators)}
    for name, code_column, label_column in _LABELLED:
        table = context.tables.get(name)
        if table is None or label_column not in table.columns or code_column not in table.columns:
            continue
        for n, row in enumerate(table.rows):
            label = row.value(label_column)
            code = row.key[0]
            if not isinstance(label, str) or code not in rank:
                continue
            meant = named.get(fold(label), code)
            own = context.indicators[code]
            if meant == code or fold(label) in {fold(t) for t in (own.label, *own.aliases)}:
                continue
            codes = [r.key[0] for r in table.rows]
            if _in_order(rank, codes, n, meant) >= _in_order(rank, codes, n, code):
                yield Mistake(CODE, table, row, code_column, code, meant)
            else:
                yield Mistake(LABEL, table, row, label_column, label, own.label)


def _in_order(rank: dict[str, int], codes: list[str], n: int, code: str) -> int:
    before = codes[n - 1] if n else ""
    after = codes[n + 1] if n + 1 < len(codes) else ""
    here = rank[code]
    return (rank.get(before, -1) < here) + (here < rank.get(after, len(rank)))


def _strangers(context: Context) -> Iterator[Mistake]:
    """Rows that stand inside another group, where their own row is missing, or strays as well and
    the names say so. Rows that were only sorted otherwise are none."""
    for name, part in _GROUPED:
        table = context.tables.get(name)
        rows = table.rows if table else []
        if table is None or table.spec.key[part] not in table.columns:
            continue
        stray: dict[Key, tuple[Row, str]] = {}
        for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
            group = before.key[part]
            if group and row.key[part] != group == after.key[part] and row.key[part]:
                stray[row.key] = row, group
        if not stray:
            continue
        held = Counter(row.key for row in rows)
        groups = Counter(row.key[part] for row in rows)
        for key, (row, group) in stray.items():
            home = (*key[:part], group, *key[part + 1 :])
            named = home in stray and _named(rows, row, part, group)
            known = groups[key[part]] > 1  # a code of no other row is no other group's
            if held[key] == 1 and known and (held[home] == 0 or named):
                yield Mistake(CODE, table, row, table.spec.key[part], key[part], group)


def _named(rows: Sequence[Row], row: Row, part: int, group: str) -> bool:
    """Whether a row's name is that of the group in which it stands."""
    names = {
        fold(str(r.value("name") or "")) for r in rows if r.key[part] == group and r is not row
    }
    return fold(str(row.value("name") or "?")) in names


def _doubled(context: Context, known: Sequence[Mistake]) -> Iterator[Mistake]:
    """The later rows of one key, or the earlier where its place tells that it is the wrong one."""
    for table in context.tables.values():
        if table.spec.fields or table.spec.name == "KiemTra" or not table.spec.key:
            continue
        if len({row.key for row in table.rows}) == len(table.rows):
            continue
        places: dict[Key, list[int]] = {}
        for n, row in enumerate(table.rows):
            if all(row.key):
                places.setdefault(row.key, []).append(n)
        for key, twice in places.items():
            if len(twice) < 2:
                continue
            right = min(twice, key=lambda n: _doubt(table.rows, n))
            for n in twice:
                if n != right:
                    yield _one_doubled(table, n, key)
            table.prefer(table.rows[right])


def _doubt(rows: Sequence[Row], n: int) -> tuple[bool, int, int]:
    """Of rows with one key, the less the likelier to be the one that has it by right."""
    return _better(rows, n) is not None, -_fit(rows, n, rows[n].key), n


def _one_doubled(table: TableData, n: int, key: Key) -> Mistake:
    row = table.rows[n]
    better = _better(table.rows, n)
    if better is None:
        return Mistake(DOUBLED, table, row, table.spec.key[0], " / ".join(key), "")
    part = next(k for k, (old, new) in enumerate(zip(key, better, strict=True)) if old != new)
    mistake = Mistake(DOUBLED, table, row, table.spec.key[part], " / ".join(key), better[part])
    believe(mistake)
    return mistake


def _better(rows: Sequence[Row], n: int) -> Key | None:
    """The row's key with one part changed so that it fits between its neighbours and is no other
    row's; None when there is none, or the row has but one neighbour."""
    if not 0 < n < len(rows) - 1:
        return None
    taken = {row.key for row in rows}
    own = rows[n].key
    for part in range(len(own)):
        if _part_fits(rows, n, own, part) == 2:
            continue
        followers = {
            b.key[part] for a, b in _pairs(rows, n) if a.key[part] == rows[n - 1].key[part]
        }
        options = {rows[n - 1].key[part], _next(rows[n - 1].key[part]), *followers}
        for option in sorted(filter(None, options)):
            key = (*own[:part], option, *own[part + 1 :])
            if key not in taken and _part_fits(rows, n, key, part) == 2:
                return key
    return None


def _fit(rows: Sequence[Row], n: int, key: Key) -> int:
    return sum(_part_fits(rows, n, key, part) for part in range(len(key)))


def _part_fits(rows: Sequence[Row], n: int, key: Key, part: int) -> int:
    """How many of the two neighbours go with a part of the key: the next number, or a pair that
    other rows of the sheet have as well."""
    pairs = {(a.key[part], b.key[part]) for a, b in _pairs(rows, n)}
    before = rows[n - 1].key[part] if n else ""
    after = rows[n + 1].key[part] if n + 1 < len(rows) else ""
    return sum(
        bool(one) and bool(two) and ((one, two) in pairs or _next(one) == two)
        for one, two in ((before, key[part]), (key[part], after))
    )


def _pairs(rows: Sequence[Row], n: int) -> Iterator[tuple[Row, Row]]:
    """Neighbouring rows, but for those of row `n`."""
    for m in range(len(rows) - 1):
        if n not in (m, m + 1):
            yield rows[m], rows[m + 1]


def _next(code: str) -> str:
    """ "P02" → "P03"; "" for a code without a number at its end."""
    match = re.fullmatch(r"(.*?)(\d{1,6})", code)
    return f"{match[1]}{int(match[2]) + 1:0{len(match[2])}}" if match else ""
