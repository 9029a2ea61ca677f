"""Reading a workbook's bytes into a Book: values, formulas, styles, tables, names; fast."""

from __future__ import annotations

import posixpath
from pathlib import Path
from xml.parsers import expat

from xlplan.domain.errors import UnreadableError
from xlplan.workbook.book import Book, Sheet, TableArea
from xlplan.workbook.package import Package
from xlplan.workbook.reader_parts import Attributes, elements, local, shared_strings, styles
from xlplan.workbook.reader_sheet import read_cells


def read(source: str | Path | bytes, file: str = "") -> Book:
    """The workbook as a Book; UnreadableError (Vietnamese, with the remedy) for anything else."""
    if isinstance(source, bytes):
        data = source
    else:
        file = file or str(source)
        try:
            data = Path(source).read_bytes()
        except OSError as error:
            raise UnreadableError(
                file, f"Không mở được {file}: {error.strerror}.", "Kiểm tra đường dẫn.", "io"
            ) from error
    package = Package(data, file)
    package.check_doctype()
    try:
        return _book(package)
    except (expat.ExpatError, KeyError, ValueError, IndexError, UnicodeError) as error:
        raise package.refused(
            "damaged", "Tệp đã hỏng, không đọc được nội dung.",
            "Mở bằng Excel để sửa rồi lưu lại, hoặc lấy bản sao lưu.",
        ) from error  # fmt: skip


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (type's last word, target part)."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", name + ".rels")
    if rels not in package.names:
        return {}
    found = {}
    for tag, attributes in elements(package.read(rels)):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = attributes.get("Type", "").rsplit("/", 1)[-1]
            found[attributes.get("Id", "")] = kind, posixpath.normpath(path)
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
    if not main or main not in package.names:
        raise package.refused(
            "parts", "Không phải tệp Excel: thiếu phần workbook.xml.",
            "Mở bằng Excel rồi lưu lại thành .xlsx.",
        )  # fmt: skip
    return main


def _book(package: Package) -> Book:
    main = _main_part(package)
    relations = _relations(package, main)
    parts = dict(relations.values())
    book = Book(package.file)
    strings: list[str] = []
    if (target := parts.get("sharedStrings")) in package.names:
        strings = shared_strings(package.read(str(target)))
    if (target := parts.get("styles")) in package.names:
        book.styles = styles(package.read(str(target)))
    book.has_macros = any(name.endswith("vbaProject.bin") for name in package.names)
    book.external_links = tuple(sorted(n for n in package.names if "externalLinks/ext" in n))
    for name, hidden, relation in _workbook_part(package.read(main), book):
        kind, target = relations.get(relation, ("", ""))
        if kind == "worksheet":
            sheet = Sheet(name, hidden=hidden)
            read_cells(package.read(target), sheet, strings)
            sheet.tables = _tables(package, target)
            book.sheets[name] = sheet
    return book


def _workbook_part(data: bytes, book: Book) -> list[tuple[str, bool, str]]:
    sheets: list[tuple[str, bool, str]] = []
    name = ""
    parser = expat.ParserCreate()
    parser.buffer_text = True

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

    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parser.Parse(data, True)
    return sheets


def _tables(package: Package, part: str) -> list[TableArea]:
    from xlplan.formulas.references import from_a1

    areas = []
    for kind, target in _relations(package, part).values():
        if kind != "table" or target not in package.names:
            continue
        columns, table = [], {}
        for tag, attributes in elements(package.read(target)):
            if tag == "table":
                table = attributes
            elif tag == "tableColumn":
                columns.append(attributes.get("name", ""))
        first, _, last = table["ref"].partition(":")
        areas.append(
            TableArea(
                table.get("displayName") or table["name"], from_a1(first), from_a1(last or first),
                tuple(columns), int(table.get("totalsRowCount", "0")),
            )
        )  # fmt: skip
    return areas
