"""workbook.xml: one more sheet among the tabs, defined names added and made wider."""

from __future__ import annotations

import re
from typing import NamedTuple

from xlplan.sync.upgrade.patch import Patch, set_attributes
from xlplan.workbook.reader_parts import elements
from xlplan.workbook.splice.markup import (
    ATTRIBUTES,
    Text,
    attributes,
    closing,
    escaped,
    pattern,
    unescaped,
)

_ROOT = re.compile(rb"<((?:[\w.\-]+:)?)workbook(?=[\s/>])")
_NAME = re.compile(
    rb"<(?:[\w.\-]+:)?definedName(?=[\s/>])(" + ATTRIBUTES + rb")>([^<]*)</[^>]*definedName\s*>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BEFORE_NAMES = (b"sheets", b"functionGroups", b"externalReferences")


class Defined(NamedTuple):
    """A defined name: the number of its sheet (None: of the workbook), what it stands for, and
    where that text is."""

    name: str
    sheet: int | None
    text: str
    span: tuple[int, int]


def defined(data: bytes) -> list[Defined]:
    """The defined names of a workbook part."""
    found = []
    for match in _NAME.finditer(Text(data).shadow):
        known = attributes(match[1])
        at = known.get("localSheetId")
        text = unescaped(match[2].decode())
        found.append(Defined(known["name"], None if at is None else int(at), text, match.span(2)))
    return found


def define(patch: Patch, name: str, text: str, sheet: int | None = None) -> None:
    """A defined name added, or given another meaning where there is one of that name."""
    main = patch.parts.layout.main
    data = patch.read(main)
    for known in defined(data):
        if (known.name.casefold(), known.sheet) == (name.casefold(), sheet):
            start, end = known.span
            patch.put(main, data[:start] + escaped(text) + data[end:])
            return
    prefix = _prefix(data)
    local = b' localSheetId="%d"' % sheet if sheet is not None else b""
    tag = prefix + b"definedName"
    added = b'<%s name="%s"%s>%s</%s>' % (tag, escaped(name, True), local, escaped(text), tag)
    close = closing(prefix, b"definedNames").search(Text(data).shadow)
    if close is None:
        at = max(_end(data, prefix, part) for part in _BEFORE_NAMES)
        added = b"<%ss>%s</%ss>" % (tag, added, tag)
    else:
        at = close.start()
    patch.put(main, data[:at] + added + data[at:])


def insert_sheet(patch: Patch, name: str, relation: str, at: int) -> None:
    """One more tab at number `at`; what counts tabs by number counts on."""
    main = patch.parts.layout.main
    data = patch.read(main)
    counted = {b"localSheetId": lambda old: str(int(old) + (int(old) >= at))}
    data = set_attributes(data, b"definedName", counted)
    shown = {b"activeTab": counted[b"localSheetId"], b"firstSheet": counted[b"localSheetId"]}
    data = set_attributes(data, b"workbookView", shown)
    prefix = _prefix(data)
    text = Text(data)
    tags = list(pattern(prefix, b"sheet").finditer(text.shadow))
    number = max(int(attributes(tag[1]).get("sheetId", "0")) for tag in tags) + 1
    added = b'<%ssheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>' % (
        prefix, _OFFICE.encode(), escaped(name, True), number, relation.encode(),
    )  # fmt: skip
    start = tags[at].start() if at < len(tags) else _last(text, prefix)
    patch.put(main, data[:start] + added + data[start:])


def _last(text: Text, prefix: bytes) -> int:
    close = closing(prefix, b"sheets").search(text.shadow)
    if close is None:
        raise ValueError("no sheets")
    return close.start()


def _prefix(data: bytes) -> bytes:
    root = _ROOT.search(Text(data).shadow)
    return root[1] if root else b""


def _end(data: bytes, prefix: bytes, name: bytes) -> int:
    shadow = Text(data).shadow
    close = closing(prefix, name).search(shadow) or pattern(prefix, name).search(shadow)
    return close.end() if close else 0


def sheet_names(data: bytes) -> list[str]:
    """The tabs of a workbook part in order."""
    return [known.get("name", "") for tag, known in elements(data) if tag == "sheet"]
