"""Small packages made by hand, and a comparer of zips that knows nothing of the splicer."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def relations(*targets: tuple[str, str]) -> str:
    """A .rels part of (kind, target)."""
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


@dataclass
class Small:
    """A package of one or more sheets; `parts` are added or put instead."""

    sheets: dict[str, str | bytes]
    parts: dict[str, str | bytes]
    related: tuple[tuple[str, str], ...] = ()
    workbook: str = ""

    def packed(self) -> bytes:
        """The zip's bytes."""
        names = list(self.sheets)
        tabs = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
        )
        files: dict[str, str | bytes] = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/calcChain.xml" ContentType="calc"/></Types>',
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{tabs}</sheets>'
            f"{self.workbook}</workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                *(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)),
                *self.related,
            ),
            "docProps/note.xml": "<note>giữ nguyên</note>",
        }
        for n, data in enumerate(self.sheets.values(), 1):
            files[f"xl/worksheets/sheet{n}.xml"] = data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in (files | self.parts).items():
                package.writestr(name, data)
            package.comment = "ghi chú".encode()
        return out.getvalue()


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet part around sheetData's inside."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


@pytest.fixture
def small() -> Callable[..., bytes]:
    """small(rows or whole part, …) → the bytes of a package with that sheet as S."""

    def made(rows: str | bytes, before: str = "", after: str = "", **more: object) -> bytes:
        whole = rows if isinstance(rows, bytes) or "sheetData" in rows else None
        part = whole if whole is not None else sheet(str(rows), before, after)
        sheets = {"S": part, **more.pop("sheets", {})}  # type: ignore[dict-item]
        parts = more.pop("parts", {})
        return Small(sheets, parts, **more).packed()  # type: ignore[arg-type]

    return made


def raw_entries(data: bytes) -> dict[str, tuple[object, ...]]:
    """Each entry's compressed bytes and what its header says of it."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        for info in package.infolist():
            at = info.header_offset
            name, extra = struct.unpack("<HH", data[at + 26 : at + 30])
            at += 30 + name + extra
            found[info.filename] = (
                data[at : at + info.compress_size], info.CRC, info.file_size, info.flag_bits,
                info.date_time, info.external_attr, info.compress_type, info.extra, info.comment,
            )  # fmt: skip
    return found


@pytest.fixture
def touched() -> Callable[[bytes, bytes], set[str]]:
    """touched(before, after) → names of entries that are not the same raw bytes, or are gone."""

    def compared(before: bytes, after: bytes) -> set[str]:
        old, new = raw_entries(before), raw_entries(after)
        assert set(new) <= set(old)
        assert [n for n in old if n in new] == list(new)
        return {name for name in old if old[name] != new.get(name)}

    return compared


@pytest.fixture
def part() -> Callable[..., str]:
    """part(data, name) → the text of a part."""

    def read(data: bytes, name: str = "xl/worksheets/sheet1.xml") -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.read(name).decode()

    return read
