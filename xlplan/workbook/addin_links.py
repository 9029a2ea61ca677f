"""The link parts that formulas of a colleague's machine leave behind: taken out when nothing uses
them any more.

Excel keeps `[1]!XLPLAN_…` with an external link part that holds the path of the add-in. Once the
formulas have plain names, that part makes Excel ask about "links to other sources" for nothing.
"""

from __future__ import annotations

import io
import posixpath
import re

from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import Parts
from xlplan.workbook.splice.markup import ATTRIBUTES, Splice, Text, attributes, spliced
from xlplan.workbook.splice.output import packed, write
from xlplan.workbook.splice.wellformed import well_formed

_ADDIN = re.compile(r"(?:^|[\\/])xlplan[^\\/]*\.xlam$", re.IGNORECASE)
_REFERENCE = re.compile(
    rb"<(?:[\w.\-]+:)?externalReference(?=[\s/>])("
    + ATTRIBUTES
    + rb")>(?:(?<=/>)|\s*</(?:[\w.\-]+:)?externalReference\s*>)"
)
_ALL = re.compile(
    rb"<(?:[\w.\-]+:)?externalReferences(?=[\s/>])[^<>]*>\s*</(?:[\w.\-]+:)?externalReferences\s*>"
)
_NAMED = re.compile(
    rb"<((?:[\w.\-]+:)?)(Relationship|Override)(?=[\s/>])("
    + ATTRIBUTES
    + rb")>(?:(?<=/>)|\s*</\1\2\s*>)"
)
_TEXTS = re.compile(r"sharedStrings|externalLinks/|docProps/|\.rels$", re.IGNORECASE)


def without_addin_links(data: bytes, file: str = "") -> bytes:
    """The workbook without links to an xlplan add-in that no formula uses; else the bytes given.

    A link's number is its place in the list: one with a link behind it that stays is kept, or every
    formula that uses the later one would have to be renumbered.
    """
    archive = Archive(data, file)
    if not any("externallinks/" in name.lower() for name in archive.entries):
        return data
    parts = Parts(archive)
    main = Text(archive.read(parts.layout.main))
    references = list(_REFERENCE.finditer(main.shadow))
    relations = parts.relations(parts.layout.main)
    dropped: list[tuple[re.Match[bytes], str, str]] = []
    while references:
        number, last = len(references), references.pop()
        known = attributes(last[1])
        label = next((v for k, v in known.items() if k.rpartition(":")[2] == "id"), "")
        relation = relations.get(label)
        if relation is None or not _unused_addin(archive, relation.target, number):
            break
        dropped.append((last, label, relation.target))
    return _without(archive, parts, main, dropped) if dropped else data


def _unused_addin(archive: Archive, part: str, number: int) -> bool:
    """Whether a link leads to our add-in alone and its number stands in no other part."""
    rels = archive.find(_rels(part))
    targets = [
        attributes(match[3]).get("Target", "")
        for match in _NAMED.finditer(Text(archive.read(rels)).shadow if rels else b"")
    ]
    if not targets or not all(_ADDIN.search(target.replace("%20", " ")) for target in targets):
        return False
    mark = b"[%d]" % number
    return not any(
        mark in Text(archive.read(name)).data
        for name in archive.entries
        if name.lower().endswith(".xml") and not _TEXTS.search(name)
    )


def _without(
    archive: Archive,
    parts: Parts,
    main: Text,
    dropped: list[tuple[re.Match[bytes], str, str]],
) -> bytes:
    gone = frozenset(
        name for _, _, part in dropped for name in (part, archive.find(_rels(part))) if name
    )
    cuts = sorted((*match.span(), b"") for match, _, _ in dropped)
    shorter = Text(b"".join(spliced(main.data, cuts)))
    emptied: list[Splice] = [(*match.span(), b"") for match in _ALL.finditer(shorter.shadow)]
    changed = {parts.layout.main: b"".join(main.encoded(spliced(shorter.data, emptied)))}
    labels = {label for _, label, _ in dropped}
    names = {"/" + part.lower() for _, _, part in dropped}
    for entry, attribute, values in (
        (_rels(parts.layout.main), "Id", labels),
        ("[Content_Types].xml", "PartName", names),
    ):
        found = archive.find(entry)
        if found:
            changed[found] = _cut(Text(archive.read(found)), attribute, values)
    out = io.BytesIO()
    for part in changed.values():
        well_formed(part)
    methods = {name: archive.entries[name].method for name in changed}
    made = {n: lambda n=n, p=p: packed(p, methods[n]) for n, p in changed.items()}
    write(archive, out, made, gone)
    return out.getvalue()


def _cut(text: Text, attribute: str, values: set[str]) -> bytes:
    """A part of relations or types without the elements whose attribute has one of the values."""
    cuts: list[Splice] = []
    for match in _NAMED.finditer(text.shadow):
        value = attributes(match[3]).get(attribute, "")
        if value in values or value.lower() in values:
            cuts.append((*match.span(), b""))
    return b"".join(text.encoded(spliced(text.data, cuts)))


def _rels(part: str) -> str:
    folder, name = posixpath.split(part.replace("\\", "/"))
    return posixpath.join(folder, "_rels", name + ".rels")
