"""Formats of the present template taken over into a workbook: appended, what is there stays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xlplan.sync.upgrade.patch import children
from xlplan.workbook.splice.markup import (
    Text,
    attributes,
    closing,
    escaped,
    pattern,
    with_attribute,
)

_ORDER = (b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs", b"cellStyles",
          b"dxfs", b"tableStyles", b"colors", b"extLst")  # fmt: skip
_ROOT = re.compile(rb"<((?:[\w.\-]+:)?)styleSheet(?=[\s/>])")
_INSIDE = re.compile(rb"^<[\w:.\-]+(.*?)/?>", re.DOTALL)
_OWN_FORMATS = 164
"""Number formats below this are built in and mean the same everywhere."""


@dataclass
class _List:
    """One list of a styles part: its elements as bytes, those added behind them."""

    items: list[bytes] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)

    def index(self, item: bytes) -> int:
        """Where an element stands; added when it is not there."""
        every = [*self.items, *self.added]
        if item not in every:
            self.added.append(item)
            return len(every)
        return every.index(item)


class Styles:
    """A styles part read into its lists."""

    def __init__(self, data: bytes) -> None:
        self.text = Text(data)
        root = _ROOT.search(self.text.shadow)
        self.prefix = root[1] if root else b""
        self.lists = {name: _List(self._items(name)) for name in _ORDER[:8]}

    def _items(self, name: bytes) -> list[bytes]:
        span = self._span(name)
        if span is None:
            return []
        return [self.text.data[a:b] for a, b in children(self.text, span[1], span[2])]

    def _span(self, name: bytes) -> tuple[int, int, int] | None:
        """Start of the list's tag, start and end of its inside; None without the list."""
        opened = pattern(self.prefix, name).search(self.text.shadow)
        if opened is None:
            return None
        if opened[1].rstrip().endswith(b"/"):
            return opened.start(), opened.end(), opened.end()
        close = closing(self.prefix, name).search(self.text.shadow, opened.end())
        if close is None:
            raise ValueError("styles not closed")
        return opened.start(), opened.end(), close.start()

    def changed(self) -> bytes:
        """The part with what was added to its lists."""
        data = self.text.data
        for name in reversed(_ORDER[:8]):
            known = self.lists[name]
            if known.added:
                data = self._with(data, name, known)
        return b"".join(self.text.encoded([data]))

    def _with(self, data: bytes, name: bytes, known: _List) -> bytes:
        """The bytes with one list made longer; later lists come first, so places hold."""
        tag = self.prefix + name
        prefixed = re.compile(rb"<(/?)(?=\w)")
        new = b"".join(prefixed.sub(rb"<\1" + self.prefix, item) for item in known.added)
        count = b'count="%d"' % (len(known.items) + len(known.added))
        span = self._span(name)
        if span is None:
            at = self._place(name)
            return data[:at] + b"<%s %s>%s</%s>" % (tag, count, new, tag) + data[at:]
        opened = data[span[0] : span[1]]
        single = opened.rstrip().endswith(b"/>")
        inside = _INSIDE.match(opened)[1]  # type: ignore[index]
        inside = with_attribute(inside.rstrip(), b"count", count[7:-1].decode())
        end = new + (b"</" + tag + b">" if single else b"")
        return (data[: span[0]] + b"<" + tag + inside + b">" + data[span[1] : span[2]] + end
                + data[span[2] :])  # fmt: skip

    def _place(self, name: bytes) -> int:
        """Where a missing list belongs."""
        for later in _ORDER[_ORDER.index(name) + 1 :]:
            found = pattern(self.prefix, later).search(self.text.shadow)
            if found:
                return found.start()
        return self.text.shadow.rindex(b"</" + self.prefix + b"styleSheet")


class StyleImport:
    """Formats of one workbook (`source`) as another (`target`) numbers them.

    A format that the target has already, spelled alike, is used as it is. Named styles are
    followed by their name; one that the target lacks becomes a plain format of the same look.
    """

    def __init__(self, source: bytes, target: bytes) -> None:
        self.source, self.target = Styles(source), Styles(target)
        self._known: dict[int, int] = {}

    def xf(self, index: int) -> int:
        """The target's number of a cell format."""
        if index not in self._known:
            self._known[index] = self._xf(index)
        return self._known[index]

    def _xf(self, index: int) -> int:
        item = self.source.lists[b"cellXfs"].items[index]
        opened = re.match(rb"<xf\b([^>]*?)(/?)>", item)
        assert opened is not None
        inside = opened[1]
        known = attributes(inside)
        for name, kind in ((b"fontId", b"fonts"), (b"fillId", b"fills"), (b"borderId", b"borders")):
            part = self.source.lists[kind].items[int(known.get(name.decode(), "0"))]
            inside = with_attribute(inside, name, str(self._index(kind, part)))
        inside = with_attribute(inside, b"numFmtId", self._format(known.get("numFmtId", "0")))
        inside = with_attribute(inside, b"xfId", self._named(known.get("xfId", "0")))
        for apply in (b"applyFont", b"applyFill", b"applyBorder", b"applyNumberFormat"):
            inside = with_attribute(inside, apply, "1")
        return self._index(b"cellXfs", b"<xf" + inside + opened[2] + b">" + item[opened.end() :])

    def dxf(self, index: int) -> int:
        """The target's number of a format of conditional formatting."""
        return self._index(b"dxfs", self.source.lists[b"dxfs"].items[index])

    def _index(self, kind: bytes, item: bytes) -> int:
        return self.target.lists[kind].index(item)

    def _format(self, number: str) -> str:
        if int(number) < _OWN_FORMATS:
            return number
        codes = {
            known["numFmtId"]: known["formatCode"] for known in _all(self.source.lists[b"numFmts"])
        }
        have = _all(self.target.lists[b"numFmts"])
        same = [known["numFmtId"] for known in have if known.get("formatCode") == codes[number]]
        if same:
            return same[0]
        fresh = max([_OWN_FORMATS - 1, *(int(known["numFmtId"]) for known in have)]) + 1
        self.target.lists[b"numFmts"].added.append(
            b'<numFmt numFmtId="%d" formatCode="%s"/>' % (fresh, escaped(codes[number], quote=True))
        )
        return str(fresh)

    def _named(self, number: str) -> str:
        names = {known["xfId"]: known["name"] for known in _all(self.source.lists[b"cellStyles"])}
        have = {known["name"]: known["xfId"] for known in _all(self.target.lists[b"cellStyles"])}
        return have.get(names.get(number, ""), "0")


def _all(known: _List) -> list[dict[str, str]]:
    """The attributes of a list's elements."""
    found = (_INSIDE.match(item) for item in [*known.items, *known.added])
    return [attributes(match[1]) for match in found if match]
