"""Native charts, as described with the sheets: their ranges are the table's own cells."""

from __future__ import annotations

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.formulas.references import column_letters, from_a1
from xlplan.sheets.leader import Chart
from xlplan.sheets.model import Table
from xlplan.workbook import build_styles as look

_INK, _GRID = "333333", "D9D9D9"


def add_chart(
    sheet: Worksheet, table: Table, chart: Chart, rows: tuple[int, int], box: str
) -> None:
    """Puts a chart over the cells of `box`, of these rows of the table (first and last)."""
    drawn = BarChart()
    drawn.type = "bar" if chart.bars else "col"
    drawn.grouping = "clustered"
    drawn.gapWidth, drawn.overlap = (40, 100) if chart.bars else (60, 0)
    drawn.roundedCorners = False
    drawn.title = _title(chart.title)
    drawn.legend.position, drawn.legend.txPr = "b", _texts(1000)
    letter = column_letters(table.position("label"))
    names = f"'{sheet.title}'!${letter}${rows[0]}:${letter}${rows[1]}"
    for key, colour in zip(chart.columns, chart.colours, strict=True):
        column = table.position(key)
        values = Reference(sheet, min_col=column, min_row=rows[0], max_row=rows[1])
        series = SeriesFactory(values)
        header = f"'{sheet.title}'!${column_letters(column)}${table.header_row}"
        series.tx = SeriesLabel(strRef=StrRef(header))
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.graphicalProperties.line = LineProperties(solidFill=_INK, w=3175)
        series.cat = AxDataSource(strRef=StrRef(names))
        series.invertIfNegative = False
        if key in chart.labelled:
            series.dLbls = _values(chart.number_format)
        drawn.series.append(series)
    _axes(drawn, chart)
    drawn.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill="B7C3CF", w=6350))
    drawn.anchor = _over(box)
    sheet.add_chart(drawn)


def _axes(drawn: BarChart, chart: Chart) -> None:
    names, numbers = drawn.x_axis, drawn.y_axis
    names.delete = numbers.delete = False
    names.axPos, numbers.axPos = ("l", "b") if chart.bars else ("b", "l")
    names.txPr, numbers.txPr = _texts(1000), _texts(950)
    names.tickLblPos, names.majorTickMark = "low", "none"
    names.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_INK, w=6350))
    numbers.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID, w=6350))
    numbers.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    numbers.number_format, numbers.majorTickMark = ("0%" if chart.bars else "#,##0"), "none"
    numbers.scaling.min = 0 if chart.bars else None
    if chart.bars:
        names.scaling.orientation = "maxMin"  # the first row on top, as in the table
        numbers.crosses = "max"


def _title(text: str) -> Title:
    run = RegularTextRun(rPr=_letters(1250, bold=True), t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(1250, bold=True)), r=[run])
    rich = RichText(bodyPr=RichTextProperties(), p=[paragraph])
    return Title(tx=Text(rich=rich), overlay=False)


def _letters(size: int, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(
        lang="vi-VN", sz=size, b=bold, latin=Font(typeface=look.FONT), solidFill=_INK
    )


def _texts(size: int) -> RichText:
    paragraph = Paragraph(
        pPr=ParagraphProperties(defRPr=_letters(size)), endParaRPr=CharacterProperties(lang="vi-VN")
    )
    paragraph.r = []  # openpyxl puts an empty run, which has no place in a text's properties
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])


def _values(number_format: str) -> DataLabelList:
    """Values outside the ends; zeros, which stand for blank cells, show none."""
    labels = DataLabelList(
        numFmt=number_format, showVal=True, showSerName=False, showCatName=False,
        showLegendKey=False, showPercent=False, dLblPos="outEnd",
    )  # fmt: skip
    labels.txPr = _texts(950)
    return labels


def _over(box: str) -> TwoCellAnchor:
    """An anchor that covers a range of cells, so that the chart is as wide as they are anywhere."""
    (top, left), (bottom, right) = map(from_a1, box.split(":"))
    return TwoCellAnchor(
        editAs="oneCell", _from=AnchorMarker(left - 1, 0, top - 1, 0),
        to=AnchorMarker(right, 0, bottom, 0),
    )  # fmt: skip
