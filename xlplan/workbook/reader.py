"""Reading a workbook's bytes into a Book: values, formulas, styles, tables, names; fast."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from xml.parsers import expat

from xlplan.formulas.references import from_a1
from xlplan.workbook.book import Book, Sheet, TableArea
from xlplan.workbook.files import read_bytes
from xlplan.workbook.package import Package
from xlplan.workbook.reader_parts import (
    Attributes,
    elements,
    local,
    outside_extensions,
    prove,
    remembered,
    shared_strings,
    styles,
)
from xlplan.workbook.reader_sheet import read_cells

if TYPE_CHECKING:
    from pathlib import Path

_SAVE_AS = "Mở bằng Excel rồi lưu lại thành .xlsx."
_DAMAGE = (expat.ExpatError, LookupError, ValueError, TypeError, OverflowError, RecursionError)
"""What the parts of a damaged file raise: bad XML, missing attributes, impossible numbers."""


def read(source: str | Path | bytes, file: str = "") -> Book:
    """The workbook as a Book; UnreadableError (Vietnamese, with the remedy) for anything else."""
    if isinstance(source, bytes):
        data = source
    else:
        data, file = read_bytes(source), file or str(source)
    package = Package(data, file)
    try:
        book = _book(package)
    except _DAMAGE as error:
        raise package.refused(
            "damaged", "Tệp đã hỏng, không đọc được nội dung.",
            "Mở bằng Excel để sửa rồi lưu lại, hoặc lấy bản sao lưu.",
        ) from error  # fmt: skip
    package.check_doctype()
    return book


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (type's last word, target part as the zip spells it, or as the file names it
    where the zip has none)."""
    folder, name = posixpath.split(part.replace("\\", "/"))
    rels = package.find(posixpath.join(folder, "_rels", name + ".rels"))
    if rels is None:
        return {}
    return {
        name: (kind, package.find(target) or target)
        for name, kind, target in _targets(package.read(rels), folder)
    }


@remembered(64)
def _targets(data: bytes, folder: str) -> list[tuple[str, str, str]]:
    """Id, type's last word and target of each relation inside the package."""
    found = []
    for tag, attributes in elements(data):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            kind = attributes.get("Type", "").rsplit("/", 1)[-1]
            found.append((attributes.get("Id", ""), kind, path))
    return found


def sheet_parts(package: Package) -> dict[str, str]:
    """Tab name → name of its part in the package."""
    main = _main_part(package)
    relations = _relations(package, main)
    sheets = _workbook_part(package.read(main), Book(package.file))
    return {name: relations[relation][1] for name, _, relation in sheets if relation in relations}


def _main_part(package: Package) -> str:
    root = _relations(package, "")
    main = next((target for kind, target in root.values() if kind == "officeDocument"), "")
    if package.find("mimetype") and package.find("content.xml"):
        raise package.refused("ods", "Tệp OpenDocument (.ods) đổi đuôi.", _SAVE_AS)
    if main.lower().endswith(".bin"):
        raise package.refused("xlsb", "Tệp nhị phân .xlsb.", _SAVE_AS)
    missing = [name for name in ("[Content_Types].xml", main or "_rels/.rels")
               if not package.find(name)]  # fmt: skip
    if missing or not main:
        raise package.refused(
            "parts", f"Không phải tệp Excel: thiếu phần {', '.join(missing) or 'workbook.xml'}.",
            "Mở bằng Excel rồi lưu lại thành .xlsx.",
        )  # fmt: skip
    return main


def _book(package: Package) -> Book:
    main = _main_part(package)
    relations = _relations(package, main)
    parts = dict(relations.values())
    book = Book(package.file)
    strings = shared_strings(package.read(target)) if (target := parts.get("sharedStrings")) else []
    if (target := parts.get("styles")) and package.find(target):
        book.styles = styles(package.read(target))
    book.has_macros = any(name.lower().endswith("vbaproject.bin") for name in package.names)
    book.external_links = tuple(sorted(t for k, t in relations.values() if k == "externalLink"))
    tabs = set()
    for name, hidden, relation in _workbook_part(package.read(main), book):
        kind, target = relations.get(relation, ("", ""))
        if name.lower() in tabs:
            raise ValueError(f"two sheets of one name: {name}")
        tabs.add(name.lower())
        if kind == "worksheet":
            sheet = Sheet(name, hidden=hidden)
            read_cells(package.read(target), sheet, strings, book.date1904)
            sheet.tables = _tables(package, target)
            book.sheets[name] = sheet
    if not tabs or not (book.sheets or _other_sheets(relations)):
        raise package.refused("parts", "Tệp không có trang tính nào.", _SAVE_AS)
    return book


def _other_sheets(relations: dict[str, tuple[str, str]]) -> bool:
    """Whether the workbook has sheets that hold no cells: charts, dialogs, old macros."""
    return any(kind.endswith("sheet") for kind, _ in relations.values())


def _workbook_part(data: bytes, book: Book) -> list[tuple[str, bool, str]]:
    sheets: list[tuple[str, bool, str]] = []
    name = ""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    prove(data)

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal name
        tag = local(tag)
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if local(k) == "id"), "")
            sheets.append(
                (attributes["name"], attributes.get("state", "visible") != "visible", relation)
            )
        elif tag == "workbookPr":
            book.date1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "calcPr":
            book.full_calc_on_load = attributes.get("fullCalcOnLoad") in ("1", "true")
        name = attributes.get("name", "") if tag == "definedName" else ""
        if "localSheetId" in attributes:
            name = ""

    def text(chunk: str) -> None:
        if name:
            book.names[name] = book.names.get(name, "") + chunk

    def end(_: str) -> None:
        nonlocal name
        name = ""

    parser.StartElementHandler, parser.EndElementHandler = outside_extensions(start, end)
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    return sheets


def _tables(package: Package, part: str) -> list[TableArea]:
    return [
        _table(package.read(target))
        for kind, target in _relations(package, part).values()
        if kind == "table" and package.find(target)
    ]


@remembered(128)
def _table(data: bytes) -> TableArea:
    columns, table = [], {}
    for tag, attributes in elements(data):
        if tag == "table":
            table = attributes
        elif tag == "tableColumn":
            columns.append(attributes.get("name", ""))
    first, _, last = table["ref"].partition(":")
    return TableArea(
        table.get("displayName") or table["name"], from_a1(first), from_a1(last or first),
        tuple(columns), int(table.get("totalsRowCount", "0")),
    )  # fmt: skip
