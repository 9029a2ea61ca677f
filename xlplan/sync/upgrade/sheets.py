"""A sheet of the present template copied into a workbook: its part and all that hangs on it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from xlplan.domain.errors import UsageError
from xlplan.sync.marker import before_end
from xlplan.sync.upgrade import names
from xlplan.sync.upgrade.patch import TYPES, Patch, children, set_attributes
from xlplan.sync.upgrade.styles import StyleImport
from xlplan.workbook.reader_parts import elements
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import Parts, Tab
from xlplan.workbook.splice.markup import (
    ATTRIBUTES,
    Text,
    attributes,
    closing,
    escaped,
    pattern,
    with_attribute,
)

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = b"http://purl.oclc.org/ooxml/"
_RELATION = re.compile(rb"<((?:[\w.\-]+:)?Relationship)(?=[\s/>])(" + ATTRIBUTES + rb")>")


class SheetCopy:
    """Copies sheets of a model workbook into a patch. Drawings, charts and tables come along
    under fresh names; shared strings don't: the template writes its texts into the cells."""

    def __init__(self, patch: Patch, model: Archive, styles: StyleImport) -> None:
        self.patch, self.model, self.styles = patch, model, styles
        self.source = Parts(model)
        self._copied: dict[str, str] = {}

    def add(self, tab: Tab, at: int) -> None:
        """The model's sheet as the workbook's tab number `at` (from 0), with its own defined names.
        UsageError where the workbook is of the strict form."""
        main = self.patch.parts.layout.main
        if _STRICT in self.patch.read(main):
            raise UsageError(
                "Tệp lưu ở dạng Strict Open XML nên không thêm trang được.",
                "Mở bằng Excel, lưu lại dạng «Excel Workbook (.xlsx)» rồi chạy lại.",
            )
        part = self._copy(tab.part)
        relation = self._related(main, part)
        names.insert_sheet(self.patch, tab.name, relation, at)
        home = [t.name for t in self.source.layout.tabs].index(tab.name)
        have = {n.name.casefold() for n in names.defined(self.patch.read(main)) if n.sheet is None}
        for known in names.defined(self.model.read(self.source.layout.main)):
            of_sheet = known.text.rpartition("!")[0].strip("'") == tab.name
            if known.sheet == home:
                names.define(self.patch, known.name, known.text, at)
            elif known.sheet is None and of_sheet and known.name.casefold() not in have:
                names.define(self.patch, known.name, known.text)

    def _copy(self, part: str) -> str:
        """A part and what its relations lead to, once each; the copy's name."""
        if part in self._copied:
            return self._copied[part]
        name = self._copied[part] = self.patch.fresh_name(part)
        self.patch.put(name, b"")  # taken, while what it leads to is copied
        relations = self.source.relations(part)
        rels = self.model.find(Patch(self.model).rels(part))
        if rels:
            targets = {key: self._copy(relation.target) for key, relation in relations.items()}
            self.patch.put(self.patch.rels(name), _retargeted(self.model.read(rels), targets))
        self.patch.put(name, self._content(part))
        self._typed(part, name)
        return name

    def _content(self, part: str) -> bytes:
        data = self.model.read(part)
        if part.startswith("xl/worksheets/"):
            xf, dxf = self.styles.xf, self.styles.dxf
            data = set_attributes(data, b"c|row", {b"s": lambda s: str(xf(int(s)))})
            data = set_attributes(data, b"col", {b"style": lambda s: str(xf(int(s)))})
            data = set_attributes(data, b"cfRule", {b"dxfId": lambda s: str(dxf(int(s)))})
            return set_attributes(data, b"sheetView", {b"tabSelected": lambda _: None})
        if part.startswith("xl/tables/"):
            return set_attributes(data, b"table", {b"id": lambda _: str(self._table_number())})
        return data

    def _table_number(self) -> int:
        """The next free number of a table."""
        names_ = [*self.patch.archive.entries, *self._copied.values()]
        used = [0]
        for name in names_:
            if name.lower().startswith("xl/tables/") and (data := self.patch.read(name)):
                used += [
                    int(known.get("id", "0")) for tag, known in elements(data) if tag == "table"
                ]
        return max(used) + 1

    def _typed(self, part: str, name: str) -> None:
        """The copy's content type, as the model names it: by part, else by ending."""
        types = self.patch.read(TYPES)
        ending = posixpath.splitext(name)[1].lstrip(".")
        have = {known.get("Extension", "").lower() for _, known in elements(types)}
        for tag, known in elements(self.model.read(TYPES)):
            kind = escaped(known.get("ContentType", ""), quote=True)
            if tag == "Override" and known["PartName"] == "/" + part:
                added = b'<Override PartName="/%s" ContentType="%s"/>' % (name.encode(), kind)
                self.patch.put(TYPES, before_end(types, b"Types", added))
                return
            if tag == "Default" and known["Extension"].lower() == ending and ending not in have:
                added = b'<Default Extension="%s" ContentType="%s"/>' % (ending.encode(), kind)
                types = before_end(types, b"Types", added)
                self.patch.put(TYPES, types)

    def _related(self, main: str, part: str) -> str:
        """A new relation from the workbook part to a sheet; its id."""
        rels = self.patch.rels(main)
        data = self.patch.read(rels)
        used = {known.get("Id") for _, known in elements(data)}
        number = next(n for n in range(1, len(used) + 2) if f"rIdXlplan{n}" not in used)
        added = (
            f'<Relationship Id="rIdXlplan{number}" Type="{_OFFICE}/worksheet" Target="/{part}"/>'
        )
        self.patch.put(rels, before_end(data, b"Relationships", added.encode()))
        return f"rIdXlplan{number}"


