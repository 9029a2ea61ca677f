"""The text to review, out of .txt, .md, .docx or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from xlplan.domain.errors import UnreadableError, os_reason

STDIN = "-"
LIMIT = 20_000_000
"""Bytes of a text beyond which it is no report."""

_SAVE = "Lưu lại thành .docx, hoặc thành văn bản UTF-8 (.txt) rồi soát lại."


def read_text(source: str) -> str:
    """The text of a file, or of standard input for "-"; UnreadableError in Vietnamese.

    A .docx gives the lines of its body, tables, text boxes, headers, footers and notes. A text
    without a letter is unreadable: a photographed report must not pass as clean.
    """
    if source == STDIN:
        return _decoded(sys.stdin.buffer.read() if hasattr(sys.stdin, "buffer") else b"", STDIN)
    path = Path(source)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            source, f"Không mở được tệp {path.name}: {os_reason(error)}.",
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
    name = "Văn bản" if source == STDIN else f"Tệp {Path(source).name}"
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise UnreadableError(
            source, f"{name} không phải Unicode (có thể là TCVN3 hoặc VNI).", _SAVE, "encoding"
        ) from error
    if "\0" in text:
        raise UnreadableError(
            source, f"{name} là dữ liệu nhị phân, không phải văn bản.", _SAVE, "format"
        )
    return _some(text.replace("\r\n", "\n"), source)


def _from_docx(data: bytes, source: str) -> str:
    """The document's lines; hostile or damaged packages are refused."""
    from xml.etree.ElementTree import ParseError

    from xlplan.text.word import DOCUMENT, lines_of
    from xlplan.workbook.package import Package

    name = Path(source).name
    package = Package(data, source)
    package.check_doctype()
    if DOCUMENT not in package.names:
        raise UnreadableError(source, f"Tệp {name} không phải văn bản Word.", _SAVE, "format")
    try:
        lines = lines_of(package)
    except (ParseError, LookupError, ValueError, RecursionError) as error:
        raise UnreadableError(source, f"Tệp {name} đã hỏng.", _SAVE, "damaged") from error
    return _some("\n".join(lines), source)


def _some(text: str, source: str) -> str:
    """The text, unless there is none: a picture of a report has no text to review."""
    if text.strip():
        return text
    name = "Đầu vào" if source == STDIN else f"Tệp {Path(source).name}"
    raise UnreadableError(
        source, f"{name} không có chữ nào để soát.",
        "Kiểm tra lại tệp; ảnh chụp văn bản phải gõ lại thành chữ.", "empty",
    )  # fmt: skip
