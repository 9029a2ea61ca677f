"""The add-in in a real LibreOffice: from the built package to values in saved cells."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from xlplan.functions.call import call
from xlplan.functions.catalogue import CATALOGUE, LIST, Function
from xlplan.functions.values import Error
from xlplan.hosts import build_oxt, libreoffice, libreoffice_setup, places, soffice
from xlplan.hosts.soffice import Profile

pytestmark = pytest.mark.host

SINGLE = {
    "XLPLAN.ATTAINMENT(A1,A2)": 1.21,
    "XLPLAN.HTKH(A1,0)": "#DIV/0!",
    "XLPLAN.HTKH(A1,-1)": "#N/A",
    "XLPLAN.HTKH(A3,A2)": 0,  # LibreOffice hands a blank single cell over as 0
    "XLPLAN.HTKH(A3:A3,A2)": None,
    "XLPLAN.HTKH(A4,A2)": "#VALUE!",
    "XLPLAN.HTKH(A5,A2)": "#DIV/0!",
    "XLPLAN.HTKH(A6,A2)": 0.01,
    "XLPLAN.HTKH(1)": "#VALUE!",
    "XLPLAN.YTD(A1:A3,2)": 221,
    "XLPLAN.YTD(A1:A3,3)": None,
    'XLPLAN.YTD(A1:A3,2,"last")': 100,
    "XLPLAN.KHSUY(A1,0.95,,-1)": 121 / 0.955,
    "XLPLAN.DOCTIEN(1005)": "Một nghìn không trăm linh năm đồng",
    'XLPLAN.DANHGIA(XLPLAN.HTKH(A1,A2))="Đạt"': True,
    'XLPLAN.HTKH(A3:A3,A2)=""': True,
    "ERROR.TYPE(XLPLAN.HTKH(A1,0))": 2,
    'IFERROR(XLPLAN.HTKH(A1,0),"lỗi")': "lỗi",
    "SUM(XLPLAN.HTKH(A1:A2,A2))": 2.21,
    "SUMPRODUCT((XLPLAN.HTKH(A1:A2,A2)>1)*1)": 1,
}
ARRAYS = {
    "E": ("XLPLAN.HTKH(A1:A3,A2)", [1.21, 1, None]),
    "F": ("XLPLAN.LAMTRON(A1:A3,7)", [126, 98, None]),
    "G": ("XLPLAN.HTKH(A1,H1:H3)", ["#DIV/0!", "#N/A", 121]),
}


def test_every_kind_of_value_through_cells(office: Profile, tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row, value in enumerate([121, 100, None, "chữ", "=1/0", True], 1):
        sheet.cell(row, 1, value)
    for row, value in enumerate([0, -1, 1], 1):
        sheet.cell(row, 8, value)
    for row, formula in enumerate(SINGLE, 1):
        sheet.cell(row, 3, f"={formula}")
    for column, (formula, _) in ARRAYS.items():
        sheet[f"{column}1"] = ArrayFormula(f"{column}1:{column}3", f"={formula}")
    book.save(source)
    result = office.convert(source, tmp_path / "out")
    values = openpyxl.load_workbook(result, data_only=True).active
    formulas = openpyxl.load_workbook(result).active
    for row, (formula, expected) in enumerate(SINGLE.items(), 1):
        value = values.cell(row, 3).value
        near = pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected
        assert value == near, formula
        assert formulas.cell(row, 3).value == f"={formula}"
    for column, (formula, expected) in ARRAYS.items():
        assert [values[f"{column}{row}"].value for row in (1, 2, 3)] == expected, formula


@pytest.mark.usefixtures("soffice")
def test_install_status_remove(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "appdata"))
    options = Profile(tmp_path).options
    assert [link.good for link in libreoffice_setup.status(options)] == [True, False, False]
    libreoffice_setup.install(options)
    assert all(link.good for link in libreoffice_setup.status(options))
    libreoffice_setup.remove(options)
    assert libreoffice_setup.installed_version(options) is None
    assert not places.python_file().exists()


def test_an_activated_environment_is_not_libreoffices(tmp_path: Path) -> None:
    """Its own Python would take the environment's for itself and not load the add-in."""
    here = tmp_path / "bin" / "python"
    seen = soffice.environment(
        {
            "PATH": f"{here.parent}:/usr/bin",
            "VIRTUAL_ENV": str(tmp_path),
            "PYTHONHOME": "/x",
            "A": "b",
        },
        here,
    )
    assert seen == {"PATH": "/usr/bin", "A": "b", "SAL_USE_VCLPLUGIN": "svp"}


