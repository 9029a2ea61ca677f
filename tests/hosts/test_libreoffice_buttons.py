"""From a click in LibreOffice's menu to the changed workbook, in the real program."""

from __future__ import annotations

import io
import os
import re
import threading
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from clicks import Office, clipboard, come, highlighted
from shared import Shared

import xlplan
from xlplan import cli
from xlplan.checks.runner import check_book
from xlplan.hosts import build_oxt, uno_marks
from xlplan.hosts.buttons import BUTTONS
from xlplan.hosts.uno_office import opened, properties
from xlplan.workbook.reader import read

pytestmark = pytest.mark.host


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


def test_a_step_on_the_sheet_that_is_shown_is_taken_back_and_made_again(calc: Office) -> None:
    undo = calc.document.UndoManager
    undo.clear()
    calc.click("check_book")
    calc.click("next_finding")  # now the sheet with the highlights is shown
    marked = highlighted(calc.document)
    calc.click("clear_marks")
    steps = ("xlplan: Bỏ tô", "xlplan: Kiểm tra")
    assert undo.AllUndoActionTitles == steps
    assert calc.click("undo") == "Đã hoàn tác: Bỏ tô."
    assert highlighted(calc.document) == marked
    assert calc.click("undo") == "Đã hoàn tác: Kiểm tra."
    assert highlighted(calc.document) == set()
    assert (undo.AllUndoActionTitles, undo.AllRedoActionTitles) == ((), steps[::-1])
    undo.redo()
    assert highlighted(calc.document) == marked
    calc.cell("ChiTieu", "AB30").String = "sau đó"
    assert len(undo.AllUndoActionTitles) == 2


def test_saving_by_libreoffice_makes_no_finding(calc: Office, source: Path, tmp_path: Path) -> None:
    """It saves numbers with 15 digits, which no rating may hang on (95% of the plan exactly)."""
    before = [(f.code, f.sheet, f.cell) for f in check_book(read(source))]
    after = [(f.code, f.sheet, f.cell) for f in check_book(read(calc.saved(tmp_path / "b.xlsx")))]
    assert after == before


def test_next_finding_is_selected(calc: Office) -> None:
    calc.click("check_book")
    calc.click("next_finding")
    address = calc.document.CurrentController.Selection.AbsoluteName.rpartition(".")[2]
    assert calc.cell("KiemTra", "C7").String.endswith("!" + address.replace("$", ""))


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


def test_work_is_stopped(calc: Office, never_ending: Path) -> None:
    """A second click while the first is at work, as the program goes on taking events."""
    calc.document.setModified(False)
    before = calc.cell("KiemTra", "A1:H60").DataArray
    heard = len(calc.said())
    worker = threading.Thread(target=calc.dispatch("check_book"))
    worker.start()
    process = int(come(never_ending).read_text())
    calc.dispatch("stop")()
    worker.join(180)
    assert "Đã dừng" in calc.said()[heard:]
    assert calc.cell("KiemTra", "A1:H60").DataArray == before
    assert not calc.document.isModified()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_leaders_page_stands_beside_the_workbook(calc: Office, source: Path) -> None:
    target = source.with_suffix(".html")
    assert calc.click("report") == f"Đã lập trang báo cáo: {target}"
    page = target.read_text(encoding="utf-8")
    assert "113.298" in page
    calc.cell("ChiTieu", "G7").Value = 120000
    calc.click("report")
    assert "120.000" in target.read_text(encoding="utf-8")


def test_help_is_shown_and_a_figure_explained(calc: Office) -> None:
    controller = calc.document.CurrentController
    calc.click("list_functions")
    assert controller.ActiveSheet.Name == "HuongDan"
    assert controller.Selection.String.startswith("XLPLAN_")
    calc.click("guide")
    assert controller.Selection.AbsoluteName == "$HuongDan.$A$1"
    controller.select(calc.cell("ChiTieu", "L7"))
    told = calc.click("explain_cell")
    assert "XLPLAN_ATTAINMENT" in told.upper().replace(".", "_")
    assert "I7" in told


def test_one_sheet_is_checked_alone(calc: Office) -> None:
    controller = calc.document.CurrentController
    controller.select(calc.cell("ChiTieu", "A1"))
    calc.click("check_sheet")
    rows = [row for row in calc.cell("KiemTra", "A7:H40").DataArray if row[6]]
    assert rows
    assert {row[2].partition("!")[0] for row in rows} == {"ChiTieu"}


@pytest.mark.parametrize("action", ["changes", "sync", "report", "for_excel"])
def test_a_workbook_that_was_never_saved_is_told_so(
    running_office: tuple[Any, Path], action: str
) -> None:
    desktop, appdata = running_office
    hidden = properties(Hidden=True)
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden)
    said = Office(desktop, appdata).click(action)
    document.close(True)
    assert said.startswith("Tệp chưa được lưu trên máy này lần nào.")
