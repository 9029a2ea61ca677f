"""The add-in's own VBA, run by a real LibreOffice from cells; only the door to Python is replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from xlplan.hosts.build_vba import project
from xlplan.hosts.build_xlam import modules
from xlplan.hosts.soffice import Profile
from xlplan.hosts.uno_office import opened, running

pytestmark = pytest.mark.host

KINDS = """Attribute VB_Name = "Kinds"
Public Function KindOf(a, b) As Variant
    KindOf = VarType(XLPLAN_HTKH(a, b))
End Function
"""

ENTRY = """Attribute VB_Name = "XlpEntry"
Option Explicit
' Answers in Python's place, in the forms in which Python's answers arrive.

Public Function XlpAsk(FunctionName As String, Arguments As Variant) As Variant
    Dim mark As String
    Dim rows(1 To 2, 1 To 2) As Variant
    mark = Chr(1) & "xlplan:"
    Select Case FunctionName
    Case "XLPLAN_HTKH"
        If IsEmpty(Arguments(0)) Or IsEmpty(Arguments(1)) Then
            XlpAsk = ""
        ElseIf Arguments(1) = 0 Then
            XlpAsk = mark & "2007"
        ElseIf Arguments(1) < 0 Then
            XlpAsk = mark & "2042"
        Else
            XlpAsk = Arguments(0) / Arguments(1)
        End If
    Case "XLPLAN_LAMTRON"
        rows(1, 1) = 1.5
        rows(1, 2) = mark & "2042"
        rows(2, 1) = "text"
        rows(2, 2) = mark & "2015"
        XlpAsk = rows
    Case "XLPLAN_TYTRONG"
        XlpAsk = Array(1, mark & "2007", "x")
    Case "XLPLAN_LUYKE"
        XlpAsk = UBound(Arguments(0), 1) * 100 + UBound(Arguments(0), 2)
        If IsEmpty(Arguments(2)) Then XlpAsk = XlpAsk + 0.5
    Case Else
        Err.Raise 5
    End Select
End Function

Public Function XlpCells(area As Object) As Variant
    XlpCells = area.Value
End Function

Public Heard As String

Public Sub XlpPython(Command As String)
    Heard = Heard & Command & "; "
    If InStr(Command, "broken") > 0 Then Err.Raise 5
End Sub

Public Function XlpCancelKey(Behaviour As Long) As Long
    Heard = Heard & "Esc " & Behaviour & "; "
    XlpCancelKey = 1
End Function
"""

PRESSED = """Attribute VB_Name = "Pressed"
Private Python As String

Public Function GetConfig(key As String, default As String) As String
    GetConfig = Python
End Function

Public Function PressOf(action As String, path As String) As String
    Dim said As String
    Python = path
    Heard = ""
    said = XlpRun(action)
    PressOf = Heard & said
End Function
"""
RUNS = "import xlplan.hosts.excel_actions as a; a.run('{}'); "

# LibreOffice 7.4 shows an error made by CVErr as a text of its own.
DIV0, NA, VALUE_ERROR = "Error 2007", "Error 2042", "Error 2015"
VALUE = 1  # com.sun.star.sheet.FormulaResult

CELLS = {
    "XLPLAN_HTKH(A1,B1)": 1.21,
    "XLPLAN_HTKH(A1,0)": DIV0,
    "XLPLAN_HTKH(A1,-1)": NA,
    "XLPLAN_HTKH(C1,B1)": "",
    "XLPLAN_VIETTIEN(A1)": VALUE_ERROR,
    "XLPLAN_LUYKE(A1:B1,2)": 102.5,
    "XLPLAN_LUYKE(A1:B3,2,1)": 302.0,
    "XLPLAN_LUYKE(A:A,2,1)": 1001.0,  # a whole column ends where the sheet does: ten rows
    "KindOf(A1,0)": 10.0,
    "KindOf(A1,B1)": 5.0,
}
ARRAYS = {
    ("E1", 2, 2): ("XLPLAN_LAMTRON(A1:B1,1)", [[1.5, NA], ["text", VALUE_ERROR]]),
    ("E5", 1, 3): ("XLPLAN_TYTRONG(A1,B1)", [[1.0, DIV0, "x"]]),
}


def test_wrappers_arguments_and_errors_in_cells(office: Profile, tmp_path: Path) -> None:
    parts = {name: source for name, source in modules().items() if name != "xlwings"}
    (tmp_path / "vba.bin").write_bytes(project({**parts, "XlpEntry": ENTRY, "Kinds": KINDS}, "", 1))
    source = tmp_path / "a.xlsm"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("Sheet1")
        book.set_vba_name("ThisWorkbook")
        sheet.set_vba_name("Sheet1")
        book.add_vba_project(str(tmp_path / "vba.bin"))
        sheet.write_row("A1", [121, 100])
        sheet.write("A3", 5)
        for row, formula in enumerate(CELLS):
            sheet.write_formula(row, 3, f"={formula}", value="cũ")
        for (place, height, width), (formula, _) in ARRAYS.items():
            top, left = int(place[1:]) - 1, ord(place[0]) - 65
            sheet.write_array_formula(
                top, left, top + height - 1, left + width - 1, f"={formula}", value="cũ"
            )
    with running(office) as desktop:
        document = opened(desktop, source, macros=True)
        cells = document.Sheets.getByName("Sheet1")
        for row, (formula, expected) in enumerate(CELLS.items()):
            assert shown(cells.getCellByPosition(3, row)) == expected, formula
        for (place, height, width), (formula, rows) in ARRAYS.items():
            top, left = int(place[1:]) - 1, ord(place[0]) - 65
            found = [
                [shown(cells.getCellByPosition(left + x, top + y)) for x in range(width)]
                for y in range(height)
            ]
            assert found == rows, formula
        document.close(True)


def test_escape_is_pythons_while_a_button_works(office: Profile, tmp_path: Path) -> None:
    parts = {name: source for name, source in modules().items() if name != "xlwings"}
    parts |= {"XlpEntry": ENTRY, "Pressed": PRESSED}
    (tmp_path / "vba.bin").write_bytes(project(parts, "", 2))
    python, source = tmp_path / "pythonw.exe", tmp_path / "a.xlsm"
    python.touch()
    cases = {
        f'PressOf("sync","{python}")': f"Esc 0; {RUNS.format('sync')}Esc 1; ",
        f'PressOf("broken","{python}")': f"Esc 0; {RUNS.format('broken')}Esc 1; failed",
        f'PressOf("sync","{python}.gone")': f"no python\n{python}.gone",
        'PressOf("sync","")': "no python\n",
    }
    with xlsxwriter.Workbook(source) as book:
        sheet, texts = book.add_worksheet("Sheet1"), book.add_worksheet("XlpTexts")
        book.set_vba_name("ThisWorkbook")
        sheet.set_vba_name("Sheet1")
        texts.set_vba_name("Sheet2")
        book.add_vba_project(str(tmp_path / "vba.bin"))
        for row, text in enumerate((("no_python", "no python"), ("failed", "failed"))):
            texts.write_row(row, 0, text)
        for row, formula in enumerate(cases):
            sheet.write_formula(row, 0, f"={formula}", value="cũ")
    with running(office) as desktop:
        document = opened(desktop, source, macros=True)
        cells = document.Sheets.getByName("Sheet1")
        for row, (formula, expected) in enumerate(cases.items()):
            said = cells.getCellByPosition(0, row).String.replace("\r\n", "\n")
            assert said[: len(expected)] == expected, formula
        document.close(True)


def shown(cell: Any) -> Any:
    return cell.Value if cell.FormulaResultType2 == VALUE else cell.String
