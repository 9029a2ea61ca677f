"""What a user sees and presses: toolbar, message boxes, the dialog for a document, Esc."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clicks import Office, come
from screen import Screen

from xlplan.hosts.uno_office import properties

pytestmark = pytest.mark.host

TOOLBAR = "private:resource/toolbar/addon_org.xlplan.toolbar"
LABEL = 86  # com.sun.star.accessibility.AccessibleRole.STATIC


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
        toolkit = self.document.CurrentController.Frame.ContainerWindow.Toolkit
        tops = [toolkit.getTopWindow(n) for n in range(toolkit.TopWindowCount)]
        (found,) = [
            top.AccessibleContext
            for top in tops
            if top.AccessibleContext and top.AccessibleContext.AccessibleName == "xlplan"
        ]
        parts = [
            found.getAccessibleChild(n).AccessibleContext for n in range(found.AccessibleChildCount)
        ]
        (text,) = [part.AccessibleName for part in parts if part.AccessibleRole == LABEL]
        self.screen.press(number, "Return")
        self.screen.gone(number)
        return str(text)


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
    working.join(60)
    assert calc.cell("KiemTra", "G7").String.startswith("XLP")


def test_the_dialog_chooses_a_document(calc: Window, tmp_path: Path) -> None:
    text = tmp_path / "van-ban.txt"
    text.write_text("Tổng doanh thu đạt 999.999 triệu đồng, bằng 95% kế hoạch.", encoding="utf-8")
    working = calc.press("review_text")
    calc.screen.choose(str(text))
    assert calc.box().startswith("van-ban.txt: đã soát")
    working.join(60)


def test_a_cancelled_dialog_says_nothing(calc: Window) -> None:
    heard = calc.said()
    working = calc.press("review_text")
    calc.screen.press(calc.screen.window("^(Open|Mở)$"), "Escape")
    working.join(60)
    assert not working.is_alive()
    assert calc.said() == heard


def test_escape_stops_the_work(calc: Window, never_ending: Path) -> None:
    working = calc.press("check_book")
    come(never_ending)
    calc.screen.press(calc.screen.window("LibreOffice Calc$"), "Escape")
    assert calc.box().startswith("Đã dừng theo yêu cầu")
    working.join(60)
    assert not calc.document.isModified()
