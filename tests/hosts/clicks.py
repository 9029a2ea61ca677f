"""LibreOffice as a user has it: one workbook open, the entries of our menu to click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from screen import PATIENCE, come_true

from xlplan.formulas.references import from_a1, to_a1
from xlplan.hosts import uno_marks
from xlplan.hosts.uno_office import properties, uno_module

FILTER = "Calc MS Excel 2007 XML"


class Office:
    """LibreOffice with one workbook open, as a user has it."""

    def __init__(self, desktop: Any, appdata: Path) -> None:
        self.desktop, self.log = desktop, appdata / "xlplan" / "xlplan.log"

    @property
    def document(self) -> Any:
        return self.desktop.Components.createEnumeration().nextElement()

    def cell(self, sheet: str, address: str) -> Any:
        return self.document.Sheets.getByName(sheet).getCellRangeByName(address)

    def dispatch(self, action: str) -> Callable[[], None]:
        """What a menu entry does."""
        url = uno_module().getClass("com.sun.star.util.URL")()
        url.Complete = f"service:org.xlplan.Buttons?{action}"
        found = self.document.CurrentController.Frame.queryDispatch(url, "_self", 0)
        return lambda: found.dispatch(url, ())

    def click(self, action: str) -> str:
        """Clicks the menu entry; what it said."""
        before = self.said()
        self.dispatch(action)()
        return self.said()[len(before) :][len("2026-01-01 00:00:00 ") :].strip()

    def said(self) -> str:
        """The log, where texts go when no window can show them."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def saved(self, path: Path) -> Path:
        self.document.storeToURL(path.as_uri(), properties(FilterName=FILTER))
        return path


def clipboard(calc: Office) -> str:
    toolkit = calc.document.CurrentController.Frame.ContainerWindow.Toolkit
    contents = toolkit.getClipboard("").getContents()
    return str(contents.getTransferData(contents.getTransferDataFlavors()[0]))


def highlighted(document: Any) -> set[tuple[str, str]]:
    """The single cells that are highlighted."""
    found = set()
    for sheet, address, _ in uno_marks.shown(document):
        (top, left), (bottom, right) = map(from_a1, (address.split(":") * 2)[:2])
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        found |= {(sheet, to_a1(row, column)) for row in rows for column in columns}
    return found


def come(path: Path) -> Path:
    """The file, waited for."""
    assert come_true(path.exists, PATIENCE), f"{path} did not come"
    return path
