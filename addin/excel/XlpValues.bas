Attribute VB_Name = "XlpValues"
Option Explicit
' Cells on their way to Python and back. A range travels as one array of plain values (Value2:
' dates as serial numbers), so Python never asks Excel for a cell. Python can't make an Excel error;
' it sends a text that begins with XLP_MARK and a number, which becomes that error here.

Private Const XLP_VALUE_ERROR As Long = 2015

Public Function XlpCall(FunctionName As String, Arguments As Variant) As Variant
    Dim result As Variant
    On Error GoTo failed
    result = XlpAsk(FunctionName, Arguments)
    XlpCall = XlpResult(result)
    Exit Function
failed:
    XlpCall = CVErr(XLP_VALUE_ERROR)
End Function

' One argument as Python gets it; an omitted one is Empty, as a blank cell is.
Public Function XlpArg(Optional Argument As Variant) As Variant
    Dim area As Object
    If IsMissing(Argument) Then
        XlpArg = Empty
    ElseIf Not IsObject(Argument) Then
        XlpArg = Argument
    Else
        Set area = Argument
        If area.Areas.Count > 1 Then
            XlpArg = CVErr(XLP_VALUE_ERROR)
        Else
            XlpArg = XlpUsed(area)
        End If
    End If
End Function

' A whole column or row is read as far as the sheet is used, from its first cell.
Private Function XlpUsed(area As Object) As Variant
    Dim used As Object
    Dim lastRow As Long
    Dim lastColumn As Long
    Dim wholeColumn As Boolean
    Dim wholeRow As Boolean
    wholeColumn = (area.Rows.Count = area.Worksheet.Rows.Count)
    wholeRow = (area.Columns.Count = area.Worksheet.Columns.Count)
    If Not wholeColumn And Not wholeRow Then
        XlpUsed = XlpCells(area)
        Exit Function
    End If
    Set used = area.Worksheet.UsedRange
    lastRow = area.Rows.Count
    lastColumn = area.Columns.Count
    If wholeColumn Then lastRow = used.Row + used.Rows.Count - 1
    If wholeRow Then lastColumn = used.Column + used.Columns.Count - 1
    XlpUsed = XlpCells(area.Resize(lastRow, lastColumn))
End Function

' What Python gave, with errors as Excel's own, element by element.
Public Function XlpResult(result As Variant) As Variant
    Dim row As Long
    Dim column As Long
    If Not IsArray(result) Then
        XlpResult = XlpOne(result)
        Exit Function
    End If
    If XlpDimensions(result) = 1 Then
        For column = LBound(result) To UBound(result)
            result(column) = XlpOne(result(column))
        Next column
    Else
        For row = LBound(result, 1) To UBound(result, 1)
            For column = LBound(result, 2) To UBound(result, 2)
                result(row, column) = XlpOne(result(row, column))
            Next column
        Next row
    End If
    XlpResult = result
End Function

Private Function XlpOne(element As Variant) As Variant
    Dim mark As String
    XlpOne = element
    If VarType(element) = vbString Then
        mark = Chr(1) & "xlplan:"
        If Left(element, Len(mark)) = mark Then XlpOne = CVErr(CLng(Mid(element, Len(mark) + 1)))
    End If
End Function

Private Function XlpDimensions(values As Variant) As Long
    Dim bound As Long
    XlpDimensions = 1
    On Error GoTo done
    bound = UBound(values, 2)
    XlpDimensions = 2
done:
End Function
