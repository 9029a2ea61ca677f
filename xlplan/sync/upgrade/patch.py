"""Whole parts of a package changed in memory: read as they stand by now, kept until written."""

from __future__ import annotations

import io
import posixpath
import re

from xlplan.workbook.edit_write import Plan
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import Parts
from xlplan.workbook.splice.markup import ATTRIBUTES, Text, attributes, with_attribute

TYPES = "[Content_Types].xml"
_TAG = re.compile(rb"<(/?)([\w:.\-]+)(" + ATTRIBUTES + rb")>")


class Patch:
    """An archive with some of its parts replaced or added."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.parts = Parts(archive)
        self._changed: dict[str, bytes] = {}

    def has(self, name: str) -> bool:
        """Whether there is a part of that name, any case."""
        return self.archive.find(name) is not None or name in self._changed

    def read(self, name: str) -> bytes:
        """A part as it stands by now; KeyError when there is none."""
        return self._changed[name] if name in self._changed else self.archive.read(name)

    def put(self, name: str, data: bytes) -> None:
        """A part's new bytes."""
        self._changed[name] = data

    def fresh_name(self, name: str) -> str:
        """The name, with the next number that no part has: xl/charts/chart1.xml → chart4.xml."""
        stem, number, suffix = re.fullmatch(r"(.*?)(\d*)(\.\w+)", name).groups()  # type: ignore[union-attr]
        n = int(number or 1)
        while self.has(f"{stem}{n}{suffix}"):
            n += 1
        return f"{stem}{n}{suffix}"

    def rels(self, part: str) -> str:
        """The name of a part's relations, as the archive spells it where it has them."""
        folder, name = posixpath.split(part.replace("\\", "/"))
        wanted = posixpath.join(folder, "_rels", name + ".rels")
        return self.archive.find(wanted) or wanted

    def written(self) -> bytes:
        """The package with its changes, proved as every edit is."""
        if not self._changed:
            return bytes(self.archive.bytes[:])
        out = io.BytesIO()
        parts = {name: lambda _, data=data: data for name, data in self._changed.items()}
        Plan(self.archive, [], [], parts=parts).write(out)
        return out.getvalue()


def children(text: Text, start: int, end: int) -> list[tuple[int, int]]:
    """Where the elements right inside a stretch of XML begin and end."""
    found, depth, begin = [], 0, 0
    for match in _TAG.finditer(text.shadow, start, end):
        closes, single = bool(match[1]), match[3].rstrip().endswith(b"/")
        if not closes:
            begin = match.start() if depth == 0 else begin
            depth += not single
        else:
            depth -= 1
        if depth == 0:
            found.append((begin, match.end()))
    return found


def set_attributes(data: bytes, tags: bytes, change: dict[bytes, object]) -> bytes:
    """Every start tag of these names (a pattern) with the attributes it has put through the
    functions of `change`: old text → new text, None to leave the attribute out."""

    def changed(match: re.Match[bytes]) -> bytes:
        inside = match[2]
        known = attributes(inside)
        for name, convert in change.items():
            if name.decode() in known:
                inside = with_attribute(inside, name, convert(known[name.decode()]))  # type: ignore[operator]
        return b"<" + match[1] + inside + b">"

    found = re.compile(rb"<((?:[\w.\-]+:)?(?:" + tags + rb"))(?=[\s/>])(" + ATTRIBUTES + rb")>")
    return found.sub(changed, data)
