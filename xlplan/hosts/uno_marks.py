"""The highlight of findings in a LibreOffice document; see `marks` for what it is and why.

Standard library only: LibreOffice's add-in carries this module.
"""

from __future__ import annotations

import re
from typing import Any, Iterator, List, Sequence, Tuple

from xlplan.hosts.protocol import Mark

COLOURS = {"error": 0xF8CBAD, "warning": 0xFFE699, "note": 0xDDEBF7}
CONDITIONS = {severity: f'N("xlplan:{severity}")=0' for severity in COLOURS}
STYLES = {severity: f"xlplan {severity}" for severity in COLOURS}
_OURS = re.compile(r'=?\s*N\("xlplan:(\w+)"\)\s*=\s*0\Z', re.IGNORECASE)
_CAPTION = "com.sun.star.drawing.CaptionShape"
"""The box of a cell's note."""
_CONDITION, _EXPRESSION = 0, 24  # of ConditionEntryType and ConditionFormatOperator


def severity_of(condition: str) -> str:
    """The severity that a condition of ours stands for; "" for a condition that is not ours."""
    found = _OURS.match(condition.strip())
    return found[1].lower() if found and found[1].lower() in COLOURS else ""


def shown(document: Any) -> List[Mark]:
    """The cells, or ranges of them, that are highlighted now."""
    marks = []
    for number in range(document.Sheets.Count):
        sheet = document.Sheets.getByIndex(number)
        for found, severity in _ours(sheet):
            for a in found.Range.RangeAddresses:
                area = sheet.getCellRangeByPosition(
                    a.StartColumn, a.StartRow, a.EndColumn, a.EndRow
                )
                marks.append((sheet.Name, _address(area), severity))
    return marks


def _address(area: Any) -> str:
    """A1:B2 as LibreOffice names it, `$'Sheet'.$A$1:$B$2`."""
    return ":".join(
        part.rpartition(".")[2] for part in area.AbsoluteName.replace("$", "").split(":")
    )


def show(document: Any, marked: Sequence[Mark]) -> List[str]:
    """Highlights these cells and no others; the sheets where that was refused (protected ones)."""
    refused = []
    _styles(document, {severity for _, _, severity in marked})
    for number in range(document.Sheets.Count):
        sheet = document.Sheets.getByIndex(number)
        cells = [(address, severity) for name, address, severity in marked if name == sheet.Name]
        if sheet.isProtected():
            if cells:
                refused.append(sheet.Name)
            continue
        before = [area for found, _ in _ours(sheet) for area in found.Range.RangeAddresses]
        for found, _ in list(_ours(sheet)):
            sheet.ConditionalFormats.removeByID(found.ID)
        _drawn_anew(document, sheet, before)
        for severity in COLOURS:
            _mark(document, sheet, [a for a, of in cells if of == severity], severity)
    if not marked and not refused:
        _without_styles(document)
    return refused


def _ours(sheet: Any) -> Iterator[Tuple[Any, str]]:
    for found in sheet.ConditionalFormats.getConditionalFormats():
        if found.getCount() == 1 and found.getByIndex(0).getType() == _CONDITION:
            severity = severity_of(found.getByIndex(0).Formula1)
            if severity:
                yield found, severity


def _mark(document: Any, sheet: Any, addresses: List[str], severity: str) -> None:
    if not addresses:
        return
    cells = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    for address in dict.fromkeys(addresses):
        cells.addRangeAddress(sheet.getCellRangeByName(address).RangeAddress, False)
    made = sheet.ConditionalFormats.createByRange(cells)
    found = next(f for f in sheet.ConditionalFormats.getConditionalFormats() if made == f.ID)
    found.createEntry(_CONDITION, 0)
    entry = found.getByIndex(0)
    entry.Operator = _EXPRESSION
    entry.Formula1 = CONDITIONS[severity]
    entry.StyleName = STYLES[severity]
    _drawn_anew(document, sheet, cells.RangeAddresses)


def _drawn_anew(document: Any, sheet: Any, areas: Sequence[Any]) -> None:
    """Has the cells look as the sheet's list of conditional formats says.

    What is changed in that list by UNO, LibreOffice (7.4) shows only in a file that is opened: each
    cell has a list of its own formats' numbers, and a number that is used again would colour cells
    of before. A cell that is copied onto itself gets its numbers anew, and nothing else; one that
    bears a drawing would get the drawing twice, so there the highlight shows in the saved file.
    """
    drawn = [shape for shape in _each(sheet.DrawPage) if shape.ShapeType != _CAPTION]
    for a in areas:
        for row in range(a.StartRow, a.EndRow + 1):
            for column in range(a.StartColumn, a.EndColumn + 1):
                cell = sheet.getCellByPosition(column, row)
                if not any(_within(shape, cell) for shape in drawn):
                    _copied_onto_itself(document, sheet, cell)


def _each(container: Any) -> Iterator[Any]:
    return (container.getByIndex(number) for number in range(container.Count))


def _within(shape: Any, cell: Any) -> bool:
    """Whether the drawing begins in the cell."""
    right, down = shape.Position.X - cell.Position.X, shape.Position.Y - cell.Position.Y
    return -1 <= right <= cell.Size.Width and -1 <= down <= cell.Size.Height


def _copied_onto_itself(document: Any, sheet: Any, cell: Any) -> None:
    undo = document.UndoManager
    undo.lock()  # anew for each: copying ends it
    try:
        sheet.copyRange(cell.CellAddress, cell.RangeAddress)
    finally:
        undo.unlock()


def _styles(document: Any, severities: set) -> None:
    """The cell styles that the conditional formats show."""
    known = document.StyleFamilies.getByName("CellStyles")
    for severity in severities:
        if not known.hasByName(STYLES[severity]):
            style = document.createInstance("com.sun.star.style.CellStyle")
            known.insertByName(STYLES[severity], style)
            style.CellBackColor = COLOURS[severity]


def _without_styles(document: Any) -> None:
    known = document.StyleFamilies.getByName("CellStyles")
    for name in STYLES.values():
        if known.hasByName(name):
            known.removeByName(name)
