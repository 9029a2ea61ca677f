"""The text to review, out of .txt, .md, .docx or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.domain.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document
    from docx.table import Table

STDIN = "-"
LIMIT = 20_000_000
"""Bytes of a text beyond which it is no report."""

_SAVE = "Lưu lại thành .docx, hoặc thành văn bản UTF-8 (.txt) rồi soát lại."


def read_text(source: str) -> str:
    """The text of a file, or of standard input for "-"; UnreadableError in Vietnamese.

    A .docx gives its paragraphs and the rows of its tables, a line each, cells parted by tabs.
    """
    if source == STDIN:
        return _decoded(sys.stdin.buffer.read() if hasattr(sys.stdin, "buffer") else b"", STDIN)
    path = Path(source)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            source, f"Không mở được tệp {path.name}: {error.strerror}.",
            "Kiểm tra đường dẫn và quyền đọc.", "io",
        ) from error  # fmt: skip
    if len(data) > LIMIT:
        raise UnreadableError(source, f"Tệp {path.name} quá lớn.", "Chia nhỏ văn bản.", "limits")
    if data[:4] == b"PK\x03\x04" or path.suffix.lower() == ".docx":
        return _from_docx(data, source)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or data[:5] == b"%PDF-":
        raise UnreadableError(source, f"Tệp {path.name} là .doc cũ hoặc PDF.", _SAVE, "format")
    return _decoded(data, source)


def _decoded(data: bytes, source: str) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        name = "Văn bản" if source == STDIN else f"Tệp {Path(source).name}"
        raise UnreadableError(
            source, f"{name} không phải Unicode (có thể là TCVN3 hoặc VNI).", _SAVE, "encoding"
        ) from error
    return text.replace("\r\n", "\n")


def _from_docx(data: bytes, source: str) -> str:
    """Paragraphs and table rows in order; hostile or damaged packages are refused."""
    import io

    from xlplan.workbook.package import Package

    package = Package(data, source)
    package.check_doctype()
    if "word/document.xml" not in package.names:
        raise UnreadableError(
            source, f"Tệp {Path(source).name} không phải văn bản Word.", _SAVE, "format"
        )
    from docx import Document as open_document

    try:
        document = open_document(io.BytesIO(data))
        return "\n".join(_lines(document))
    except (KeyError, ValueError, SyntaxError) as error:
        raise UnreadableError(
            source, f"Tệp {Path(source).name} đã hỏng.", _SAVE, "damaged"
        ) from error


def _lines(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _rows(block)
        else:
            yield block.text


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        texts: list[str] = []
        for cell in row.cells:
            text = " ".join(cell.text.split())
            if not texts or texts[-1] != text:  # a merged cell repeats
                texts.append(text)
        yield "\t".join(texts)
