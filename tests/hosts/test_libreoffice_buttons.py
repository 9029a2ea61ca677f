"""From a click in LibreOffice's menu to the changed workbook, in the real program."""

from __future__ import annotations

import io
import re
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from shared import Shared

import xlplan
from xlplan import cli
from xlplan.checks.runner import check_book
from xlplan.formulas.references import from_a1, to_a1
from xlplan.hosts import build_oxt, soffice, uno_marks
from xlplan.hosts.buttons import BUTTONS
from xlplan.hosts.soffice import Profile
from xlplan.hosts.uno_office import opened, properties, running, uno_module
from xlplan.workbook.dialect import renamed
from xlplan.workbook.reader import read

pytestmark = pytest.mark.host
FILTER = "Calc MS Excel 2007 XML"


def test_menu_names_every_button_of_libreoffice() -> None:
    with zipfile.ZipFile(io.BytesIO(build_oxt.build())) as package:
        text = package.read("Addons.xcu").decode()
        names = set(package.namelist())
    ElementTree.fromstring(text)
    shown = [button for button in BUTTONS if "libreoffice" in button.hosts]
    assert {"sync", "undo", "report", "status", "repair_links", "for_excel"} <= {
        button.action for button in shown
    }
    for button in shown:
        assert text.count(f"service:org.xlplan.Buttons?{button.action}<") == 3
        assert f"icons/{button.icon}.png" in names
    assert {"buttons.py", "pythonpath/xlplan/hosts/places.py"} <= names


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


@pytest.fixture(scope="module")
def running_office(
    office: Profile, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, Path]]:
    appdata = tmp_path_factory.mktemp("appdata")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(soffice.QUIET, "XLPLAN_PYTHON", sys.executable)
        patch.setitem(soffice.QUIET, "LOCALAPPDATA", str(appdata))
        with running(office) as desktop:
            yield desktop, appdata


@pytest.fixture
def source(workbooks: Path, tmp_path: Path) -> Path:
    path = tmp_path / "bao-cao.xlsx"
    path.write_bytes(renamed((workbooks / "bao-cao-2023.xlsx").read_bytes(), "libreoffice").data)
    return path


@pytest.fixture
def calc(running_office: tuple[Any, Path], source: Path) -> Iterator[Office]:
    desktop, appdata = running_office
    opened(desktop, source).Sheets.getByName("KiemTra").getCellRangeByName("A7:H40").clearContents(
        1 | 2 | 4 | 16
    )
    found = Office(desktop, appdata)
    yield found
    found.document.setModified(False)
    found.document.close(True)


def highlighted(document: Any) -> set[tuple[str, str]]:
    """The single cells that are highlighted."""
    found = set()
    for sheet, address, _ in uno_marks.shown(document):
        (top, left), (bottom, right) = map(from_a1, (address.split(":") * 2)[:2])
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        found |= {(sheet, to_a1(row, column)) for row in rows for column in columns}
    return found


def test_a_click_checks_and_one_undo_takes_it_back(calc: Office, tmp_path: Path) -> None:
    expected = check_book(read(calc.saved(tmp_path / "b.xlsx")))
    assert "Tìm thấy" in calc.click("check_book")
    rows = calc.cell("KiemTra", "A7:H40")
    assert [row[6] for row in rows.DataArray if row[6]] == [f.code for f in expected]
    assert calc.cell("KiemTra", "C7").Formula.startswith("=HYPERLINK(")
    marked = [(f.sheet, f.cell) for f in expected if not f.explained and f.cell]
    assert highlighted(calc.document) == set(marked)
    calc.document.UndoManager.undo()
    assert not any(row[6] for row in rows.DataArray)
    assert uno_marks.shown(calc.document) == []
    calc.document.UndoManager.redo()
    assert highlighted(calc.document) == set(marked)
    assert calc.click("undo") == "Đã hoàn tác: Kiểm tra."
    assert uno_marks.shown(calc.document) == []


def test_next_finding_is_selected(calc: Office) -> None:
    calc.click("check_book")
    calc.click("next_finding")
    address = calc.document.CurrentController.Selection.AbsoluteName.rpartition(".")[2]
    assert calc.cell("KiemTra", "C7").String.endswith("!" + address.replace("$", ""))


def clipboard(calc: Office) -> str:
    toolkit = calc.document.CurrentController.Frame.ContainerWindow.Toolkit
    contents = toolkit.getClipboard("").getContents()
    return str(contents.getTransferData(contents.getTransferDataFlavors()[0]))


