"""An xlwings engine over LibreOffice: what the actions use of books, sheets, ranges, values.

`xw.engines.add` takes it without a licence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings

from xlplan.hosts.uno_cells import Range, Sheets
from xlplan.hosts.uno_office import opened, properties

NAME = "libreoffice"
_FILTER = "Calc MS Excel 2007 XML"
_EPOCH = dt.datetime(1899, 12, 30)


class Engine:
    """The engine for one running LibreOffice (its desktop)."""

    name, type = NAME, "desktop"

    def __init__(self, desktop: Any) -> None:
        self.app = App(self, desktop)
        self.apps = Apps(self.app)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """A value as LibreOffice takes it; dates become serial numbers."""
        if isinstance(value, dt.datetime):
            return (value - _EPOCH).total_seconds() / 86400
        if isinstance(value, bool | int):
            return float(value)
        return "" if value is None else value

    @staticmethod
    def clean_value_data(
        data: Any, dates: Any, empty_as: Any, numbers: Any, err_to_str: bool
    ) -> list[list[Any]]:
        """Values as Python gets them: a blank as `empty_as`, an error as None."""
        made = numbers or (lambda number: number)
        return [
            [
                empty_as if cell in ("", None) else made(cell) if isinstance(cell, float) else cell
                for cell in row
            ]
            for row in data
        ]


class Apps:
    """The one LibreOffice."""

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        """Its number."""
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app


class App:
    """LibreOffice. Headless, nobody would see a box: `said` keeps what `alert` was asked to show,
    `to_choose` holds the files that are chosen when one is asked for."""

    pid = 1
    screen_updating = True

    def __init__(self, engine: Engine, desktop: Any) -> None:
        self.engine, self.desktop = engine, desktop
        self.status_bar: Any = False
        self.said: list[str] = []
        self.to_choose: list[str] = []
        self.opened: list[Book] = []

    @property
    def api(self) -> Any:
        """Excel's application, as far as the actions need it: its dialog for a file."""
        return self

    def GetOpenFilename(self, FileFilter: str, Title: str) -> str | bool:
        """The next file of `to_choose`; False, as from Excel, when there is none."""
        return self.to_choose.pop(0) if self.to_choose else False

    @property
    def books(self) -> Books:
        """The open workbooks."""
        return Books(self)

    @property
    def selection(self) -> Range | None:
        """The selected cells of the first book."""
        book = self.opened[0]
        chosen = book.selected or book.api.CurrentController.Selection
        return Range(book.sheets.active, chosen.RangeAddress)

    def activate(self, steal_focus: bool = False) -> None:
        """Nothing: it has no window."""

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: str) -> str:
        """Keeps the text; the answer is always ok."""
        self.said.append(prompt)
        return "ok"


class Books:
    """The workbooks that were opened through the engine."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        """The first one."""
        return self.app.opened[0]

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        """Opens a file; its macros don't run."""
        book = Book(self.app, opened(self.app.desktop, Path(fullname)), Path(fullname))
        self.app.opened.insert(0, book)
        return book

    def __len__(self) -> int:
        return len(self.app.opened)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.app.opened)

    def __call__(self, name_or_index: Any) -> Book:
        if isinstance(name_or_index, int):
            return self.app.opened[name_or_index - 1]
        for book in self.app.opened:
            if name_or_index in (book.name, book.fullname):
                return book
        raise KeyError(name_or_index)


class Book:
    """One open workbook."""

    def __init__(self, app: App, document: Any, path: Path) -> None:
        self.app, self.document, self.path = app, document, path
        self.selected: Any = None
        self.current = document.Sheets.getByIndex(0)

    @property
    def api(self) -> Any:
        """The document, and Excel's way of saving a copy."""
        return _Document(self.document)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def fullname(self) -> str:
        """The file's path."""
        return str(self.path)

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    def activate(self) -> None:
        """Nothing: it has no window."""

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Saves as xlsx, over its own file when no path is given."""
        self.document.storeToURL(
            Path(path or self.path).resolve().as_uri(), properties(FilterName=_FILTER)
        )

    def close(self) -> None:
        """Closes without saving."""
        self.app.opened.remove(self)
        self.document.close(True)


class _Document:
    """A document with the one method of Excel's workbook that the actions need."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __getattr__(self, name: str) -> Any:
        return getattr(self._document, name)

    def SaveCopyAs(self, path: str) -> None:
        """Saves a copy as xlsx; the document stays what it is."""
        self._document.storeToURL(Path(path).resolve().as_uri(), properties(FilterName=_FILTER))


def add(desktop: Any) -> xlwings.App:
    """Makes the engine known to xlwings; LibreOffice as an xlwings App, the active one."""
    engine = Engine(desktop)
    known = xlwings.Engine(impl=engine)
    xlwings.engines.add(known)
    known.activate()
    return xlwings.App(impl=engine.app)
