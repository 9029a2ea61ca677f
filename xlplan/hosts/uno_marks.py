"""The highlight of findings in a LibreOffice document; see `marks` for what it is and why.

Standard library only: LibreOffice's add-in carries this module.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple
from zlib import crc32

from xlplan.hosts.protocol import Mark

Draw = Callable[[Any, Any, Sequence[Any]], None]
"""Has areas of a document's sheet look anew."""

COLOURS = {"error": 0xF8CBAD, "warning": 0xFFE699, "note": 0xDDEBF7}
CONDITIONS = {severity: f'N("xlplan:{severity}")=0' for severity in COLOURS}
STYLES = {severity: f"xlplan {severity}" for severity in COLOURS}
_OURS = re.compile(r'=?\s*N\("xlplan:(\w+)"\)\s*=\s*0\Z', re.IGNORECASE)
_LOOK = (
    "CharColor", "CharFontName", "CharHeight", "CharPosture", "CharWeight", "HoriJustify",
    "VertJustify",
)  # fmt: skip
"""Sorted, as UNO wants names."""
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


def show(document: Any, marked: Sequence[Mark], draw: Optional[Draw] = None) -> List[str]:
    """Highlights these cells and no others; the sheets where that was refused (protected ones).

    `draw` gets the cells that have to look anew, instead of `drawn_anew`.
    """
    draw = draw or drawn_anew
    sheets = list(_each(document.Sheets))
    free = [sheet for sheet in sheets if not sheet.isProtected()]
    for sheet in free:
        _unmark(document, sheet, draw)
    if not any(True for sheet in sheets for _ in _ours(sheet)):
        _without_styles(document)
    for sheet in free:
        for severity in COLOURS:
            cells = [a for name, a, of in marked if (name, of) == (sheet.Name, severity)]
            for style, alike in _by_look(document, sheet, dict.fromkeys(cells), severity):
                draw(document, sheet, _mark(document, sheet, alike, severity, style))
    names = {name for name, _, _ in marked}
    return [sheet.Name for sheet in sheets if sheet.isProtected() and sheet.Name in names]


def _unmark(document: Any, sheet: Any, draw: Draw) -> None:
    before = [area for found, _ in _ours(sheet) for area in found.Range.RangeAddresses]
    for found, _ in list(_ours(sheet)):
        sheet.ConditionalFormats.removeByID(found.ID)
    draw(document, sheet, before)


def _ours(sheet: Any) -> Iterator[Tuple[Any, str]]:
    for found in sheet.ConditionalFormats.getConditionalFormats():
        if found.getCount() == 1 and found.getByIndex(0).getType() == _CONDITION:
            severity = severity_of(found.getByIndex(0).Formula1)
            if severity:
                yield found, severity


def _mark(document: Any, sheet: Any, addresses: Sequence[str], severity: str, style: str) -> Any:
    """The areas that are highlighted now."""
    cells = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    for address in addresses:
        cells.addRangeAddress(sheet.getCellRangeByName(address).RangeAddress, False)
    made = sheet.ConditionalFormats.createByRange(cells)
    found = next(f for f in sheet.ConditionalFormats.getConditionalFormats() if made == f.ID)
    found.createEntry(_CONDITION, 0)
    entry = found.getByIndex(0)
    entry.Operator = _EXPRESSION
    entry.Formula1 = CONDITIONS[severity]
    entry.StyleName = style
    return cells.RangeAddresses


def drawn_anew(document: Any, sheet: Any, areas: Sequence[Any]) -> None:
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


def _by_look(
    document: Any, sheet: Any, addresses: Iterable[str], severity: str
) -> Iterator[Tuple[str, List[str]]]:
    """The cells by their own font and alignment, each group with the style that it gets.

    The style of a conditional format brings what the document's default style says of font and
    alignment, so it has to say what the cells have themselves.
    """
    groups: Dict[str, Tuple[Any, List[str]]] = {}
    for address in addresses:
        cell = sheet.getCellRangeByName(address).getCellByPosition(0, 0)
        look = cell.getPropertyValues(_LOOK)
        groups.setdefault(repr(look), (look, []))[1].append(address)
    known = document.StyleFamilies.getByName("CellStyles")
    for text, (look, alike) in groups.items():
        name = f"{STYLES[severity]} {crc32(text.encode()):08x}"
        if not known.hasByName(name):
            style = document.createInstance("com.sun.star.style.CellStyle")
            known.insertByName(name, style)
            style.setPropertyValues(_LOOK, look)
            style.CellBackColor = COLOURS[severity]
        yield name, alike


def _without_styles(document: Any) -> None:
    known = document.StyleFamilies.getByName("CellStyles")
    for name in known.ElementNames:
        if name.startswith(tuple(STYLES.values())):
            known.removeByName(name)