def test_the_paragraph_is_on_the_page_and_on_the_clipboard(
    calc: Office, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["report", str(source), "--format", "text"])
    expected = capsys.readouterr().out.strip()
    written = calc.document.NamedRanges.getByName("BaoCao_DoanVan").getReferredCells()
    cell = written.getCellByPosition(0, 0)
    before = cell.String
    calc.cell("ChiTieu", "G7").Value += 1000
    cli.main(["report", str(calc.saved(tmp_path / "b.xlsx")), "--format", "text"])
    changed = capsys.readouterr().out.strip()
    assert before == expected != changed
    assert "ghi vào trang BaoCao" in calc.click("paragraph")
    assert clipboard(calc) == cell.String == changed
    assert calc.click("undo") == "Đã hoàn tác: Đoạn văn."
    assert cell.String == before


def test_own_words_on_the_page_are_kept(calc: Office) -> None:
    written = calc.document.NamedRanges.getByName("BaoCao_DoanVan").getReferredCells()
    cell = written.getCellByPosition(0, 0)
    cell.String = "Lời của người viết."
    assert "sửa tay nên giữ nguyên" in calc.click("paragraph")
    assert cell.String == "Lời của người viết."
    assert "triệu đồng" in clipboard(calc)


def test_a_sync_reaches_the_workbook_and_is_taken_back(
    running_office: tuple[Any, Path], shared: Shared
) -> None:
    """The workbook is closed for it and open again afterwards, with what was got."""
    desktop, appdata = running_office
    opened(desktop, shared.path)
    calc = Office(desktop, appdata)
    before = shared.path.read_bytes()
    assert "sẽ gửi 0, nhận 1 thay đổi" in calc.click("changes")
    assert shared.path.read_bytes() == before
    assert "đã gửi 0, nhận 1 thay đổi" in calc.click("sync")
    assert calc.cell(shared.sheet, shared.cell).String == shared.new
    assert Path(calc.document.URL.removeprefix("file://")) == shared.path
    calc.cell(shared.sheet, "B9").String = "sửa sau khi đồng bộ"
    assert "sửa ở 1 ô sau lần đồng bộ" in calc.click("undo")
    calc.document.UndoManager.undo()
    assert calc.click("undo").startswith("Đã hoàn tác: Đồng bộ.")
    assert calc.cell(shared.sheet, shared.cell).String == shared.old
    assert shared.path.read_bytes() == before
    calc.document.close(True)


def test_a_workbook_of_excels_calculates_and_goes_back_as_a_copy(
    running_office: tuple[Any, Path], workbooks: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cua-excel.xlsx"
    path.write_bytes((workbooks / "bao-cao-2023.xlsx").read_bytes())
    desktop, appdata = running_office
    document = opened(desktop, path)
    calc = Office(desktop, appdata)
    document.calculateAll()
    assert calc.cell("ChiTieu", "L7").getError()
    assert re.fullmatch(r"Đã sửa \d\d+ công thức\.", calc.click("from_excel"))
    assert calc.cell("ChiTieu", "L7").Formula == '=IF(OR(I7="";E7="");"";XLPLAN.ATTAINMENT(I7;E7))'
    assert calc.cell("ChiTieu", "L7").Value == pytest.approx(113298 / 119261, rel=1e-3)
    target = tmp_path / "cua-excel-excel.xlsx"
    assert str(target) in calc.click("for_excel")
    ours = [
        cell.formula
        for sheet in read(target).sheets.values()
        for cell in sheet.cells.values()
        if cell.formula and "xlplan" in cell.formula.lower()
    ]
    assert len(ours) > 50
    assert all("XLPLAN_" in text and "XLPLAN." not in text for text in ours)
    document.close(True)


def test_a_text_is_reviewed(calc: Office, tmp_path: Path) -> None:
    text = tmp_path / "van-ban.txt"
    text.write_text("Tổng doanh thu đạt 999.999 triệu đồng, bằng 95% kế hoạch.", encoding="utf-8")
    said = calc.click(f"review_text|{text}")
    assert said.startswith("van-ban.txt: đã soát")
    assert "\n1. " in said


def test_status_tells_every_link(calc: Office) -> None:
    lines = calc.click("status").splitlines()
    assert [line.partition(" ")[0] for line in lines[:2]] == ["được", "được"]
    assert f"bản {xlplan.__version__}" in lines[1]


def test_work_is_shown_and_stopped(calc: Office) -> None:
    """A second click while the first is at work, as the program goes on taking events."""
    calc.document.setModified(False)
    before = calc.cell("KiemTra", "A1:H60").DataArray
    heard = len(calc.said())
    click, stop = calc.dispatch("check_book"), calc.dispatch("stop")
    worker = threading.Thread(target=click)
    worker.start()
    deadline = time.monotonic() + 20
    while worker.is_alive() and time.monotonic() < deadline:
        stop()
        time.sleep(0.05)
    worker.join()
    assert "Đã dừng" in calc.said()[heard:]
    assert calc.cell("KiemTra", "A1:H60").DataArray == before
    assert not calc.document.isModified()
