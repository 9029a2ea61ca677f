"""Hand-made workbooks whose strangeness lies in other parts: pivot, slicer, comments, signature."""

from __future__ import annotations

from packing import HEAD, MAIN, PACKAGE, REL, book, relations, sheet

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
SOURCE = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Đơn vị</t></is></c><c r="B1" t="inlineStr"><is><t>Doanh thu</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Huyện A</t></is></c><c r="B2"><v>10</v></c></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t>Huyện B</t></is></c><c r="B3"><v>20</v></c></row>'
    '<row r="4"><c r="A4" t="inlineStr"><is><t>Huyện A</t></is></c><c r="B4"><v>30</v></c></row>'
)  # fmt: skip


def pivot() -> dict[str, str]:
    """A pivot table on its own sheet, its cache and records, over another sheet's range."""
    out = (
        '<row r="3"><c r="A3" t="inlineStr"><is><t>Đơn vị</t></is></c><c r="B3" t="inlineStr"><is><t>Tổng</t></is></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>Huyện A</t></is></c><c r="B4"><v>40</v></c></row>'
        '<row r="5"><c r="A5" t="inlineStr"><is><t>Huyện B</t></is></c><c r="B5"><v>20</v></c></row>'
        '<row r="6"><c r="A6" t="inlineStr"><is><t>Tổng cộng</t></is></c><c r="B6"><v>60</v></c></row>'
    )  # fmt: skip
    cache = (
        f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{REL}" r:id="rId1" recordCount="3" createdVersion="3" refreshedVersion="3">'
        '<cacheSource type="worksheet"><worksheetSource ref="A1:B4" sheet="Nguồn"/></cacheSource><cacheFields count="2">'
        '<cacheField name="Đơn vị" numFmtId="0"><sharedItems count="2"><s v="Huyện A"/><s v="Huyện B"/></sharedItems></cacheField>'
        '<cacheField name="Doanh thu" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1" minValue="10" maxValue="30"/></cacheField>'
        "</cacheFields></pivotCacheDefinition>"
    )  # fmt: skip
    records = (
        f'{HEAD}<pivotCacheRecords xmlns="{MAIN}" count="3"><r><x v="0"/><n v="10"/></r><r><x v="1"/><n v="20"/></r>'
        '<r><x v="0"/><n v="30"/></r></pivotCacheRecords>'
    )
    table = (
        f'{HEAD}<pivotTableDefinition xmlns="{MAIN}" name="Tổng hợp" cacheId="1" dataCaption="Giá trị" createdVersion="3" updatedVersion="3" minRefreshableVersion="3">'
        '<location ref="A3:B6" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
        '<pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields><rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems>'
        '<colItems count="1"><i/></colItems><dataFields count="1"><dataField name="Tổng" fld="1"/></dataFields></pivotTableDefinition>'
    )  # fmt: skip
    return book(
        {"Nguồn": sheet(SOURCE), "Bảng xoay": sheet(out)},
        {
            "xl/worksheets/_rels/sheet2.xml.rels": relations(
                ("pivotTable", "../pivotTables/pivotTable1.xml")
            ),
            "xl/pivotTables/pivotTable1.xml": table,
            "xl/pivotTables/_rels/pivotTable1.xml.rels": relations(
                ("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
            ),
            "xl/pivotCache/pivotCacheDefinition1.xml": cache,
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relations(
                ("pivotCacheRecords", "pivotCacheRecords1.xml")
            ),
            "xl/pivotCache/pivotCacheRecords1.xml": records,
        },
        workbook_relations=(("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),),
        workbook_tail='<calcPr calcId="191029"/><pivotCaches><pivotCache cacheId="1" r:id="rId4"/></pivotCaches>',
    )


def slicer() -> dict[str, str]:
    """A table with a slicer: extLst in sheet and workbook, slicer and cache parts."""
    table = (
        f'{HEAD}<table xmlns="{MAIN}" id="1" name="Bang1" displayName="Bang1" ref="A1:B4" totalsRowShown="0"><autoFilter ref="A1:B4"/>'
        '<tableColumns count="2"><tableColumn id="1" name="Đơn vị"/><tableColumn id="2" name="Doanh thu"/></tableColumns></table>'
    )  # fmt: skip
    tail = (
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts><extLst><ext uri="{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}" '
        f'xmlns:x14="{X14}"><x14:slicerList><x14:slicer r:id="rId2"/></x14:slicerList></ext></extLst>'
    )
    slicers = f'{HEAD}<slicers xmlns="{X14}"><slicer name="Lọc" cache="Slicer_1" caption="Đơn vị" rowHeight="241300"/></slicers>'
    cache = (
        f'{HEAD}<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="Slicer_1" sourceName="Đơn vị"><extLst>'
        '<x:ext uri="{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
        '<x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst></slicerCacheDefinition>'
    )
    ext = (
        '<calcPr calcId="191029"/><extLst><ext uri="{46BE6895-7355-4a93-B00E-2C351335B9C9}" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
        f'<x15:slicerCaches xmlns:x14="{X14}"><x14:slicerCache r:id="rId3"/></x15:slicerCaches></ext></extLst>'
    )  # fmt: skip
    office = "http://schemas.microsoft.com/office/2007/relationships"
    return book(
        {"Lọc": sheet(SOURCE, tail)},
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("table", "../tables/table1.xml"), (f"{office}/slicer", "../slicers/slicer1.xml")
            ),
            "xl/tables/table1.xml": table,
            "xl/slicers/slicer1.xml": slicers,
            "xl/slicerCaches/slicerCache1.xml": cache,
        },
        workbook_relations=((f"{office}/slicerCache", "slicerCaches/slicerCache1.xml"),),
        workbook_tail=ext,
    )


def threaded() -> dict[str, str]:
    """A threaded comment with its person and the legacy comment beside it."""
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    person, thread = (
        "{11111111-2222-3333-4444-555555555555}",
        "{66666666-7777-8888-9999-000000000000}",
    )
    office = "http://schemas.microsoft.com/office/2017/10/relationships"
    return book(
        {"Trao đổi": sheet(SOURCE)},
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("comments", "../comments1.xml"),
                (f"{office}/threadedComment", "../threadedComments/threadedComment1.xml"),
            ),
            "xl/comments1.xml": f'{HEAD}<comments xmlns="{MAIN}"><authors><author>tc={thread}</author></authors><commentList>'
            '<comment ref="B2" authorId="0"><text><t>[Threaded comment] Kiểm lại</t></text></comment></commentList></comments>',
            "xl/threadedComments/threadedComment1.xml": f'{HEAD}<ThreadedComments xmlns="{space}"><threadedComment ref="B2" dT="2026-01-01T00:00:00.00" '
            f'personId="{person}" id="{thread}"><text>Kiểm lại</text></threadedComment></ThreadedComments>',
            "xl/persons/person.xml": f'{HEAD}<personList xmlns="{space}"><person displayName="Kế toán" id="{person}" userId="1" providerId="None"/></personList>',
        },
        workbook_relations=((f"{office}/person", "persons/person.xml"),),
    )  # fmt: skip


