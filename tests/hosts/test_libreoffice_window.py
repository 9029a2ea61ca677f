"""What a user sees and presses: toolbar, message boxes, the dialog for a document, Esc."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from clicks import Office, come
from screen import PATIENCE, Screen, come_true

from xlplan.hosts.uno_office import properties

pytestmark = pytest.mark.host

TOOLBAR = "private:resource/toolbar/addon_org.xlplan.toolbar"
DIALOG = "Open"  # LibreOffice has no translation in the tests
# of com.sun.star.accessibility.AccessibleRole
LABEL, TEXT, TABLE = 86, 60, 58


class Window(Office):
    """LibreOffice in a window, one workbook open."""

    def __init__(self, screen: Screen, desktop: Any, appdata: Path) -> None:
        super().__init__(desktop, appdata)
        self.screen = screen

    def press(self, action: str) -> threading.Thread:
        """Clicks a menu entry, which takes as long as its boxes are open."""
        thread = threading.Thread(target=self.dispatch(action))
        thread.start()
        return thread

    def box(self) -> str:
        """The text of the message box that comes; it is closed by its button's key."""
        number = self.screen.window("^xlplan$")
        assert come_true(lambda: bool(self._texts()), PATIENCE), "a box with no text"
        (text,) = self._texts()
        self.screen.close(number, "Return")
        return text

    def _texts(self) -> list[str]:
        found = self._parts("xlplan")
        return [str(part.AccessibleName) for part in found if part.AccessibleRole == LABEL]

    def choose(self, path: str) -> None:
        """Types a path into the dialog for a file, and its button's key when all of it is there."""
        dialog = self.screen.window(f"^{DIALOG}$")
        typed = partial(self._typed, path)
        for attempt in range(6):
            self.screen.press(dialog, "ctrl+a")
            self.screen.write(dialog, path)
            if come_true(typed, 4 * 2**attempt):  # lost, or only late where much else is done
                break
        assert typed(), "the dialog does not take a path"
        self.screen.close(dialog, "Return")

    def _typed(self, path: str) -> bool:
        found = [part for part in self._parts(DIALOG) if part.AccessibleRole == TEXT]
        return path in [part.getText() for part in found]

    def _parts(self, title: str) -> list[Any]:
        """What the window of that title consists of, down to its fields."""
        toolkit = self.document.CurrentController.Frame.ContainerWindow.Toolkit
        tops = [toolkit.getTopWindow(n) for n in range(toolkit.TopWindowCount)]
        found = [top.AccessibleContext for top in tops if top.AccessibleContext]
        found = [context for context in found if context.AccessibleName == title]
        for part in found:
            if part.AccessibleRole != TABLE and "Browse" not in part.ImplementationName:
                count = part.AccessibleChildCount
                found += [part.getAccessibleChild(n).AccessibleContext for n in range(count)]
        return found


@pytest.fixture
def calc(window: tuple[Screen, Any, Path], source: Path) -> Iterator[Window]:
    screen, desktop, appdata = window
    document = desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, properties())
    yield Window(screen, desktop, appdata)
    document.setModified(False)
    document.close(True)


def test_the_toolbar_stands_below_the_others(calc: Window) -> None:
    layout = calc.document.CurrentController.Frame.LayoutManager
    assert layout.isElementVisible(TOOLBAR)
    assert layout.isElementDocked(TOOLBAR)
    rows = {
        bar.ResourceURL: layout.getElementPos(bar.ResourceURL).Y
        for bar in layout.Elements
        if bar.ResourceURL.startswith("private:resource/toolbar/")
        and layout.isElementVisible(bar.ResourceURL)
    }
    assert rows[TOOLBAR] == max(rows.values())


def test_a_message_box_tells_the_result(calc: Window) -> None:
    working = calc.press("check_book")
    assert calc.box().startswith("Tìm thấy 4 ghi chú, 1 cảnh báo, 2 lỗi.")
    working.join(PATIENCE)
    assert calc.cell("KiemTra", "G7").String.startswith("XLP")


def test_the_dialog_chooses_a_document(calc: Window, tmp_path: Path) -> None:
    text = tmp_path / "van-ban.txt"
    text.write_text("Tổng doanh thu đạt 999.999 triệu đồng, bằng 95% kế hoạch.", encoding="utf-8")
    working = calc.press("review_text")
    calc.choose(str(text))
    assert calc.box().startswith("van-ban.txt: đã soát")
    working.join(PATIENCE)


def test_a_cancelled_dialog_says_nothing(calc: Window) -> None:
    heard = calc.said()
    working = calc.press("review_text")
    calc.screen.close(calc.screen.window(f"^{DIALOG}$"), "Escape")
    working.join(PATIENCE)
    assert not working.is_alive()
    assert calc.said() == heard


def test_escape_stops_the_work(calc: Window, never_ending: Path) -> None:
    working = calc.press("check_book")
    come(never_ending)
    book = calc.screen.window("LibreOffice Calc$")
    calc.screen.press_until(book, "Escape", lambda: bool(calc.screen.windows("^xlplan$")))
    assert calc.box().startswith("Đã dừng theo yêu cầu")
    working.join(PATIENCE)
    assert not calc.document.isModified()
