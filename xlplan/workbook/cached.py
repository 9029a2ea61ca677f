"""Fresh cached values into a workbook's bytes; every other part keeps its compressed bytes."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from xml.parsers import expat
from xml.sax.saxutils import escape

from xlplan.formulas.references import from_a1
from xlplan.functions.values import Error, Scalar
from xlplan.workbook.engine import Place
from xlplan.workbook.package import Package
from xlplan.workbook.reader import sheet_parts

_CELL = re.compile(rb"<c(?P<a>\s[^>]*?)?(?<!/)>(?P<body>.*?)</c>", re.DOTALL)
_REFERENCE = re.compile(rb'\sr="([A-Z]+[0-9]+)"')
_TYPE = re.compile(rb'\st="[^"]*"')
_VALUE = re.compile(rb"<v\s*/>|<v[^>]*>.*?</v>", re.DOTALL)


def with_values(data: bytes, values: dict[Place, Scalar]) -> bytes:
    """The workbook with these values cached in its formula cells; other cells are left alone.

    Serves unprefixed sheets, as this project, Excel and LibreOffice write them.
    """
    package = Package(data)
    by_part: dict[str, dict[tuple[int, int], Scalar]] = {}
    parts = sheet_parts(package)
    for (sheet, row, column), value in values.items():
        by_part.setdefault(parts[sheet], {})[(row, column)] = value
    changed = {}
    for part, wanted in by_part.items():
        original = package.read(part)
        edited = _CELL.sub(lambda match, wanted=wanted: _cell(match, wanted), original)
        if edited != original:
            expat.ParserCreate().Parse(edited, True)
            changed[part] = edited
    return replaced(package, changed)


def _cell(match: re.Match[bytes], wanted: dict[tuple[int, int], Scalar]) -> bytes:
    attributes, body = match["a"] or b"", match["body"]
    reference = _REFERENCE.search(attributes)
    if not reference or b"<f" not in body:
        return match[0]
    place = from_a1(reference[1].decode())
    if place not in wanted:
        return match[0]
    kind, text = _written(wanted[place])
    attributes = _TYPE.sub(b"", attributes)
    if kind:
        attributes += b' t="' + kind + b'"'
    return b"<c" + attributes + b">" + _VALUE.sub(b"", body) + b"<v>" + text + b"</v></c>"


def _written(value: Scalar) -> tuple[bytes, bytes]:
    if isinstance(value, bool):
        return b"b", b"1" if value else b"0"
    if isinstance(value, Error):
        return b"e", value.value.encode()
    if isinstance(value, str) or value is None:
        return b"str", escape(value or "").encode()
    number = repr(value)
    return b"", (number[:-2] if number.endswith(".0") else number).encode()


def replaced(package: Package, changed: dict[str, bytes]) -> bytes:
    """The package with these parts exchanged; the others are copied as they are compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for info in package.zip.infolist():
            if info.filename in changed:
                entry = zipfile.ZipInfo(info.filename, info.date_time)
                entry.external_attr, entry.create_system = info.external_attr, info.create_system
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, changed[info.filename])
            else:
                _copy(package, info, target)
    return out.getvalue()


def _copy(package: Package, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
    start = info.header_offset
    name_length, extra_length = struct.unpack("<HH", package.data[start + 26 : start + 30])
    start += 30 + name_length + extra_length
    raw = package.data[start : start + info.compress_size]
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    entry.compress_type, entry.external_attr = info.compress_type, info.external_attr
    entry.create_system, entry.extra = info.create_system, info.extra
    entry.CRC, entry.file_size, entry.compress_size = info.CRC, info.file_size, info.compress_size
    entry.flag_bits = info.flag_bits & ~0x08
    stream = target.fp
    assert stream is not None
    entry.header_offset = stream.tell()
    stream.write(entry.FileHeader(False))
    stream.write(raw)
    target.filelist.append(entry)
    target.NameToInfo[entry.filename] = entry
    target.start_dir = stream.tell()
    target._didModify = True
