Option Explicit

' Excel refuses help texts while it has no workbook; they wait for the first one.
Private Sub Workbook_Open()
    Application.OnTime Now, "'" & Me.Name & "'!XlpRegisterHelp"
End Sub
