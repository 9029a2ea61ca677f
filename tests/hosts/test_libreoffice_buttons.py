"""From a click in LibreOffice's menu to the changed workbook, in the real program."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xlplan.checks.runner import check_book
from xlplan.hosts import build_oxt, soffice
from xlplan.hosts.buttons import REMOTE
from xlplan.hosts.soffice import Profile
from xlplan.hosts.uno_office import opened, properties, running
from xlplan.workbook.dialect import renamed
from xlplan.workbook.reader import read

pytestmark = pytest.mark.host
FILTER = "Calc MS Excel 2007 XML"


def test_menu_names_every_button_that_works_there() -> None:
    with zipfile.ZipFile(io.BytesIO(build_oxt.build())) as package:
        text = package.read("Addons.xcu").decode()
        names = set(package.namelist())
    ElementTree.fromstring(text)
    for action in REMOTE:
        assert text.count(f"service:org.xlplan.Buttons?{action}<") == 3
    assert {"buttons.py", "icons/check.png", "pythonpath/xlplan/hosts/places.py"} <= names


def test_a_click_checks_and_one_undo_takes_it_back(
    office: Profile, workbooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(soffice.QUIET, "XLPLAN_PYTHON", sys.executable)
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(renamed((workbooks / "bao-cao-2023.xlsx").read_bytes(), "libreoffice").data)
    with running(office) as desktop:
        document = opened(desktop, source)
        rows = document.Sheets.getByName("KiemTra").getCellRangeByName("A7:H40")
        rows.clearContents(1 | 2 | 4 | 16)
        document.storeToURL(target.as_uri(), properties(FilterName=FILTER))
        expected = [f.code for f in check_book(read(target))]
        _click(desktop, "check_book")
        codes = [row[6] for row in rows.DataArray if row[6]]
        assert codes == expected
        assert rows.getCellByPosition(2, 0).Formula.startswith("=HYPERLINK(")
        document.UndoManager.undo()
        assert not any(row[6] for row in rows.DataArray)
        _click(desktop, "check_book")
        _click(desktop, "next_finding")
        chosen = document.CurrentController.Selection
        assert f"!{_a1(chosen)}" in rows.getCellByPosition(2, 0).String
        document.close(True)


def _a1(cell: object) -> str:
    return str(cell.AbsoluteName).rpartition(".")[2].replace("$", "")  # type: ignore[attr-defined]


def _click(desktop: object, action: str) -> None:
    """What a menu entry does: asks for the service of its URL and triggers it."""
    frame = desktop.Components.createEnumeration().nextElement().CurrentController.Frame  # type: ignore[attr-defined]
    from xlplan.hosts.uno_office import uno_module

    uno = uno_module()
    url = uno.getClass("com.sun.star.util.URL")()
    url.Complete = f"service:org.xlplan.Buttons?{action}"
    dispatch = frame.queryDispatch(url, "_self", 0)
    dispatch.dispatch(url, ())
