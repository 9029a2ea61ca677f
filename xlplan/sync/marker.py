"""The revision that a workbook was last in step with, kept in its custom document properties."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.sax.saxutils import escape

from xlplan.workbook.edit_write import PartChange
from xlplan.workbook.package import Package

NAME = "xlplan.revision"
PART = "docProps/custom.xml"
_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_OURS = re.compile(
    rb"<(?:\w+:)?property\b[^>]*\bname=[\"']xlplan\.revision[\"'].*?</(?:\w+:)?property>", re.DOTALL
)
_TEXT = re.compile(rb"<(?:\w+:)?lpwstr\b[^>]*>([^<]*)</")


class Marker(NamedTuple):
    """Store and revision."""

    store: str
    revision: int


def read(package: Package) -> Marker | None:
    """The workbook's marker; None when it never met a store, or when the mark can't be read."""
    part = _part(package)
    if part is None:
        return None
    ours = _OURS.search(package.read(part))
    value = _TEXT.search(ours[0]) if ours else None
    store, _, revision = value[1].decode("utf-8", "replace").rpartition("#") if value else ("",) * 3
    return Marker(store, int(revision)) if store and revision.isdigit() else None


def changes(package: Package, marker: Marker) -> dict[str, PartChange]:
    """What carries the marker, by part: the properties, and at the first time the two parts that
    make them known. Everything else in them stays as it is."""
    value = escape(f"{marker.store}#{marker.revision}")
    part = _part(package)
    if part is not None:
        return {part: lambda data: _marked(data or b"", value)}
    new = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}">{_property(value, 2)}'
        "</Properties>"
    )
    return {PART: lambda _: new.encode(), _TYPES: _with_type, _ROOT: _with_relation}


def _marked(data: bytes, value: str) -> bytes:
    if ours := _OURS.search(data):
        start, end = _TEXT.search(data, *ours.span()).span(1)  # type: ignore[union-attr]
        return data[:start] + value.encode() + data[end:]
    used = [int(n) for n in re.findall(rb"\bpid=[\"'](\d+)", data)]
    added = _property(value, max(used, default=1) + 1).encode()
    if closing := re.search(rb"</(?:\w+:)?Properties>\s*$", data):
        return data[: closing.start()] + added + data[closing.start() :]
    whole = rb"<\1\2>" + added + rb"</\1>"
    return re.sub(rb"<((?:\w+:)?Properties)([^>]*)/>", whole, data, count=1)


def _part(package: Package) -> str | None:
    return next((name for name in package.names if name.lower() == PART.lower()), None)


def _property(value: str, number: int) -> str:
    return (
        f'<property xmlns="{_PROPERTIES}" fmtid="{_FORMAT}" pid="{number}" name="{NAME}">'
        f'<vt:lpwstr xmlns:vt="{_VALUES}">{value}</vt:lpwstr></property>'
    )


def _with_type(types: bytes | None) -> bytes:
    override = f'<Override PartName="/{PART}" ContentType="{_CONTENT}"/>'.encode()
    return before_end(types or b"", b"Types", override)


def _with_relation(root: bytes | None) -> bytes:
    used = set(re.findall(rb"\bId=[\"']([^\"']+)", root or b""))
    number = next(n for n in range(1, len(used) + 2) if b"rIdXlplan%d" % n not in used)
    relation = f'<Relationship Id="rIdXlplan{number}" Type="{_RELATION}" Target="{PART}"/>'
    return before_end(root or b"", b"Relationships", relation.encode())


def before_end(data: bytes, element: bytes, added: bytes) -> bytes:
    """One element added as the last inside the root, with the root's prefix: for the parts of one
    namespace, content types and relations. ValueError where the root is another."""
    closing = re.search(rb"</(\w+:)?" + element + rb">\s*$", data)
    if closing is None:
        raise ValueError(element)
    prefix = closing[1] or b""
    return data[: closing.start()] + added.replace(b"<", b"<" + prefix, 1) + data[closing.start() :]