def _retargeted(data: bytes, targets: dict[str, str]) -> bytes:
    """Relations that lead to the copies, by absolute names."""

    def changed(match: re.Match[bytes]) -> bytes:
        target = targets.get(attributes(match[2]).get("Id", ""))
        inside = match[2] if target is None else with_attribute(match[2], b"Target", "/" + target)
        return b"<" + match[1] + inside + b">"

    return _RELATION.sub(changed, data)


def with_column(data: bytes, right: int, ref: str, header: str) -> bytes:
    """A table part with one more column behind its last; `right` is how many it has now."""
    text = Text(data)
    root = re.search(rb"<((?:[\w.\-]+:)?)table(?=[\s/>])", text.shadow)
    prefix = root[1] if root else b""
    opened = pattern(prefix, b"tableColumns").search(text.shadow)
    close = closing(prefix, b"tableColumns").search(text.shadow)
    if opened is None or close is None:
        raise ValueError("table without columns")
    ids = [
        int(attributes(text.data[a:b]).get("id", "0"))
        for a, b in children(text, opened.end(), close.start())
    ]
    added = b'<%stableColumn id="%d" name="%s"/>' % (
        prefix, max(ids, default=0) + 1, escaped(header, quote=True),
    )  # fmt: skip
    data = text.data[: close.start()] + added + text.data[close.start() :]
    data = set_attributes(data, b"tableColumns", {b"count": lambda _: str(right + 1)})
    data = set_attributes(data, b"table|autoFilter", {b"ref": lambda old: _same_rows(old, ref)})
    return b"".join(text.encoded([data]))


def _same_rows(old: str, ref: str) -> str:
    """The new area with the rows of the old one: a filter leaves out the totals row."""
    rows = re.findall(r"\d+", old)
    columns = re.findall(r"[A-Z]+", ref)
    return f"{columns[0]}{rows[0]}:{columns[-1]}{rows[-1]}"


def position(tabs: Iterable[str], name: str, order: list[str]) -> int:
    """Where a sheet belongs among a workbook's tabs: behind the last one that comes before it in
    the template."""
    before = {n.casefold() for n in order[: order.index(name)]}
    places = [n for n, tab in enumerate(tabs, 1) if tab.casefold() in before]
    return max(places, default=0)
