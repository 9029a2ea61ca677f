"""What the headless engine and LibreOffice answer to the cases; rows of values, as cells hold them.

Every answer is a list of rows, a scalar being one row of one value; "" stands for blank as well.
"""

from __future__ import annotations

from pathlib import Path

import formualizer
import xlsxwriter
from cases import Case, data_cells, expected

from xlplan.functions.values import Range, Value
from xlplan.hosts.soffice import Profile
from xlplan.workbook.book import Book
from xlplan.workbook.functions_adapter import incoming, outgoing, register
from xlplan.workbook.reader import read

DATE_ROWS = {"date"}


def rows_of(value: Value) -> Range:
    """A value as rows, blank as ""."""
    rows = value if isinstance(value, list) else [[value]]
    return [["" if cell is None else cell for cell in row] for row in rows]


def spread(cases: list[Case]) -> list[int]:
    """The row in which each case's answer begins: below each other, a blank row between."""
    tops, row = [], 1
    for case in cases:
        tops.append(row)
        row += len(rows_of(expected(case))) + 1
    return tops


def by_engine(cases: list[Case]) -> list[Range]:
    """formualizer's answers; arrays spill, so each is read at the size that is expected."""
    config = formualizer.EvaluationConfig()
    config.enable_parallel = False
    workbook = formualizer.Workbook(config=formualizer.WorkbookConfig(eval_config=config))
    register(workbook)
    workbook.add_sheet("D")
    for (row, column), value in data_cells().items():
        workbook.set_value("D", row, column, outgoing(value))
    workbook.add_sheet("C")
    tops = spread(cases)
    for case, top in zip(cases, tops, strict=True):
        workbook.set_formula("C", top, 1, "=" + case.formula("XLPLAN_"))
    workbook.evaluate_all()
    return [
        [
            [_blank(incoming(workbook.get_value("C", top + down, 1 + right))) for right in range(len(row))]
            for down, row in enumerate(rows_of(expected(case)))
        ]
        for case, top in zip(cases, tops, strict=True)
    ]  # fmt: skip


def by_libreoffice(cases: list[Case], office: Profile, folder: Path) -> list[Range]:
    """LibreOffice's answers, out of a workbook that it loaded, recalculated and saved."""
    source = folder / "cases.xlsx"
    tops = spread(cases)
    with xlsxwriter.Workbook(source) as book:
        formulas, data = book.add_worksheet("C"), book.add_worksheet("D")
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        for (row, column), value in data_cells().items():
            style = date if value == 46000.0 else None
            place = (row - 1, column - 1)
            if isinstance(value, bool):
                data.write_boolean(*place, value)
            elif isinstance(value, float):
                data.write_number(*place, value, style)
            elif isinstance(value, str):
                data.write_string(*place, value) if value else data.write_formula(
                    *place, '=""', value=""
                )
            else:
                data.write_formula(*place, f"={value}", value=str(value))
        for case, top in zip(cases, tops, strict=True):
            rows = rows_of(expected(case))
            formula = "=" + case.formula("XLPLAN.")
            last = (top - 2 + len(rows), len(rows[0]) - 1)
            # A value that can't be an answer: one that survives is a difference.
            if last == (top - 1, 0):
                formulas.write_formula(top - 1, 0, formula, value="không tính")
            else:
                formulas.write_array_formula(top - 1, 0, *last, formula, value="không tính")
    result = read(office.convert(source, folder / "out"))
    return [_read(result, case, top) for case, top in zip(cases, tops, strict=True)]


def _read(book: Book, case: Case, top: int) -> Range:
    sheet = book.sheets["C"]
    return [
        [_blank(sheet.value(top + down, 1 + right)) for right in range(len(row))]
        for down, row in enumerate(rows_of(expected(case)))
    ]


def _blank(value: object) -> object:
    return "" if value is None else value
