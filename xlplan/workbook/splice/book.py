"""The workbook around the sheets: which part is which, and the rare changes to it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property
from xml.parsers import expat

from xlplan.workbook.reader_parts import Attributes, elements, local, outside_extensions
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.markup import (
    ATTRIBUTES,
    Splice,
    Text,
    attributes,
    escaped,
    pattern,
    spliced,
    with_attribute,
)

_TAG = re.compile(rb"<((?:[\w.\-]+:)?)(Relationship|Override)(?=[\s/>])(" + ATTRIBUTES + rb")>")
_CALC_FOLLOWERS = (
    b"oleSize", b"customWorkbookViews", b"pivotCaches", b"smartTagPr", b"smartTagTypes",
    b"webPublishing", b"fileRecoveryPr", b"webPublishObjects", b"extLst",
)  # fmt: skip
CHAIN, FEEDS = "calcChain", "volatileDependencies"
"""Kinds of parts that follow the formulas: their order, and where live data goes."""
_ROOT = re.compile(rb"<((?:[\w.\-]+:)?)workbook(?=[\s/>])")


@dataclass(frozen=True)
class Relation:
    """One relation of a part: the last word of its type and the target's entry name."""

    kind: str
    target: str


@dataclass(frozen=True)
class Tab:
    """One sheet of the workbook: its name, its relation's kind, its part."""

    name: str
    kind: str
    part: str


@dataclass
class Layout:
    """What workbook.xml and its relations say."""

    main: str
    tabs: list[Tab] = field(default_factory=list)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    date1904: bool = False


class Parts:
    """The parts of an archive by what they are."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def relations(self, part: str) -> dict[str, Relation]:
        """Relations of a part by id; external ones and those that lead nowhere left out."""
        folder, name = posixpath.split(part.replace("\\", "/"))
        rels = self.archive.find(posixpath.join(folder, "_rels", name + ".rels"))
        found = {}
        for tag, known in elements(self.archive.read(rels)) if rels else []:
            if tag != "Relationship" or known.get("TargetMode") == "External":
                continue
            target = known.get("Target", "").replace("\\", "/")
            path = target if target.startswith("/") else posixpath.join(folder, target)
            entry = self.archive.find(posixpath.normpath(path))
            if entry:
                kind = known.get("Type", "").rsplit("/", 1)[-1]
                found[known.get("Id", "")] = Relation(kind, entry)
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """The targets of a part's relations of that kind."""
        return [r.target for r in self.relations(part).values() if r.kind == kind]

    @cached_property
    def root(self) -> dict[str, Relation]:
        """The package's own relations."""
        return self.relations("")

    @cached_property
    def layout(self) -> Layout:
        """Sheets, names and calendar; UnreadableError without a workbook part."""
        main = next((r.target for r in self.root.values() if r.kind == "officeDocument"), "")
        if not main:
            raise self.archive.refused(
                "parts", "Không phải tệp Excel: thiếu phần workbook.xml.",
                "Mở bằng Excel rồi lưu lại thành .xlsx.",
            )  # fmt: skip
        return _layout(self.archive.read(main), main, self.relations(main))

    @cached_property
    def styles(self) -> str | None:
        """The entry of the styles part."""
        return next(iter(self.related(self.layout.main, "styles")), None)

    @cached_property
    def strings(self) -> str | None:
        """The entry of the shared strings."""
        return next(iter(self.related(self.layout.main, "sharedStrings")), None)

    @property
    def signed(self) -> bool:
        """Whether the package carries a digital signature."""
        return any(r.kind == "origin" for r in self.root.values()) or any(
            name.lower().startswith("_xmlsignatures/") for name in self.archive.entries
        )

    @property
    def has_revisions(self) -> bool:
        """Whether the workbook is shared with a log of revisions."""
        return any("/revisions/" in "/" + name.lower() for name in self.archive.entries)


