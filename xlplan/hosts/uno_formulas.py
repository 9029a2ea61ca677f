"""Formulas spelled as files spell them (English names, `,`, `Sheet!A1`), in a LibreOffice document.

Standard library only: LibreOffice's add-in carries this module.
"""

from __future__ import annotations

from typing import Any

_FILE_FORM = 3  # com.sun.star.sheet.AddressConvention.XL_OOX


def _parser(document: Any) -> Any:
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.FormulaConvention, parser.CompileEnglish = _FILE_FORM, True
    return parser


def put(document: Any, cell: Any, text: str) -> None:
    """Puts a formula, without "=", into a cell; it is a step of the undo list."""
    cell.setTokens(_parser(document).parseFormula(text, cell.CellAddress))


def spelled(document: Any, cell: Any) -> str:
    """A cell's formula, without "="."""
    return str(_parser(document).printFormula(cell.Tokens, cell.CellAddress))
