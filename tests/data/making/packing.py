"""Workbooks written by hand: parts as text, zips as strange as asked for. Fixed times."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.0"/>'
    '</numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf numFmtId="164" '
    'applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="9" '
    'applyNumberFormat="1"/></cellXfs></styleSheet>'
)
DEFAULT_TYPES = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "xl/worksheets/": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "xl/sharedStrings.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
    "xl/calcChain.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
    "xl/tables/": "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml",
    "xl/comments": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "xl/threadedComments/": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/": "application/vnd.ms-excel.person+xml",
    "xl/pivotTables/": "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotTable+xml",
    "xl/pivotCache/pivotCacheDefinition": "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml",
    "xl/pivotCache/pivotCacheRecords": "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheRecords+xml",
    "xl/slicers/": "application/vnd.ms-excel.slicer+xml",
    "xl/slicerCaches/": "application/vnd.ms-excel.slicerCache+xml",
    "xl/externalLinks/": "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
    "xl/revisions/revisionHeaders": "application/vnd.openxmlformats-officedocument.spreadsheetml.revisionHeaders+xml",
    "xl/revisions/revisionLog": "application/vnd.openxmlformats-officedocument.spreadsheetml.revisionLog+xml",
    "_xmlsignatures/sig": "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
}  # fmt: skip


def relations(*targets: tuple[str, str], base: str = REL) -> str:
    """A .rels part from (type, target); a type with a colon stands as it is. Ids are rId1, …"""
    lines = [
        f'<Relationship Id="rId{number}" Type="{kind if ":" in kind else f"{base}/{kind}"}" '
        f'Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if "://" in target else ""}/>'
        for number, (kind, target) in enumerate(targets, 1)
    ]
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def sheet(rows: str, tail: str = "", *, head: str = "", space: str = MAIN, extra: str = "") -> str:
    """A worksheet from its rows; `extra` are attributes of the root."""
    return (
        f'{HEAD}<worksheet xmlns="{space}" xmlns:r="{STRICT_REL if space == STRICT else REL}"{extra}>'
        f"{head}<sheetData>{rows}</sheetData>{tail}</worksheet>"
    )


def book(
    sheets: dict[str, str],
    more: dict[str, str] | None = None,
    *,
    space: str = MAIN,
    workbook_head: str = "",
    workbook_tail: str = '<calcPr calcId="191029"/>',
    workbook_relations: tuple[tuple[str, str], ...] = (),
) -> dict[str, str]:
    """The parts of a workbook: tab name → worksheet part, other parts, what goes into workbook.xml."""
    rel = STRICT_REL if space == STRICT else REL
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    parts = {
        "[Content_Types].xml": "",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml"), base=rel),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{space}" xmlns:r="{rel}">{workbook_head}'
        f"<sheets>{tabs}</sheets>{workbook_tail}</workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            *targets, ("styles", "styles.xml"), *workbook_relations, base=rel
        ),
        **{f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets.values(), 1)},
        "xl/styles.xml": STYLES.replace(MAIN, space),
        **(more or {}),
    }
    parts["[Content_Types].xml"] = content_types(parts)
    return parts


def content_types(parts: dict[str, str]) -> str:
    """[Content_Types].xml of the parts, by the folders they lie in."""
    lines = [
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name in parts
        for prefix, kind in DEFAULT_TYPES.items()
        if name.startswith(prefix) and "/_rels/" not in name
    ]
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="sigs" ContentType='
        '"application/vnd.openxmlformats-package.digital-signature-origin"/><Default '
        'Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f"{''.join(lines)}</Types>"
    )


@dataclass(frozen=True)
class Zip:
    """How the zip is strange: data descriptors (with or without their signature), zip64 extras,
    foreign extra fields, stored members, bytes before the first member, a comment, file names."""

    descriptor: str = ""
    zip64: bool = False
    extra: bytes = b""
    stored: bool = False
    before: bytes = b""
    comment: bytes = b""
    backslash: bool = False

    def pack(self, parts: list[tuple[str, str | bytes]]) -> bytes:
        """The archive; a list of parts, so that a name may stand twice."""
        body, directory = bytearray(self.before), bytearray()
        for name, text in parts:
            offset = len(body)
            shown = (
                name.replace("/", "\\")
                if self.backslash and name != "[Content_Types].xml"
                else name
            )
            local, central = self._member(shown.encode(), text, offset)
            body += local
            directory += central
        start, count = len(body), len(parts)
        body += directory
        if self.zip64:
            end = len(body)
            body += struct.pack(
                "<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), start
            )
            body += struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
            count, size, start = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
        else:
            size = len(directory)
        body += struct.pack(
            "<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, start, len(self.comment)
        )
        return bytes(body + self.comment)

    def _member(self, name: bytes, text: str | bytes, offset: int) -> tuple[bytes, bytes]:
        content = text.encode() if isinstance(text, str) else text
        method = 0 if self.stored else 8
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        data = content if self.stored else packer.compress(content) + packer.flush()
        crc, flags = zlib.crc32(content), 8 if self.descriptor else 0
        sizes = (len(data), len(content))
        shown = (0xFFFFFFFF, 0xFFFFFFFF) if self.zip64 else sizes
        local_extra = (
            struct.pack("<2H2Q", 1, 16, sizes[1], sizes[0]) if self.zip64 else b""
        ) + self.extra
        central_extra = (
            struct.pack("<2H3Q", 1, 24, sizes[1], sizes[0], offset) if self.zip64 else b""
        ) + self.extra
        common = (45 if self.zip64 else 20, flags, method, 0, 0x5821)
        local_facts = (0, 0, 0) if self.descriptor else (crc, *shown)
        local = struct.pack(
            "<4s5H3I2H", b"PK\3\4", *common, *local_facts, len(name), len(local_extra)
        )
        local += name + local_extra + data
        if self.descriptor:
            sign = b"PK\7\x08" if self.descriptor == "signed" else b""
            local += sign + struct.pack("<I2Q" if self.zip64 else "<3I", crc, *sizes)
        central = struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 45, *common, crc, *shown, len(name), len(central_extra),
            0, 0, 0, 0, 0xFFFFFFFF if self.zip64 else offset,
        )  # fmt: skip
        return local, central + name + central_extra