def _layout(data: bytes, main: str, relations: dict[str, Relation]) -> Layout:
    layout, name, sheets = Layout(main), ("", ""), []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, known: Attributes) -> None:
        nonlocal name
        name, tag = ("", ""), local(tag)
        if tag == "sheet":
            relation = next((v for k, v in known.items() if local(k) == "id"), "")
            sheets.append(known.get("name", ""))
            if relation in relations:
                kind, part = relations[relation].kind, relations[relation].target
                layout.tabs.append(Tab(sheets[-1], kind, part))
        elif tag == "workbookPr":
            layout.date1904 = known.get("date1904") in ("1", "true")
        elif tag == "definedName":
            at = known.get("localSheetId", "")
            home = sheets[int(at)] if at.isdigit() and int(at) < len(sheets) else ""
            name = home, known.get("name", "").lower()

    def text(chunk: str) -> None:
        if name[1]:
            layout.names[name] = layout.names.get(name, "") + chunk

    parser.StartElementHandler, parser.EndElementHandler = outside_extensions(
        start, lambda _: start("", {})
    )
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    return layout


def feeding(parts: Parts, cells: Container[str]) -> bool:
    """Whether one of these cells (A1, of any sheet) is told to get live data (RTD, cubes)."""
    return any(
        tag == "tr" and known.get("r", "").replace("$", "") in cells
        for entry in parts.related(parts.layout.main, FEEDS)
        for tag, known in elements(parts.archive.read(entry))
    )


def without_parts(
    parts: Parts, kinds: tuple[str, ...]
) -> tuple[list[str], dict[str, list[bytes | memoryview]]]:
    """The entries to drop of parts of the workbook that Excel makes anew (none without any), and
    the parts that no longer name them."""
    main = parts.layout.main
    gone = [entry for kind in kinds for entry in parts.related(main, kind)]
    if not gone:
        return [], {}
    folder, name = posixpath.split(main.replace("\\", "/"))
    rels = parts.archive.find(posixpath.join(folder, "_rels", name + ".rels")) or ""
    types = parts.archive.find("[Content_Types].xml") or ""
    changed = {}
    for entry in (rels, types):
        text = Text(parts.archive.read(entry))
        splices = [
            (match.start(), match.end(), b"")
            for match in _TAG.finditer(text.shadow)
            if _names_one(attributes(match[3]), kinds, gone)
        ]
        if splices:
            changed[entry] = text.encoded(_whole(text, splices))
    return gone, changed


def _whole(text: Text, splices: list[Splice]) -> list[bytes | memoryview]:
    """Removed elements that are written in two tags lose both."""
    whole: list[Splice] = []
    for start, end, new in splices:
        if text.data[end - 2 : end] != b"/>":
            close = re.compile(rb"\s*</(?:[\w.\-]+:)?(?:Relationship|Override)\s*>")
            last = close.match(text.data, end)
            end = last.end() if last else end
        whole.append((start, end, new))
    return spliced(text.data, whole)


def _names_one(known: dict[str, str], kinds: tuple[str, ...], gone: list[str]) -> bool:
    if known.get("Type", "").rpartition("/")[2] in kinds:
        return True
    named = known.get("PartName", "").lstrip("/").lower()
    return any(named == entry.replace("\\", "/").lower() for entry in gone)


def with_name_at(data: bytes, name: str, reference: str) -> list[bytes | memoryview]:
    """workbook.xml with the reference of a defined name of the whole workbook exchanged."""
    text = Text(data)
    root = _ROOT.search(text.shadow)
    tag = pattern(root[1] if root else b"", b"definedName")
    for match in tag.finditer(text.shadow):
        known = attributes(match[1])
        end = text.shadow.find(b"<", match.end())
        if known.get("name", "").lower() == name.lower() and "localSheetId" not in known:
            return text.encoded(spliced(text.data, [(match.end(), end, escaped(reference))]))
    return [data]


def calculating_on_load(data: bytes) -> list[bytes | memoryview]:
    """workbook.xml with fullCalcOnLoad set; a new calcPr goes to its place in the schema."""
    text = Text(data)
    root = _ROOT.search(text.shadow)
    prefix = root[1] if root else b""
    found = pattern(prefix, b"calcPr").search(text.shadow)
    if found:
        inside = with_attribute(found[1], b"fullCalcOnLoad", "1")
        return text.encoded(spliced(text.data, [(*found.span(1), inside)]))
    at = text.shadow.rfind(b"</" + prefix + b"workbook")
    for name in _CALC_FOLLOWERS:
        tag = pattern(prefix, name).search(text.shadow)
        if tag:
            at = min(at, tag.start())
    new = b"<" + prefix + b'calcPr calcId="191029" fullCalcOnLoad="1"/>'
    return text.encoded(spliced(text.data, [(at, at, new)]))
