"""What differs between two workbooks, exactly. Shares no code with xlplan.

`compare` returns every difference as a Change; an empty list means that the files hold the same
bytes but for the places where members of the zip lie. A test takes away what its edits explain and
asserts that nothing is left.
"""

from __future__ import annotations

import codecs
import difflib
import re
from dataclasses import dataclass

from support import grid, rawzip
from support.markup import Piece, pieces

WORKSHEET = b"worksheet"


@dataclass(frozen=True)
class Change:
    """One difference. `what`:

    - zip, part added, part removed: about the archive and its members;
    - cell: a cell added, removed or changed; `where` is A1;
    - value: only `<v>`, `<is>` and `t` of a cell whose `<f>` stayed; `where` is A1;
    - row: a row added or removed; `where` its number;
    - attribute: `where` is path@name, for a row row[7]@spans;
    - markup: anything else, `where` is the path.
    """

    part: str
    what: str
    where: str
    before: str | None = None
    after: str | None = None


def compare(before: bytes, after: bytes) -> list[Change]:
    """All differences of two archives. ValueError when either is not a sound zip."""
    old, new = rawzip.read(before), rawzip.read(after)
    changes = _archive(old, new)
    olds, news = old.named(), new.named()
    for name, entry in olds.items():
        if name not in news:
            changes.append(Change(entry.text, "part removed", ""))
            continue
        other = news[name]
        if entry.inflate() == other.inflate():
            changes += _untouched(entry, other)
        else:
            changes += _touched(entry, other)
    changes += [
        Change(entry.text, "part added", "") for name, entry in news.items() if name not in olds
    ]
    return changes


def _archive(old: rawzip.Archive, new: rawzip.Archive) -> list[Change]:
    """Comment, tail, gaps, and the order of the members that both have."""
    changes = []
    if old.comment != new.comment:
        changes.append(Change("", "zip", "comment", repr(old.comment), repr(new.comment)))
    both = old.named().keys() & new.named().keys()
    for label, first, second in (
        ("order in the file", old.stored, new.stored),
        ("order in the directory", old.entries, new.entries),
    ):
        one = [entry.name for entry in first if entry.name in both]
        two = [entry.name for entry in second if entry.name in both]
        if one != two:
            changes.append(Change("", "zip", label, repr(one), repr(two)))
    if any(new.gaps[1:]):
        changes.append(Change("", "zip", "gaps", None, repr(new.gaps)))
    return changes


def _untouched(old: rawzip.Entry, new: rawzip.Entry) -> list[Change]:
    """The same content must be the same bytes: header, data as compressed, descriptor, record."""
    return [
        Change(old.text, "zip", label, repr(one)[:200], repr(two)[:200])
        for label, one, two in (
            ("local header", old.header, new.header),
            ("compressed data", old.data, new.data),
            ("descriptor", old.descriptor, new.descriptor),
            ("central record", old.central, new.central),
        )
        if one != two
    ]


