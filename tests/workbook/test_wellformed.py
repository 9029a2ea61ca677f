"""Rows proved by the grammar are XML for a parser as well; what it leaves, the parser decides."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

import pytest
from support.splicing import sheet

from xlplan.cli import main
from xlplan.domain.errors import UnreadableError
from xlplan.workbook.edit import prepare
from xlplan.workbook.splice import wellformed
from xlplan.workbook.splice.wellformed import TooDeep, well_formed

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet><dimension ref="A1"/><sheetData>'
ROWS = (
    '<row r="1" spans="1:3" ht="15"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"/></row>'
    '<row r="6"><c r="A6" s="2"><v>-1.5E-3</v></c><c r="B6" s="2" t="b"><v>1</v></c>'
    '<c r="C6" t="s"><v>2</v></c><c r="D6" s="3"/></row>'
    '<row r="2"/><row r="3"><c r="A3"><f>A1&amp;"ô"&lt;2</f><v>1.5</v></c>'
    '<c r="B3" t="inlineStr"><is><t xml:space="preserve"> đ </t></is></c></row>'
    '<row r="4"><c r="A4"><f t="shared" ref="A4:A5" si="0">B4</f><v>1</v></c></row>'
    '<row r="5"><c r="A5" t="inlineStr"><is><r><t>giàu</t></r></is></c></row>\n'
)
SHEET = HEAD + ROWS + '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'


def is_xml(data: bytes) -> bool:
    """As a bare parser sees it."""
    try:
        expat.ParserCreate().Parse(data, True)
    except (expat.ExpatError, LookupError):
        return False
    return True


def is_proved(data: bytes) -> bool:
    try:
        well_formed(data)
    except (expat.ExpatError, LookupError):
        return False
    return True


def test_a_usual_sheet_is_proved() -> None:
    well_formed(SHEET.encode())


MANY = HEAD + 40 * ROWS[: ROWS.index('<row r="5">')] + "</sheetData></worksheet>"
"""Cells so much alike that they are proved by their kinds."""


def test_many_cells_are_proved_by_their_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wellformed, "_rows", None)  # the other way there is
    well_formed(MANY.encode())


@pytest.mark.parametrize("sheet", [SHEET, MANY], ids=["few rows", "many rows"])
@pytest.mark.parametrize("seed", range(8))
def test_the_proof_says_what_the_parser_says(seed: int, sheet: str) -> None:
    chance = random.Random(seed)
    whole = sheet.encode()
    pieces = [b"<", b">", b"&", b'"', b"/", b"]]>", b"<!--", b"-->", b"</row>", b"<row>", b"</c>",
              b' r="1"', b"\0", b"\xff", b"\xef\xbf\xbf", b"&#0;", b"7", b" ", b"<c1>"]  # fmt: skip
    for _ in range(400 if sheet is SHEET else 100):
        at = chance.randrange(len(whole))
        cut = chance.choice((0, 0, 1, 3, 12))
        broken = whole[:at] + chance.choice(pieces) + whole[at + cut :]
        assert is_proved(broken) == is_xml(broken), broken


@pytest.mark.parametrize("where", ["c", "/c", "v", "/v", "row", "/row", "f", "/f", 'r="A6', "&amp"])
def test_a_digit_in_a_name_is_no_digit_of_a_number(where: str) -> None:
    at = MANY.index(where + (">" if where[0] == "/" else ""), len(MANY) // 2) + len(where)
    for digit in "07":
        broken = (MANY[:at] + digit + MANY[at:]).encode()
        assert is_proved(broken) == is_xml(broken) == (where == 'r="A6')


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1" r="1"/>', '<row><c r="A1" s="1" s="2"/></row>', "<row><c1></c></row>",
        '<row r="1"><!-- </row><row r="2"> --></row>', "<row><c r='A1'/></row>",
        '<row r="1"><c r="A1"><v>]]></v></c></row>', "<row><c r=\"A1\"><v>&#2;</v></c></row>",
    ],
)  # fmt: skip
def test_doubtful_rows_are_the_parsers(rows: str) -> None:
    data = (HEAD + rows + "</sheetData></worksheet>").encode()
    assert is_proved(data) == is_xml(data)


@pytest.mark.parametrize("where", ["row", "tail"])
def test_deep_nesting_is_refused_with_a_sentence(small: Callable[..., bytes], where: str) -> None:
    deep = "<x>" * 5_000 + "</x>" * 5_000
    with pytest.raises(TooDeep):
        well_formed(deep.encode())
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    data = small(rows + f'<row r="2">{deep}</row>') if where == "row" else small(rows, after=deep)
    plan = prepare(data, {("S", 1, 1): 2})
    for attempt in (plan.rehearse, lambda: plan.write(io.BytesIO())):
        with pytest.raises(UnreadableError, match="lồng quá sâu") as caught:
            attempt()
        assert caught.value.reason == "limits"


def test_an_encoding_of_several_bytes_is_refused_with_a_sentence(
    small: Callable[..., bytes],
) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    head = '<?xml version="1.0" encoding="GB2312"?>'
    plan = prepare(small((head + sheet(rows)).encode()), {("S", 1, 1): 2})
    for attempt in (plan.rehearse, lambda: plan.write(io.BytesIO())):
        with pytest.raises(UnreadableError, match="không phải XML đúng"):
            attempt()


def test_what_a_write_refuses_a_dry_run_refuses(
    small: Callable[..., bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kh.xlsx"
    path.write_bytes(small('<row r="1"><c r="A1"><v>1</v></c></row>', after="<a></b>"))
    said = []
    for more in ([], ["--dry-run"]):
        assert main(["set", str(path), "S!A1=2", *more]) == 2
        said.append(capsys.readouterr().err)
    assert said[0] == said[1] != ""


def test_a_rehearsed_plan_is_written_as_any(small: Callable[..., bytes]) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c></row>'
    written = []
    for rehearsed in (False, True):
        plan, stream = prepare(small(rows), {("S", 1, 1): 2}), io.BytesIO()
        if rehearsed:
            plan.rehearse()
        plan.write(stream)
        written.append(stream.getvalue())
    assert written[0] == written[1]