def signed() -> dict[str, str]:
    """A digital signature's parts (its value signs nothing: what counts is that it is there)."""
    kinds = f"{PACKAGE}/relationships/digital-signature"
    parts = book(
        {"Đã ký": sheet(SOURCE)},
        {
            "_xmlsignatures/origin.sigs": "",
            "_xmlsignatures/_rels/origin.sigs.rels": relations((f"{kinds}/signature", "sig1.xml")),
            "_xmlsignatures/sig1.xml": f'{HEAD}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="idPackageSignature"><SignedInfo>'
            '<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/><SignatureMethod '
            'Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/></SignedInfo><SignatureValue>AAAA</SignatureValue></Signature>',
        },
    )  # fmt: skip
    name = "_rels/.rels"
    origin = relations(
        ("officeDocument", "xl/workbook.xml"), (f"{kinds}/origin", "_xmlsignatures/origin.sigs")
    )
    return parts | {name: origin}


def revisions() -> dict[str, str]:
    """A workbook shared the old way: revision headers and a log."""
    identity = "{00000000-0000-0000-0000-000000000001}"
    return book(
        {"Dùng chung": sheet(SOURCE)},
        {
            "xl/revisions/revisionHeaders.xml": f'{HEAD}<headers xmlns="{MAIN}" xmlns:r="{REL}" guid="{identity}" lastGuid="{identity}" shared="1" diskRevisions="1" revisionId="1" version="1">'
            f'<header guid="{identity}" dateTime="2026-01-01T00:00:00" maxSheetId="2" userName="Kế toán" r:id="rId1"><sheetIdMap count="1"><sheetId val="1"/></sheetIdMap></header></headers>',
            "xl/revisions/_rels/revisionHeaders.xml.rels": relations(("revisionLog", "revisionLog1.xml")),
            "xl/revisions/revisionLog1.xml": f'{HEAD}<revisions xmlns="{MAIN}"><rcc rId="1" sId="1"><nc r="B2"><v>10</v></nc></rcc></revisions>',
        },
        workbook_relations=(("revisionHeaders", "revisions/revisionHeaders.xml"),),
    )  # fmt: skip
