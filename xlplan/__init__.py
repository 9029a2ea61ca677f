"""xlplan: the planning workbook of a Vietnamese provincial post office.

Functions in cells, checks with a cell and a remedy, from Excel, LibreOffice and the command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import openpyxl

    from xlplan.domain.findings import Finding

__version__ = "0.1.0"


def check(source: str | Path | openpyxl.Workbook) -> list[Finding]:
    """The findings of one planning workbook, in order of sheet, row, column.

    `source` is a path, or an openpyxl workbook with its formulas (loaded without `data_only`);
    openpyxl keeps no cached values beside formulas, so these are calculated. Raises
    `xlplan.domain.errors.UnreadableError` for what is not a planning workbook.
    """
    from pathlib import Path

    from xlplan.checks import runner

    if isinstance(source, str | Path):
        outcome = runner.check_paths([Path(source)])
        if outcome.unreadable:
            raise outcome.unreadable[0]
        return outcome.findings
    from xlplan.workbook.from_openpyxl import from_openpyxl

    book = from_openpyxl(source)
    runner.require_template(book)
    return runner.check_book(book)
