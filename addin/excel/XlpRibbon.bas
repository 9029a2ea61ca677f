Attribute VB_Name = "XlpRibbon"
Option Explicit
' The ribbon's buttons. Texts stand in the ribbon's XML and on the sheet XlpTexts, never here: a VBA
' module has the code page of the machine that reads it, and Vietnamese would not survive.

Private Const XLP_ESC_DISABLED As Long = 0
Private XlpUi As Object

Public Sub XlpOnLoad(ribbon As Object)
    Set XlpUi = ribbon
End Sub

' A button runs the action of its own name in Python.
Public Sub XlpOnAction(control As Object)
    Dim problem As String
    If ActiveWorkbook Is Nothing Then
        problem = XlpText("no_workbook")
    Else
        problem = XlpRun(XlpAction(control.ID))
    End If
    If problem <> "" Then MsgBox problem, vbExclamation, XlpText("title")
End Sub

' Runs it; what kept it from running, "" when nothing did. Esc belongs to Python meanwhile, which
' ends the work and tells so: Excel's own answer to it would break off here in the middle, the
' status bar and a closed workbook left as they are.
Public Function XlpRun(action As String) As String
    Dim before As Long
    If Not XlpPythonThere() Then
        XlpRun = XlpText("no_python") & vbCrLf & GetConfig("INTERPRETER_WIN", "")
        Exit Function
    End If
    before = XlpCancelKey(XLP_ESC_DISABLED)
    On Error GoTo failed
    XlpPython "import xlplan.hosts.excel_actions as a; a.run('" & action & "')"
    XlpCancelKey before
    Exit Function
failed:
    XlpRun = XlpText("failed") & vbCrLf & Err.Description
    XlpCancelKey before
End Function

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