def test_the_package_is_the_same_bytes_every_time() -> None:
    assert build_oxt.build() == build_oxt.build()


def test_the_package_holds_help_for_every_function_and_argument() -> None:
    with zipfile.ZipFile(io.BytesIO(build_oxt.build())) as package:
        listed = {e.get("{http://openoffice.org/2001/manifest}full-path")
                  for e in ElementTree.fromstring(package.read("META-INF/manifest.xml"))}  # fmt: skip
        assert listed <= set(package.namelist())
        tree = ElementTree.fromstring(package.read("CalcAddIns.xcu"))
    texts = {value.text for value in tree.iter("value")}
    for entry in CATALOGUE:
        assert {f"XLPLAN.{entry.name}", f"XLPLAN.{entry.alias}", entry.help} <= texts
        assert all(any(a.help in str(text) for text in texts) for a in entry.arguments)


def test_the_modules_inside_need_nothing_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(build_oxt.build())) as package:
        package.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, 'pythonpath')\n"
        "from xlplan.hosts.libreoffice import answering\n"
        "import xlplan; assert 'pythonpath' in xlplan.__file__\n"
        "print(answering('HTKH')(121.0, 100.0))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout.strip() == b"1.21"


def test_an_error_inside_an_array_keeps_its_kind() -> None:
    rows = libreoffice.outgoing([[Error.NA, Error.DIV0, ""]])
    assert libreoffice.incoming(rows) == [[Error.NA, Error.DIV0, None]]


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_an_error_that_comes_as_a_single_argument_is_the_answer(entry: Function) -> None:
    """As a rule LibreOffice shows it without asking."""
    args = [libreoffice.outgoing(Error.REF), *[None] * (len(entry.arguments) - 1)]
    for at, argument in enumerate(entry.arguments[1:], 1):
        if argument.required:
            args[at] = ((1.0, 2.0),) if argument.kind == LIST else 1.0
    found = libreoffice.answering(entry.name)(*args)
    while isinstance(found, tuple):
        found = found[0]
    assert libreoffice.incoming(found) is Error.REF


def test_the_straight_way_to_the_arithmetic_decides_nothing_itself() -> None:
    """Some ten thousand calls with values as LibreOffice hands them over."""
    pick = random.Random(5)
    singles = [0.0, 1.0, -1.0, 3.0, 12.0, 13.0, 0.95, 1e300, "", "chữ", "mean", "6,8 triệu", None,
               libreoffice.outgoing(Error.DIV0)]  # fmt: skip
    for entry in CATALOGUE:
        for _ in range(500):
            args = [
                rows(pick)
                if pick.random() < (0.8 if argument.kind == LIST else 0.1)
                else pick.choice(singles)
                for argument in entry.arguments
            ]
            given = list(args)
            while given and given[-1] is None:
                given.pop()
            expected = call(entry.name, [libreoffice.incoming(arg) for arg in given])
            found = libreoffice.answering(entry.alias)(*args)
            assert repr(found) == repr(libreoffice.outgoing(expected)), (entry.name, args)


def rows(pick: random.Random) -> tuple[tuple[object, ...], ...]:
    """A range: numbers, blanks, seldom a text or an error."""
    cells = [1.0, 0.0, -2.0, 5.5, 30.0, 1e300, ""] * 4 + ["chữ", libreoffice.outgoing(Error.NA)]
    width = pick.choice([1, 2, 3, 12])
    return tuple(
        tuple(pick.choice(cells) for _ in range(width)) for _ in range(pick.choice([1, 2]))
    )
