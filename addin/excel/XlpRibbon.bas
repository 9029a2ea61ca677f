Attribute VB_Name = "XlpRibbon"
Option Explicit
' The ribbon's buttons. Texts stand in the ribbon's XML and on the sheet XlpTexts, never here: a VBA
' module has the code page of the machine that reads it, and Vietnamese would not survive.

Private XlpUi As Object

Public Sub XlpOnLoad(ribbon As Object)
    Set XlpUi = ribbon
End Sub

' A button runs the action of its own name in Python.
Public Sub XlpOnAction(control As Object)
    On Error GoTo failed
    If ActiveWorkbook Is Nothing Then
        MsgBox XlpText("no_workbook"), vbInformation, XlpText("title")
        Exit Sub
    End If
    If Not XlpPythonThere() Then
        MsgBox XlpText("no_python") & vbCrLf & GetConfig("INTERPRETER_WIN", ""), vbExclamation, XlpText("title")
        Exit Sub
    End If
    XlpPython "import xlplan.hosts.excel_actions as a; a.run('" & XlpAction(control.ID) & "')"
    Exit Sub
failed:
    MsgBox XlpText("failed") & vbCrLf & Err.Description, vbExclamation, XlpText("title")
End Sub

' Buttons of commands that this version of xlplan does not have are grey.
Public Sub XlpGetEnabled(control As Object, ByRef enabled)
    enabled = (XlpText("off_" & XlpAction(control.ID)) = "")
End Sub

Private Function XlpAction(id As String) As String
    XlpAction = Mid(id, Len("xlp_") + 1)
End Function

' A moved Python is said at once; starting it would only hang.
Public Function XlpPythonThere() As Boolean
    Dim path As String
    path = GetConfig("INTERPRETER_WIN", "")
    If path = "" Then Exit Function
    XlpPythonThere = (Dir(path) <> "")
End Function

' The text of that key on the add-in's own sheet; "" when there is none.
Public Function XlpText(key As String) As String
    Dim row As Long
    Dim sheet As Object
    Set sheet = ThisWorkbook.Worksheets("XlpTexts")
    row = 1
    Do While CStr(sheet.Cells(row, 1).Value) <> ""
        If CStr(sheet.Cells(row, 1).Value) = key Then
            XlpText = CStr(sheet.Cells(row, 2).Value)
            Exit Function
        End If
        row = row + 1
    Loop
End Function

' Help for the function wizard, from the sheet XlpHelp: name, category, description, arguments.
Public Sub XlpRegisterHelp()
    Dim row As Long
    Dim column As Long
    Dim sheet As Object
    Dim texts() As String
    On Error Resume Next
    Set sheet = ThisWorkbook.Worksheets("XlpHelp")
    row = 1
    Do While CStr(sheet.Cells(row, 1).Value) <> ""
        column = 4
        Do While CStr(sheet.Cells(row, column).Value) <> ""
            ReDim Preserve texts(1 To column - 3)
            texts(column - 3) = CStr(sheet.Cells(row, column).Value)
            column = column + 1
        Loop
        Application.MacroOptions _
            Macro:="'" & ThisWorkbook.Name & "'!" & CStr(sheet.Cells(row, 1).Value), _
            Description:=CStr(sheet.Cells(row, 3).Value), _
            Category:=CStr(sheet.Cells(row, 2).Value), ArgumentDescriptions:=texts
        row = row + 1
    Loop
End Sub
