"""Rows and parts that workbooks have in common are read once; what differs is never overlooked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.handmade import one_sheet, zipped

from xlplan.domain.errors import UnreadableError
from xlplan.functions.values import Error
from xlplan.workbook import reader_sheet
from xlplan.workbook.book import Cell
from xlplan.workbook.reader import read

ROW = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>mã</t></is></c><c r="B1" s="1"><v>%s</v></c>'
    '<c r="C1" t="%s"><f>B1*2</f><v>%s</v></c><c r="D1"/><c r="E1"><f>B1</f></c></row>'
)
USUAL = ROW % ("1.5", "str", "chữ")


def cells(row: str) -> dict[tuple[int, int], Cell] | str:
    """The cells of a row, or why it is refused."""
    try:
        return read(zipped(one_sheet(row))).sheets["S"].cells
    except UnreadableError as error:
        return error.reason


def learnt() -> None:
    """Rows of the usual shape have come before."""
    for _ in range(3):
        assert len(cells(USUAL)) == 4


def parsed(row: str) -> dict[tuple[int, int], Cell] | str:
    """`cells` by the parser alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader_sheet, "read_plain", lambda *_: False)
        return cells(row)


@pytest.mark.parametrize(
    ("row", "b1", "c1"),
    [
        (ROW % ("2.5", "str", "khác"), 2.5, "khác"),
        (ROW % ("-2E3", "str", ""), -2000.0, ""),
        (ROW % ("2", "str", "a&amp;b &#273; _x000D_"), 2.0, "a&b đ \r"),
        (ROW % ("2", "e", "#DIV/0!"), 2.0, Error.DIV0),
        (ROW % ("2", "b", "1"), 2.0, True),
        (ROW % (" 2\n", "n", "3"), 2.0, 3.0),
        (ROW % ("", "n", ""), None, None),
    ],
)
def test_a_row_that_differs_in_its_values_from_one_before(row: str, b1: object, c1: object) -> None:
    learnt()
    found = cells(row)
    assert found == parsed(row)
    assert not isinstance(found, str)
    assert found.get((1, 2), Cell(None)).value == b1
    assert found[1, 3] == Cell(c1, "B1*2")
    assert [*found] == [at for at in [(1, 1), (1, 2), (1, 3), (1, 5)] if at in found]


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "1_0", "x", "1,5", "0x1", "١"])
def test_a_value_that_is_no_number_is_damage_after_any_row(value: str) -> None:
    learnt()
    assert cells(ROW % (value, "str", "")) == "damaged" == parsed(ROW % (value, "str", ""))


@pytest.mark.parametrize("text", ["\x01", "&x;", "&#0;", "<b/>"])
def test_a_text_that_is_no_xml_is_damage_after_any_row(text: str) -> None:
    learnt()
    row = ROW % ("1", "str", text)
    assert cells(row) == parsed(row)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2.5", "", " 3", "1e5", "-0.5", "#N/A", "TRUE", "&lt;", "0"]),
            st.sampled_from(["n", "str", "b", "e", "s", "d", "inlineStr"]),
            st.sampled_from(["1", "", "#REF!", "chữ &amp; số", "0", "2026-01-02", "&#7893;"]),
        ),
        max_size=4,
    )
)
def test_in_any_order_rows_are_read_as_the_parser_reads_them(rows: list[tuple]) -> None:
    for row in (ROW % values for values in 3 * rows):
        by_parser = parsed(row)
        # A number written with entities is damage to the pattern, no program writes one.
        assert cells(row) == by_parser or ("&" in row and cells(row) == "damaged")


def test_a_cell_that_stands_twice_keeps_the_later_one() -> None:
    row = '<row r="1"><c r="A1"><v>%s</v></c><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row>'
    for value in ("1", "2", "3", "4"):
        assert cells(row % (value, value)) == parsed(row % (value, value))


def test_parts_with_the_same_bytes_are_filled_into_books_of_their_own() -> None:
    data = zipped(one_sheet(USUAL))
    first, second = read(data), read(data)
    first.sheets["S"].cells.clear()
    assert len(second.sheets["S"].cells) == 4
    assert len(read(data).sheets["S"].cells) == 4


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ('<row r="1"><c r="A1" xmlns:q="http://a/b"><v>1</v></c></row>', 1.0),
        ('<row r="1"><c r="A1" q="a>b"><v>1</v></c></row>', 1.0),
        ('<row r="1"><c r="A1"><f q="a/b">2-1</f><v>1</v></c></row>', 1.0),
        ('<row r="1"><c r="A1" my-t="s"><v>1</v></c></row>', 1.0),
        ('<row r="1"><c r="A1" \tt="b"><v>1</v></c></row>', True),
    ],
)
def test_attributes_that_no_program_writes_hide_no_cell(row: str, value: object) -> None:
    for _ in range(3):
        found = cells(row)
        assert not isinstance(found, str)
        assert found == parsed(row)
        assert found[1, 1].value is value or found[1, 1].value == value


@pytest.mark.parametrize("attributes", ['s="1" s="2"', 'r="B1"', '1="x"', 's="\x01"'])
def test_attributes_that_are_no_xml_are_damage(attributes: str) -> None:
    row = f'<row r="1"><c r="A1" {attributes}><v>1</v></c></row>'
    assert cells(row) == "damaged" == parsed(row)


@pytest.mark.parametrize("cell", ['<c r="A1"><f/></c>', '<c r="A1"><f></f><v/></c>', '<c r="A1"/>'])
def test_a_row_without_any_value_counts_as_blank_however_it_is_read(cell: str) -> None:
    source = zipped(one_sheet(f'<row r="1">{cell}</row>'))
    with pytest.MonkeyPatch.context() as patch:
        assert read(source).sheets["S"].blank_formatted_rows == 1
        patch.setattr(reader_sheet, "read_plain", lambda *_: False)
        assert read(source).sheets["S"].blank_formatted_rows == 1
