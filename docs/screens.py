"""Takes the pictures of LibreOffice for docs/vi/cai-dat.md; `make screens`, then look at them.

The real program in a fresh profile, Vietnamese, on a screen of its own. Needs beside LibreOffice:
libreoffice-gtk3, libreoffice-l10n-vi, xvfb, xdotool, openbox, imagemagick.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "hosts")]

from clicks import Office  # noqa: E402
from screen import Screen, shown  # noqa: E402

from xlplan.hosts import build_oxt  # noqa: E402
from xlplan.hosts.soffice import Profile  # noqa: E402
from xlplan.hosts.uno_office import service, started  # noqa: E402
from xlplan.workbook.dialect import renamed  # noqa: E402

TARGET = ROOT / "docs" / "pictures" / "libreoffice"
WHOLE = "1280x760+0+0"
PARTS = {
    "go-ham": "960x340+0+0", "ket-qua": "960x340+0+0", "tro-ly-ham": "780x670+280+70",
    "phan-bo-tro": "600x470+335+90", "trinh-don": "1280x520+0+0",
    "to-mau": "900x560+0+190",
}  # fmt: skip
"""What of the screen a picture shows; all of it where it is not named here."""

_SETTINGS = (
    ("Setup/L10N", "ooSetupSystemLocale", "vi-VN"),
    ("Office.Linguistic/General", "UILocale", "vi"),
    ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("Setup/Product", "ooSetupLastVersion", "7.4"),
    ("Setup/Product", "LastTimeGetInvolvedShown", "9999999999"),
    ("Setup/Product", "LastTimeDonateShown", "9999999999"),
)
"""Vietnamese, and no greetings."""


def profile(folder: Path) -> Profile:
    """A fresh profile with the add-in."""
    made = Profile(folder / "profile")
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in _SETTINGS
    )
    (made.folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
        f'xmlns:oor="http://openoffice.org/2001/registry">\n{items}</oor:items>\n'
    )
    package = folder / build_oxt.NAME
    package.write_bytes(build_oxt.build())
    made.install(package)
    return made


class Camera(Office):
    """LibreOffice on its screen, and pictures of it."""

    def __init__(self, context: Any, screen: Screen, appdata: Path) -> None:
        super().__init__(service(context, "com.sun.star.frame.Desktop"), appdata)
        self.context, self.screen = context, screen

    def open(self, url: str) -> None:
        """One document, in a window as large as the screen."""
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, ())
        window = document.CurrentController.Frame.ContainerWindow
        time.sleep(3)
        window.IsMaximized = True
        window.setFocus()
        time.sleep(1)

    def close(self) -> None:
        """Closes it without asking."""
        document = self.document
        document.setModified(False)
        document.close(True)

    def start(self, url: str) -> None:
        """A command or button that takes as long as its window is open."""
        self.screen.do("mousemove", 900, 700)
        run = self.dispatch(url) if ":" not in url else partial(self._command, url)
        threading.Thread(target=run, daemon=True).start()

    def _command(self, url: str) -> None:
        frame = self.document.CurrentController.Frame
        helper = service(self.context, "com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(frame, url, "", 0, ())

    def take(self, name: str) -> None:
        """The picture of that name, when the window has come to rest."""
        time.sleep(2)
        path = TARGET / f"{name}.png"
        self.screen.picture(path)
        part = PARTS.get(name, WHOLE)
        subprocess.run(
            ["convert", str(path), "-crop", part, "+repage", "+dither", "-colors", "128", "-strip",
             f"png8:{path}"], check=True,
        )  # fmt: skip


def first_function(calc: Camera) -> None:
    """Typed into a cell, its result, and what the function wizard says of it."""
    calc.open("private:factory/scalc")
    sheet = calc.document.Sheets.getByIndex(0)
    sheet.getCellRangeByName("A1:D2").DataArray = (
        ("Chỉ tiêu", "Kế hoạch", "Thực hiện", "% hoàn thành"),
        ("Tổng doanh thu", 119261.0, 113298.0, ""),
    )
    for column, width in ((0, 4200), (3, 3600)):
        sheet.Columns.getByIndex(column).Width = width
    cell = sheet.getCellRangeByName("D2")
    calc.document.CurrentController.select(cell)
    calc.screen.do("type", "--delay", 100, "=XLPLAN.HTKH(C2;B2)")
    calc.take("go-ham")
    calc.screen.do("key", "Return")
    calc.take("ket-qua")
    calc.document.CurrentController.select(cell)
    calc.start(".uno:FunctionDialog")
    calc.take("tro-ly-ham")
    calc.screen.do("key", "Escape")
    time.sleep(1)
    calc.close()


def first_check(calc: Camera, path: Path) -> None:
    """The menu, the message, the findings, a highlighted cell with its remedy."""
    calc.open(path.as_uri())
    controller = calc.document.CurrentController
    controller.setActiveSheet(calc.document.Sheets.getByName("ChiTieu"))
    calc.screen.do("key", "alt+k")
    calc.take("trinh-don")
    calc.screen.do("key", "Escape", "Escape")
    calc.start("check_book")
    calc.screen.window("^xlplan$")
    calc.take("kiem-tra")
    calc.screen.do("key", "Return")
    controller.setActiveSheet(calc.document.Sheets.getByName("KiemTra"))
    calc.take("ket-qua-kiem-tra")
    for _ in range(3):
        calc.start("next_finding")
        calc.screen.window("^xlplan$")
        time.sleep(1)
        calc.screen.do("key", "Return")
        time.sleep(1)
    calc.start("next_finding")
    calc.screen.window("^xlplan$")
    calc.take("loi-tiep-theo")
    calc.screen.do("key", "Return")
    time.sleep(1)
    controller.select(calc.cell("ChiTieu", "A1"))
    calc.take("to-mau")
    calc.start("service:com.sun.star.deployment.ui.PackageManagerDialog")
    calc.take("phan-bo-tro")
    calc.screen.press(calc.screen.window("Bộ Quản Lý"), "Escape")
    time.sleep(1)
    calc.close()


def main() -> None:
    """All of them into docs/pictures/libreoffice."""
    TARGET.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="xlplan-", ignore_cleanup_errors=True) as name,
        shown(looks="gtk3", manager="openbox") as screen,
    ):
        folder = Path(name)
        path = folder / "bao-cao-2023.xlsx"
        source = (ROOT / "workbooks" / path.name).read_bytes()
        path.write_bytes(renamed(source, "libreoffice").data)
        environment = {
            **screen.environment, "HOME": name, "LOCALAPPDATA": name,
            "XLPLAN_PYTHON": sys.executable,
        }  # fmt: skip
        with started(profile(folder), (), environment) as context:
            calc = Camera(context, screen, folder)
            first_function(calc)
            first_check(calc, path)


if __name__ == "__main__":
    main()
