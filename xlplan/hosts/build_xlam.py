"""`xlplan.xlam`, Excel's add-in, from text sources, the catalogue and the buttons."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import xlplan
from xlplan.domain.errors import UsageError
from xlplan.functions.catalogue import CATALOGUE, Function
from xlplan.hosts.archive import packed
from xlplan.hosts.build_vba import project
from xlplan.hosts.buttons import BUTTONS, available
from xlplan.hosts.help_texts import CATEGORY, argument_text, description
from xlplan.hosts.icons import ICONS, png
from xlplan.hosts.ribbon import ribbon_xml
from xlplan.hosts.sources import folder

NAME = "xlplan.xlam"
MODULES = ("XlpEntry", "XlpValues", "XlpRibbon")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TEXTS = {
    "title": "xlplan",
    "version": xlplan.__version__,
    "no_workbook": "Chưa mở tệp nào. Mở tệp kế hoạch rồi bấm lại.",
    "no_python": "Không thấy Python của xlplan ở nơi đã cài. Nếu đã dời hoặc gỡ Python, "
    "hãy chạy lại lệnh «xlplan addin install». Nơi đã ghi:",
    "failed": "Không chạy được. Bấm Trợ giúp – Tình trạng để xem mắt xích nào hỏng.",
}  # fmt: skip


def build() -> bytes:
    """The add-in; the same bytes wherever it is built with the same xlwings."""
    sheets = {"XlpTexts": _texts(), "XlpHelp": _help()}
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations(
            [("officeDocument", "xl/workbook.xml"), ("ui", "customUI/customUI14.xml")]
        ),
        "xl/workbook.xml": _workbook(list(sheets)),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
            + [("styles", "styles.xml"), ("vba", "vbaProject.bin")]
        ),
        "xl/styles.xml": _STYLES,
        **{
            f"xl/worksheets/sheet{n}.xml": _sheet(rows, n)
            for n, rows in enumerate(sheets.values(), 1)
        },
        "customUI/customUI14.xml": ribbon_xml(),
        "customUI/_rels/customUI14.xml.rels": _relations(
            [("image", f"images/{name}.png", name) for name in ICONS]
        ),
    }
    data = {name: text.encode() for name, text in parts.items()}
    data["xl/vbaProject.bin"] = project(modules(), _source("ThisWorkbook.bas"), len(sheets))
    data |= {f"customUI/images/{name}.png": png(name, 32) for name in ICONS}
    return packed(data)


def modules() -> dict[str, str]:
    """The standard modules by name: ours, the generated wrappers, and xlwings' own."""
    ours = {name: _source(f"{name}.bas") for name in MODULES}
    return {"XlpFunctions": wrappers(), **ours, "xlwings": xlwings_module()}


def wrappers() -> str:
    """A VBA function for every name and alias; nobody has to press "Import functions"."""
    functions = [_wrapper(entry, name) for entry in CATALOGUE for name in (entry.name, entry.alias)]
    return 'Attribute VB_Name = "XlpFunctions"\nOption Explicit\n\n' + "\n".join(functions)


def _wrapper(entry: Function, name: str) -> str:
    def variable(argument: str) -> str:
        return f"a_{argument}"  # some names are words of VBA

    parameters = ", ".join(
        ("" if a.required else "Optional ") + variable(a.name) for a in entry.arguments
    )
    values = ", ".join(f"XlpArg({variable(a.name)})" for a in entry.arguments)
    return (
        f"Public Function XLPLAN_{name}({parameters}) As Variant\n"
        f'    XLPLAN_{name} = XlpCall("XLPLAN_{name}", Array({values}))\n'
        "End Function\n"
    )


def xlwings_module() -> str:
    """xlwings' module for add-ins of one's own (BSD), of the very version that is installed.

    Changed: the project's name, which is that of the settings file; and settings are read from
    the user's own file only. xlwings would also take them, the interpreter among them, from the
    workbook and from the folder it lies in: whoever sends a file would choose what runs.
    """
    import importlib.metadata
    import importlib.util

    found = importlib.util.find_spec("xlwings")  # importing it takes a second
    if found is None or found.origin is None:
        raise UsageError("Chưa cài xlwings.", "Cài lại xlplan cùng xlwings.")
    text = Path(found.origin).with_name("xlwings_custom_addin.bas").read_text(encoding="utf-8")
    for old, new in (
        ('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "xlplan"'),
        ('If source = "" Or source = "sheet" Then', 'If source = "sheet" Then'),
        ('If source = "" Or source = "directory" Then', 'If source = "directory" Then'),
    ):
        if text.count(old) != 1:
            raise UsageError(
                f"xlwings {importlib.metadata.version('xlwings')} khác bản mà xlplan biết: {old}.",
                "Cài đúng bản xlwings ghi trong requirements.lock.",
            )
        text = text.replace(old, new)
    return text


def _source(name: str) -> str:
    return (folder("excel") / name).read_text(encoding="ascii")


def _texts() -> list[list[str]]:
    """Key and text; `off_…` for buttons whose command this version lacks."""
    off = [[f"off_{b.action}", "x"] for b in BUTTONS if not available(b)]
    return [[key, text] for key, text in TEXTS.items()] + off


def _help() -> list[list[str]]:
    """Name, category, description, help of each argument."""
    return [
        [f"XLPLAN_{name}", CATEGORY, description(entry), *map(argument_text, entry.arguments)]
        for entry in CATALOGUE
        for name in (entry.name, entry.alias)
    ]


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = [
        ("/xl/workbook.xml", "application/vnd.ms-excel.addin.macroEnabled.main+xml"),
        ("/xl/styles.xml", f"{kind}.styles+xml"),
        *((f"/xl/worksheets/sheet{n}.xml", f"{kind}.worksheet+xml") for n in range(1, sheets + 1)),
    ]
    defaults = [
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
        ("bin", "application/vnd.ms-office.vbaProject"),
        ("png", "image/png"),
    ]
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in defaults)
        + "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in overrides)
        + "</Types>"
    )


_KINDS = {
    "ui": "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    "vba": "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
}


def _relations(entries: list[tuple[str, ...]]) -> str:
    """Relations as (kind, target) or (kind, target, id); ids are rId1, rId2, … by default."""
    lines = []
    for number, (kind, target, *label) in enumerate(entries, 1):
        name = label[0] if label else f"rId{number}"
        url = _KINDS.get(kind, f"{_OFFICE}/{kind}")
        lines.append(f'<Relationship Id="{name}" Type="{url}" Target="{target}"/>')
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(lines)
        + "</Relationships>"
    )


def _workbook(names: list[str]) -> str:
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<workbookPr codeName="ThisWorkbook"/><sheets>{sheets}</sheets></workbook>'
    )


def _sheet(rows: list[list[str]], number: int) -> str:
    """Texts in cells from A1; the code name ties the sheet to its module."""
    lines = []
    for place, row in enumerate(rows, 1):
        cells = "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for text in row
        )
        lines.append(f'<row r="{place}">{cells}</row>')
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet{number}"/><sheetData>'
        + "".join(lines)
        + "</sheetData></worksheet>"
    )


_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    "<left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