def _touched(old: rawzip.Entry, new: rawzip.Entry) -> list[Change]:
    """External attributes stay; then whatever the content says."""
    changes = []
    if old.central[36:42] != new.central[36:42]:
        changes.append(Change(old.text, "zip", "attributes"))
    one, two = old.inflate(), new.inflate()
    if one[:2] == two[:2] and one[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        one, two = (t.decode("utf-16").replace("UTF-16", "UTF-8", 1).encode() for t in (one, two))
    if _root(one) == WORKSHEET and _root(two) == WORKSHEET:
        return changes + sheet(old.text, one, two)
    return changes + _run(old.text, pieces(one), pieces(two))


def _root(data: bytes) -> bytes:
    """The local name of the root element, b"" where there is none."""
    match = re.search(rb"<(?:[\w.-]+:)?(\w+)[\s/>]", data)
    return match[1] if match else b""


def sheet(part: str, before: bytes, after: bytes) -> list[Change]:
    """Differences of two worksheet parts."""
    old, new = grid.read(before), grid.read(after)
    changes = _run(part, old.before, new.before) + _run(part, old.after, new.after)
    if [p.raw for p in old.between if p.raw.strip()] != [
        p.raw for p in new.between if p.raw.strip()
    ]:
        changes.append(Change(part, "markup", "sheetData"))
    return changes + _rows(part, old, new) + _cells(part, old, new)


def _rows(part: str, old: grid.Grid, new: grid.Grid) -> list[Change]:
    olds = {row.number: row for row in old.rows}
    news = {row.number: row for row in new.rows}
    changes = []
    for number in sorted(olds.keys() | news.keys()):
        first, second = olds.get(number), news.get(number)
        if first is None or second is None:
            kept = first or second
            raw = kept.opening.raw.decode("utf-8", "replace") if kept else ""
            order = (None, raw) if first is None else (raw, None)
            changes.append(Change(part, "row", str(number), *order))
            continue
        changes += _pair(part, f"row[{number}]", first.opening, second.opening)
        if [p.raw for p in first.between] != [p.raw for p in second.between]:
            changes.append(Change(part, "markup", f"row[{number}]"))
    return changes


def _cells(part: str, old: grid.Grid, new: grid.Grid) -> list[Change]:
    olds, news = old.cells(), new.cells()
    changes = []
    for place in sorted(olds.keys() | news.keys()):
        first, second = olds.get(place), news.get(place)
        if first is not None and second is not None and first.raw == second.raw:
            continue
        kept = second or first
        assert kept is not None
        cached = (
            first is not None
            and second is not None
            and first.formula is not None
            and first.without_value() == second.without_value()
        )
        changes.append(
            Change(
                part,
                "value" if cached else "cell",
                kept.ref,
                first.raw.decode("utf-8", "replace") if first else None,
                second.raw.decode("utf-8", "replace") if second else None,
            )
        )
    return changes


def _open(piece: Piece) -> bytes:
    """A start tag, whether its element is closed in itself or not."""
    return re.sub(rb"\s*/?>$", b">", piece.raw)


def _pair(part: str, where: str, old: Piece, new: Piece) -> list[Change]:
    """Two start tags of one element: attribute by attribute, or as markup."""
    if _open(old) == _open(new):
        return []
    if old.name != new.name or old.attributes == new.attributes:
        return [Change(part, "markup", where, _text([old]), _text([new]))]
    first, second = dict(old.attributes), dict(new.attributes)
    names = [*first, *(name for name in second if name not in first)]
    return [
        Change(part, "attribute", f"{where}@{name}", first.get(name), second.get(name))
        for name in names
        if first.get(name) != second.get(name)
    ]


def _run(part: str, old: list[Piece], new: list[Piece]) -> list[Change]:
    """Two runs of pieces: what was replaced start tag by start tag, all else as markup."""
    matcher = difflib.SequenceMatcher(
        None, [(p.kind, _key(p)) for p in old], [(p.kind, _key(p)) for p in new], autojunk=False
    )
    changes = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, come = old[i:j], new[k:m]
        if len(gone) == len(come) and all(
            (a.kind == b.kind == "start" and a.path == b.path) or a.raw == b.raw
            for a, b in zip(gone, come, strict=True)
        ):
            for a, b in zip(gone, come, strict=True):
                changes += _pair(part, "/".join(a.path), a, b) if a.raw != b.raw else []
            continue
        path = "/".join((gone or come)[0].path)
        changes.append(Change(part, "markup", path, _text(gone), _text(come)))
    return changes


def _key(piece: Piece) -> bytes:
    """The bytes; `<sheetData/>` may open itself for its first row."""
    if piece.path[-1:] != ("sheetData",):
        return piece.raw
    return _open(piece) if piece.kind == "start" else b"</sheetData>"


def _text(run: list[Piece]) -> str | None:
    return b"".join(piece.raw for piece in run).decode("utf-8", "replace") or None
