Attribute VB_Name = "XlpEntry"
Option Explicit
' The one place that reaches beyond this project: to Python, which the module xlwings starts and
' keeps running, and to what of a cell only Excel has.

Public Const XLP_MODULE As String = "xlplan.hosts.excel"

Public Function XlpAsk(FunctionName As String, Arguments As Variant) As Variant
    XlpAsk = XLPy.CallUDF(XLP_MODULE, FunctionName, Arguments)
End Function

' A range's plain values: dates as serial numbers, amounts of currency as numbers.
Public Function XlpCells(area As Object) As Variant
    XlpCells = area.Value2
End Function

Public Sub XlpPython(Command As String)
    RunPython Command
End Sub

' What Esc does while a macro runs (XlEnableCancelKey); what it did before.
Public Function XlpCancelKey(Behaviour As Long) As Long
    XlpCancelKey = Application.EnableCancelKey
    Application.EnableCancelKey = Behaviour
End Function
