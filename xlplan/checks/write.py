"""Findings into KiemTra: one row each with a link to its cell, stale rows gone, explanations kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from xlplan.checks.context import Context
from xlplan.checks.explanations import fingerprint
from xlplan.domain.errors import UsageError
from xlplan.domain.findings import Finding
from xlplan.functions.values import Scalar
from xlplan.workbook.book import Book, Cell
from xlplan.workbook.edit import Plan, prepare
from xlplan.workbook.reads import Place
from xlplan.workbook.splice.book import Parts, with_name_at
from xlplan.workbook.splice.content import BLANK, Formula, Value
from xlplan.workbook.tables import TableData, key_text

SHEET = "KiemTra"


@dataclass
class Written:
    """The plan (None when the sheet says all that already) and the explanations that lapsed:
    their findings are gone, and so are their rows."""

    plan: Plan | None
    lapsed: list[str] = field(default_factory=list)


def plan(source: bytes, book: Book, findings: Iterable[Finding]) -> Written:
    """What writing these findings changes; UsageError when the workbook has no KiemTra."""
    table = Context(book).tables.get(SHEET)
    if table is None:
        raise UsageError(
            f"Tệp {Path(book.file).name} không có trang KiemTra để ghi kết quả.",
            "Chép trang KiemTra từ tệp mẫu («xlplan new») sang rồi chạy lại.",
        )
    rows = [row_values(number, finding) for number, finding in enumerate(findings, 1)]
    marks = {str(row["fingerprint"]) for row in rows}
    edits, like = _edits(book, table, rows)
    made = prepare(source, edits, file=book.file, like=like) if edits else None
    if made and not made.refused:
        _widen_name(made, table, len(rows))
    return Written(made, _lapsed(table, marks))


def _widen_name(made: Plan, table: TableData, count: int) -> None:
    """The name KiemTra reaches down to the last finding; one that is no plain area is left."""
    layout = Parts(made.archive).layout
    text = layout.names.get(("", SHEET.lower()), "")
    last = table.header_row + 1 + count
    area = re.fullmatch(r"(.+!\$[A-Z]+\$\d+:\$[A-Z]+\$)(\d+)", text.strip())
    if area and int(area[2]) < last:
        made.parts[layout.main] = lambda data: b"".join(
            with_name_at(data or b"", SHEET, f"{area[1]}{last}")
        )


def row_values(number: int, finding: Finding) -> dict[str, Value]:
    """A finding as KiemTra's columns hold it; the place links to the cell."""
    return {
        "tt": float(number), "severity": finding.severity.label, "place": place(finding),
        "message": finding.message, "remedy": finding.remedy,
        "explanation": finding.explanation or BLANK, "code": finding.code,
        "fingerprint": fingerprint(finding),
    }  # fmt: skip


def place(finding: Finding) -> Value:
    """`ChiTieu!F7` as a link; the sheet alone where there is no cell."""
    if not finding.cell:
        return finding.sheet or BLANK
    shown = f"{finding.sheet}!{finding.cell}"
    target = "#'" + finding.sheet.replace("'", "''") + f"'!{finding.cell}"
    link, text = (part.replace('"', '""') for part in (target, shown))
    return Formula(f'HYPERLINK("{link}","{text}")', shown)


def _edits(
    book: Book, table: TableData, rows: list[dict[str, Value]]
) -> tuple[dict[Place, Value], dict[Place, Place]]:
    """The cells that differ from what the sheet holds; new ones are formatted like the first
    row, those for explanations too."""
    cells = book.sheets[table.sheet].cells
    first = table.header_row + 2
    last = max([first + len(rows) - 1, *(r for r, c in cells if c in table.columns.values())])
    edits: dict[Place, Value] = {}
    like: dict[Place, Place] = {}
    for number in range(first, last + 1):
        row = rows[number - first] if number - first < len(rows) else {}
        fresh = row and not any((number, column) in cells for column in table.columns.values())
        for key, column in table.columns.items():
            wanted, at = row.get(key, BLANK), (table.sheet, number, column)
            if fresh or not _holds(cells.get((number, column)), wanted):
                edits[at] = wanted
                like[at] = table.sheet, first, column
    return edits, like


def _holds(cell: Cell | None, wanted: Value) -> bool:
    formula, value = (None, None) if cell is None else (cell.formula, cell.value)
    if isinstance(wanted, Formula):
        return formula == wanted.text
    meant: Scalar = wanted if isinstance(wanted, str | float) else None
    return formula is None and value == meant


def _lapsed(table: TableData, marks: set[str]) -> list[str]:
    """Explanations whose finding is no longer there, as texts."""
    found = []
    for row in table.rows:
        text = key_text(row.value("explanation"))
        if text and key_text(row.value("fingerprint")).lower() not in marks:
            found.append(f"{key_text(row.value('place'))} ({key_text(row.value('code'))}): {text}")
    return found
