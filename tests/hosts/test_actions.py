"""The buttons' actions on a workbook that is open in a real LibreOffice, reached through xlwings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from xlplan.checks.runner import check_book
from xlplan.hosts import buttons, child, remote, uno_engine
from xlplan.hosts.actions import ACTIONS
from xlplan.hosts.perform import perform
from xlplan.hosts.protocol import Outcome, Request
from xlplan.hosts.soffice import Profile
from xlplan.hosts.uno_office import running
from xlplan.workbook.dialect import renamed
from xlplan.workbook.reader import read

pytestmark = pytest.mark.host


@pytest.fixture(scope="module")
def app(office: Profile) -> Iterator[xw.App]:
    with running(office) as desktop:
        yield uno_engine.add(desktop)


@pytest.fixture
def book(
    app: xw.App, workbooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[xw.Book]:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "appdata"))
    path = tmp_path / "bao-cao.xlsx"
    original = (workbooks / "bao-cao-2023.xlsx").read_bytes()
    path.write_bytes(renamed(original, "libreoffice").data)
    opened = app.books.open(path)
    opened.sheets["KiemTra"].range("A7:H40").clear_contents()
    yield opened
    opened.close()


def saved(book: xw.Book, tmp_path: Path) -> Path:
    book.save(tmp_path / "saved.xlsx")
    return tmp_path / "saved.xlsx"


def listed(path: Path) -> list[tuple[object, ...]]:
    """Severity, place and code of KiemTra's rows."""
    sheet = read(path).sheets["KiemTra"]
    rows = range(7, max((row for row, _ in sheet.cells), default=6) + 1)
    return [tuple(sheet.value(n, c) for c in (2, 3, 7)) for n in rows if sheet.value(n, 7)]


def test_every_button_has_an_action() -> None:
    assert set(ACTIONS) == {button.action for button in buttons.BUTTONS}


def test_an_action_that_this_version_does_not_have_is_told(book: xw.Book, tmp_path: Path) -> None:
    before = listed(saved(book, tmp_path))
    told = remote.outcome(
        Request("check_everything", "libreoffice", str(saved(book, tmp_path)), "")
    )
    assert told == Outcome(told.text)
    assert told.text.startswith("Bản xlplan này không có nút «check_everything».")
    assert perform("check_everything", book).startswith("Bản xlplan này không có nút")
    assert listed(saved(book, tmp_path)) == before


def test_check_writes_links_and_undo_takes_them_back(book: xw.Book, tmp_path: Path) -> None:
    assert listed(saved(book, tmp_path)) == []
    findings = check_book(read(saved(book, tmp_path)))
    assert {"XLP701", "XLP502", "XLP303"} <= {finding.code for finding in findings}
    said = perform("check_book", book)
    assert "Tìm thấy" in said
    path = saved(book, tmp_path)
    assert listed(path) == [(f.severity.label, f"{f.sheet}!{f.cell}", f.code) for f in findings]
    link = read(path).sheets["KiemTra"].cells[(7, 3)].formula
    assert link is not None
    assert link.startswith(f"HYPERLINK(\"#'{findings[0].sheet}'!{findings[0].cell}\"")
    assert perform("undo", book) == "Đã hoàn tác: Kiểm tra."
    assert listed(saved(book, tmp_path)) == []
    assert perform("undo", book) == "Không còn gì để hoàn tác."


def test_check_of_one_sheet_lists_only_that(book: xw.Book, tmp_path: Path) -> None:
    book.sheets["ThongTin"].activate()
    assert perform("check_sheet", book) == "Không có phát hiện nào."
    book.sheets["ChiTieu"].activate()
    perform("check_sheet", book)
    places = {str(row[1]).partition("!")[0] for row in listed(saved(book, tmp_path))}
    assert places == {"ChiTieu"}


def test_next_finding_walks_over_all_cells_and_begins_again(book: xw.Book) -> None:
    assert "Kiểm tra tệp" in perform("next_finding", book)
    perform("check_book", book)
    book.sheets["KiemTra"].range("A10:H40").clear_contents()  # three are a round
    book.sheets["ThongTin"].range("A1").select()
    places = []
    for _ in range(20):
        perform("next_finding", book)
        places.append(f"{book.selection.sheet.name}!{book.selection.address}")
        if places.count(places[0]) == 2:
            break
    assert len(set(places)) == 3
    assert places[-1] == places[0]


def test_explain_tells_the_selected_cell(book: xw.Book) -> None:
    book.sheets["ChiTieu"].range("L7").select()
    assert "XLPLAN" in perform("explain_cell", book).upper()


def test_repair_turns_a_colleagues_path_into_the_plain_name(book: xw.Book, tmp_path: Path) -> None:
    formula = book.sheets["ChiTieu"].range("L7").formula
    book.sheets["ChiTieu"].range("L7").formula = formula.replace("XLPLAN.", "xlplan_")
    assert perform("repair_links", book) == "Đã sửa 1 công thức."
    formulas = [
        cell.formula
        for sheet in read(saved(book, tmp_path)).sheets.values()
        for cell in sheet.cells.values()
        if cell.formula and "xlplan" in cell.formula.lower()
    ]
    assert formulas
    assert all("XLPLAN." in formula for formula in formulas)
    assert perform("repair_links", book) == "Không có công thức nào cần sửa."
    assert perform("undo", book) == "Đã hoàn tác: Sửa liên kết hàm."
    assert "xlplan_" in book.sheets["ChiTieu"].range("L7").formula


def test_guide_is_shown(book: xw.Book) -> None:
    perform("guide", book)
    assert book.sheets.active.name == "HuongDan"


def test_a_failure_is_said_and_not_raised(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "asked", lambda *_: {}["hỏng"])
    assert "nhật ký" in perform("guide", book)
    assert book.app.impl.said[-1].startswith("Không chạy được")
