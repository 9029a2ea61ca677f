"""The hand-made workbooks: what no library writes and files from outside hold all the same.

`python tests/data/making/strange.py` writes them into tests/data/workbooks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from packing import HEAD, MAIN, STRICT, Zip, book, relations, sheet
from strange_parts import pivot, revisions, signed, slicer, threaded

OUT = Path(__file__).parent.parent / "workbooks"
SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:D3" si="0">$A1*A$5+A1</f><v>1</v></c>'
    '<c r="C1"><f t="shared" si="0"/><v>2</v></c><c r="D1"><f t="shared" si="0"/><v>3</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>4</v></c><c r="C2"><v>9</v></c>'
    '<c r="D2"><f t="shared" si="0"/><v>5</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>6</v></c><c r="C3">'
    '<f t="shared" si="0"/><v>7</v></c><c r="D3"><f t="shared" si="0"/><v>8</v></c></row>'
    '<row r="5"><c r="A5"><v>2</v></c><c r="B5" t="str"><f t="shared" ref="B5" si="1">"A1"&amp;A5</f><v>A12</v></c>'
    '<c r="C5"><f>SUM(B1:D3)</f><v>45</v></c></row>'
)  # fmt: skip
CHAIN = (
    f'{HEAD}<calcChain xmlns="{MAIN}"><c r="C5" i="1" l="1"/><c r="B1"/><c r="C1"/><c r="D1"/><c r="B2"/>'
    '<c r="D2"/><c r="B3"/><c r="C3"/><c r="D3"/><c r="B5"/></calcChain>'
)
PLAIN = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Chỉ tiêu</t></is></c><c r="B1" s="1"><v>119261</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve"> cách </t></is></c><c r="B2" s="1"><v>113298</v></c></row>'
    '<row r="3"><c r="B3" s="3"><f>B2/B1</f><v>0.95</v></c></row>'
)  # fmt: skip


def shared_moved() -> dict[str, str]:
    """A two-dimensional shared formula with mixed references and a hole, one of a single cell, a
    master whose text looks like a reference inside quotes; calcChain inherits the sheet."""
    return book(
        {"Chia sẻ": sheet(SHARED, head='<dimension ref="A1:D5"/>')},
        {"xl/calcChain.xml": CHAIN},
        workbook_relations=(("calcChain", "calcChain.xml"),),
    )


def data_table() -> dict[str, str]:
    """A what-if table (t="dataTable"), an array over three cells, one of a single cell."""
    rows = (
        '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*10</f><v>20</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f t="dataTable" ref="B2:B4" dt2D="0" dtr="0" r1="A1"/><v>10</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><v>20</v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><v>30</v></c></row>'
        '<row r="6"><c r="A6"><f t="array" ref="A6:C6">TRANSPOSE(A2:A4)</f><v>1</v></c><c r="B6"><v>2</v></c><c r="C6"><v>3</v></c></row>'
        '<row r="7"><c r="A7"><f t="array" ref="A7">SUM(A2:A4*2)</f><v>12</v></c></row>'
    )  # fmt: skip
    return book({"Giả định": sheet(rows)})


def strict_prefixed() -> dict[str, str]:
    """Strict namespaces, an x: prefix, single quotes, ISO dates (t="d"), date1904."""
    text = (
        f"{HEAD}<x:worksheet xmlns:x='{STRICT}'><x:dimension ref='A1:B2'/><x:sheetData>"
        "<x:row r='1' spans='1:2'><x:c r='A1' t='d' s='2'><x:v>2023-12-31</x:v></x:c><x:c r='B1'><x:v>5</x:v></x:c></x:row>"
        "<x:row r='2'><x:c r='A2' t='b'><x:v>1</x:v></x:c><x:c r='B2'><x:f>B1+1</x:f><x:v>6</x:v></x:c></x:row>"
        "</x:sheetData></x:worksheet>"
    )  # fmt: skip
    return book({"Nghiêm": text}, space=STRICT, workbook_head='<workbookPr date1904="1"/>')


def self_closed() -> dict[str, str]:
    """Closed rows, an empty sheet, rows without r, column styles, a row's own style, CDATA,
    processing instructions outside the rows, tabs and quotes in tab names."""
    rows = (
        '<row r="1" s="1" customFormat="1"/><row r="4"><c r="A4" t="str"><v><![CDATA[a<b]]></v></c></row>'
        '<row><c><v>1</v></c><c r="D5"/><c><v>2</v></c></row><row r="9" hidden="1"/>'
    )
    head = '<sheetPr><tabColor rgb="FFFF0000"/></sheetPr><?xlplan keep?><cols><col min="2" max="3" style="1" width="9"/></cols>'
    empty = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return book({"Của &apos;anh&apos; ấy": sheet(rows, head=head), "Trống &amp; rỗng": empty})


def texts() -> dict[str, str]:
    """Shared strings with runs, phonetics, preserved spaces, escapes, astral letters, a long one."""
    items = [
        "<si><t>Doanh thu</t></si>",
        '<si><r><t>đậm</t></r><r><rPr><b/></rPr><t xml:space="preserve"> nghiêng </t></r></si>',
        "<si><t>dòng 1_x000D_\ndòng 2</t></si>",
        "<si><t>課<!-- c --></t><rPh sb='0' eb='1'><t>か</t></rPh></si>",
        "<si><t>😀 &#x1F4C8; &lt;&amp;&gt;</t></si>",
        f"<si><t>{'dài ' * 2000}</t></si>",
    ]
    cells = "".join(f'<c r="{"ABCDEF"[n]}1" t="s"><v>{n}</v></c>' for n in range(6))
    strings = f'{HEAD}<sst xmlns="{MAIN}" count="6" uniqueCount="6">{"".join(items)}</sst>'
    rows = f'<row r="1">{cells}</row><row r="2"><c r="A2"><v>1E-3</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'
    return book(
        {"Chữ": sheet(rows)},
        {"xl/sharedStrings.xml": strings},
        workbook_relations=(("sharedStrings", "sharedStrings.xml"),),
    )


def comment_inside() -> dict[str, str]:
    """XML comments between rows and inside a cell: a trap for patterns."""
    rows = PLAIN.replace('<row r="2">', '<!-- <c r="A1"><v>0</v></c> --><row r="2">').replace(
        "<v>113298</v>", "<!-- cũ: <v>1</v> --><v>113298</v>"
    )
    return book({"Chú thích": sheet(rows)})


def ignorable() -> dict[str, str]:
    """mc:Ignorable with unused prefixes, xr:uid, x14ac on rows, AlternateContent in the tail."""
    extra = (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr xr2"'
        ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
        ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
        ' xmlns:xr2="http://schemas.microsoft.com/office/spreadsheetml/2015/revision2"'
        ' xr:uid="{00000000-0001-0000-0000-000000000000}"'
    )
    rows = PLAIN.replace("<row ", '<row x14ac:dyDescent="0.25" spans="1:2" ')
    tail = (
        '<mc:AlternateContent><mc:Choice Requires="x14ac"><pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'
        "</mc:Choice><mc:Fallback/></mc:AlternateContent>"
    )  # fmt: skip
    return book({"Bỏ qua": sheet(rows, tail, extra=extra)})


def plain() -> dict[str, str]:
    """Three rows, a formula: the frame for strange zips and for refused content."""
    return book({"Kế hoạch": sheet(PLAIN, head='<dimension ref="A1:B3"/>')})


def utf16() -> dict[str, str]:
    """The worksheet in UTF-16."""
    parts = plain()
    text = parts["xl/worksheets/sheet1.xml"].replace("UTF-8", "UTF-16")
    return parts | {"xl/worksheets/sheet1.xml": text.encode("utf-16")}


def bom() -> dict[str, str]:
    """A byte order mark before every part."""
    return {name: "\ufeff" + text for name, text in plain().items()}


def doctype() -> dict[str, str]:
    """A DOCTYPE in the worksheet."""
    parts = plain()
    name = "xl/worksheets/sheet1.xml"
    return parts | {name: parts[name].replace(HEAD, f"{HEAD}<!DOCTYPE worksheet>")}


def case_variant() -> dict[str, str]:
    """Members named in another case than the relations name them; absolute targets."""
    parts = plain()
    renamed = {
        name.replace("xl/worksheets/", "xl/Worksheets/"): text for name, text in parts.items()
    }
    name = "xl/_rels/workbook.xml.rels"
    return renamed | {name: parts[name].replace('"worksheets/', '"/xl/worksheets/')}


def external_link() -> dict[str, str]:
    """A link to another file, with cached values and a formula over it; a custom XML part."""
    link = (
        f'{HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1">'
        '<sheetNames><sheetName val="S"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>7</v></cell></row>'
        "</sheetData></sheetDataSet></externalBook></externalLink>"
    )  # fmt: skip
    rows = PLAIN + '<row r="4"><c r="A4"><f>[1]S!$A$1+B1</f><v>119268</v></c></row>'
    return book(
        {"Liên kết": sheet(rows)},
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                ("externalLinkPath", "file:///nguon.xlsx")
            ),
            "customXml/item1.xml": '<k:kho xmlns:k="urn:kho"><k:ma>00</k:ma></k:kho>',
        },
        workbook_relations=(("externalLink", "externalLinks/externalLink1.xml"), ("customXml", "../customXml/item1.xml")),
        workbook_tail='<externalReferences><externalReference r:id="rId3"/></externalReferences><calcPr calcId="191029"/>',
    )  # fmt: skip


ORDINARY = Zip()
MADE: dict[str, tuple[Callable[[], dict[str, str]], Zip]] = {
    "made-shared-moved": (shared_moved, ORDINARY),
    "made-data-table": (data_table, ORDINARY),
    "made-strict-prefixed-1904": (strict_prefixed, ORDINARY),
    "made-self-closed": (self_closed, ORDINARY),
    "made-texts": (texts, ORDINARY),
    "made-comment-inside": (comment_inside, ORDINARY),
    "made-ignorable": (ignorable, ORDINARY),
    "made-utf16": (utf16, ORDINARY),
    "made-bom": (bom, ORDINARY),
    "made-doctype": (doctype, ORDINARY),
    "made-case-variant": (case_variant, ORDINARY),
    "made-external-link": (external_link, ORDINARY),
    "made-pivot": (pivot, ORDINARY),
    "made-slicer": (slicer, ORDINARY),
    "made-threaded-comments": (threaded, ORDINARY),
    "made-signed": (signed, ORDINARY),
    "made-revisions": (revisions, ORDINARY),
    "made-zip64": (plain, Zip(zip64=True)),
    "made-descriptors-unsigned": (plain, Zip(descriptor="bare")),
    "made-descriptors-zip64": (plain, Zip(descriptor="signed", zip64=True)),
    "made-zip-extras": (plain, Zip(extra=b"UT\5\0\1\0\0\0\0", stored=True, comment=b"ghi ch\xc3\xba")),
    "made-backslash": (plain, Zip(backslash=True)),
    "made-bytes-before": (plain, Zip(before=b"#!/bin/sh\n")),
    "made-duplicate-names": (plain, ORDINARY),
}  # fmt: skip


def main() -> None:
    """Writes all of them."""
    for name, (parts, packing) in MADE.items():
        members = list(parts().items())
        if name == "made-duplicate-names":
            members.append(members[-2])
        (OUT / f"{name}.xlsx").write_bytes(packing.pack(members))


if __name__ == "__main__":
    main()
