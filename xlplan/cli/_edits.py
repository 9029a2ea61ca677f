"""Edits as people hand them over: `Sheet!A1=value` arguments, rows of a CSV file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from xlplan.domain.errors import UnreadableError, UsageError, os_reason
from xlplan.formulas.references import from_a1
from xlplan.workbook.reads import Place
from xlplan.workbook.typed import Typed

_PLACE = r"(?:'((?:[^']|'')+)'|([^'!]+))!\s*(\$?[A-Za-z]+\$?\d+)"
_EDIT = re.compile(_PLACE + r"\s*=(.*)", re.DOTALL)
_HEADINGS = {"sheet", "trang", "ô", "o", "cell", "place", "vị trí"}


def from_arguments(texts: list[str]) -> dict[Place, Typed]:
    """Edits of the command line; UsageError for one that is none or a cell named twice."""
    found: dict[Place, Typed] = {}
    for text in texts:
        match = _EDIT.fullmatch(text.strip())
        if not match:
            raise UsageError(
                f"«{text}» không đọc được.",
                "Viết như 'ChiTieu!E7=119261' hay \"'Tên trang'!B2=5\".",
            )
        _add(found, _place(match, text), Typed(match[4].strip()))
    return found


def from_csv(path: Path) -> dict[Place, Typed]:
    """Edits of a CSV file: `Sheet!A1,value` or `sheet,cell,value`; a row of headings may lead.

    Separated by comma, semicolon or tab, UTF-8. Its texts never become formulas.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableError(
            str(path), f"Không mở được {path}: {os_reason(error)}.", "Kiểm tra đường dẫn.", "io"
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableError(
            str(path), f"{path.name}: không phải văn bản UTF-8.", "Lưu lại CSV với UTF-8.", "csv"
        ) from error
    first = text.splitlines()[0] if text.strip() else ""
    mark = max(",;\t", key=first.count)
    found: dict[Place, Typed] = {}
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    for number, row in enumerate(rows, 1):
        if not any(row) or (number == 1 and row[0].strip().lower() in _HEADINGS):
            continue
        _add(found, *_row(path, number, row))
    return found


def _row(path: Path, number: int, row: list[str]) -> tuple[Place, Typed]:
    where = f"{path.name}, dòng {number}"
    if len(row) == 3:
        try:
            return (row[0].strip(), *from_a1(row[1].strip())), Typed(row[2], outside=True)
        except ValueError:
            raise UsageError(f"{where}: «{row[1]}» không phải địa chỉ ô.", "Viết như E7.") from None
    match = re.fullmatch(_PLACE, row[0].strip()) if len(row) == 2 else None
    if not match:
        raise UsageError(
            f"{where}: cần hai cột (Trang!Ô, giá trị) hoặc ba cột (trang, ô, giá trị).",
            "Giá trị có dấu phân cách thì đặt trong ngoặc kép.",
        )
    return _place(match, where), Typed(row[1], outside=True)


def _place(match: re.Match[str], text: str) -> Place:
    sheet = match[1].replace("''", "'") if match[1] else match[2].strip()
    try:
        return sheet, *from_a1(match[3])
    except ValueError:
        raise UsageError(
            f"«{text}»: ô {match[3]} nằm ngoài trang tính.", "Cột đến XFD, dòng đến 1048576."
        ) from None


def _add(found: dict[Place, Typed], place: Place, value: Typed) -> None:
    if place in found:
        raise UsageError(f"Ô {place[0]} (dòng {place[1]}, cột {place[2]}) được ghi hai lần.", "")
    found[place] = value
