"""The zip around the parts: kinds of entries that writers make, and random edits compared."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlplan.domain.errors import UnreadableError
from xlplan.formulas.references import from_a1
from xlplan.workbook.edit import prepare
from xlplan.workbook.engine import recalculate
from xlplan.workbook.reader import read
from xlplan.workbook.splice.content import BLANK, Formula

Make = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"


def written(data: bytes, edits: dict) -> bytes:
    plan = prepare(data, edits)
    assert not plan.refused
    out = io.BytesIO()
    plan.write(out)
    return out.getvalue()


class Pipe(io.RawIOBase):
    """A stream without seek: zipfile writes data descriptors into it."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += bytes(data)
        return len(data)


def repacked(data: bytes, **how: bool) -> bytes:
    """The same parts as another writer packs them."""
    out = Pipe() if how.get("descriptors") else io.BytesIO()
    if how.get("leading"):
        out.write(b"#!/bin/sh\n")
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "a" if how.get("leading") else "w") as target,
    ):
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, (2020, 2, 2, 2, 2, 2))
            entry.compress_type = zipfile.ZIP_STORED if how.get("stored") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o640 << 16
            entry.comment = b"c"
            with target.open(entry, "w", force_zip64=how.get("wide", False)) as stream:
                stream.write(source.read(info))
    return out.data if isinstance(out, Pipe) else out.getvalue()


@pytest.mark.parametrize("how", ["descriptors", "stored", "wide", "leading"])
def test_entries_of_every_kind_are_copied_raw(
    small: Make, touched: Callable, part: Callable, how: str
) -> None:
    before = repacked(small('<row r="1"><c r="A1"><v>1</v></c></row>'), **{how: True})
    after = written(before, {("S", 1, 1): 2})
    assert touched(before, after) == {SHEET}
    assert '<c r="A1"><v>2</v></c>' in part(after)


def test_case_and_backslashes_in_names(small: Make, touched: Callable) -> None:
    data = small('<row r="1"/>')
    odd = data.replace(b"xl/worksheets/sheet1.xml", b"xl\\Worksheets\\Sheet1.xml", 2)
    head, _, tail = odd.rpartition(b"xl/worksheets/sheet1.xml")
    odd = head + b"xl\\Worksheets\\Sheet1.xml" + tail if head else odd
    plan = prepare(odd, {("S", 1, 1): 1})
    out = io.BytesIO()
    plan.write(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as package:
        names = [i.orig_filename for i in package.infolist()]
    assert "xl\\Worksheets\\Sheet1.xml" in names


def test_damaged_zips_are_refused(small: Make) -> None:
    data = small('<row r="1"/>')
    out = io.BytesIO(data)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as package:
        package.writestr("docProps/note.xml", "<twice/>")
    at = data.rfind(b"PK\5\6")
    overlong = data[: at + 16] + struct.pack("<L", 1 << 30) + data[at + 20 :]
    for broken in (out.getvalue(), overlong, data[: len(data) // 2], b"", b"PK"):
        with pytest.raises(UnreadableError):
            prepare(broken, {("S", 1, 1): 1})


def test_a_part_that_is_no_xml_is_never_written(small: Make) -> None:
    plan = prepare(small('<row r="1"><c r="A1"/><b></row>'), {("S", 1, 1): 1})
    with pytest.raises(UnreadableError):
        plan.write(io.BytesIO())


def test_a_whole_part_is_changed_beside_its_cells(small: Make, part: Callable) -> None:
    before = small('<row r="1"><c r="A1"><v>1</v></c></row>')
    plan = prepare(before, {("S", 1, 1): 2})

    def longer(data: bytes | None) -> bytes:
        assert data is not None
        return data.replace(b"</sheetData>", b'</sheetData><pageMargins left="1"/>')

    out = io.BytesIO()
    replace(plan, parts={SHEET: longer}).write(out)
    assert '<c r="A1"><v>2</v></c>' in part(out.getvalue())
    assert '<pageMargins left="1"/>' in part(out.getvalue())


def model(data: bytes) -> dict[tuple[str, int, int], object]:
    """Formulas and values as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (sheet.title, cell.row, cell.column): (cell.value, cell.number_format)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def generated(writer: str, seed: int) -> bytes:
    """A workbook of two sheets with numbers, texts, formats and formulas."""
    rnd, out = random.Random(seed), io.BytesIO()
    cells = [
        (sheet, r, c, rnd.choice([rnd.random() * 1e6, f"chữ {r}&<", True, "=SUM(A1:C4)+1", "=Một!B2*2"]))
        for sheet in ("Một", "Hai trang")
        for r in range(1, 9)
        for c in range(1, 6)
        if rnd.random() < 0.6
    ]  # fmt: skip
    cells = [x for x in cells if x[3] != "=SUM(A1:C4)+1" or x[1] > 4]
    cells = [x for x in cells if x[3] != "=Một!B2*2" or x[0] != "Một"]
    if writer == "openpyxl":
        book = openpyxl.Workbook()
        book.active.title = "Một"
        book.create_sheet("Hai trang")
        for sheet, r, c, value in cells:
            book[sheet].cell(r, c, value).number_format = rnd.choice(["General", "0.00", "#,##0"])
        book.save(out)
        return out.getvalue()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    money = book.add_format({"num_format": "#,##0"})
    tabs = {name: book.add_worksheet(name) for name in ("Một", "Hai trang")}
    tabs["Một"].set_column("D:E", 12, money)
    tabs["Hai trang"].set_row(2, 20, money)
    for sheet, r, c, value in cells:
        tabs[sheet].write(r - 1, c - 1, value)
    book.close()
    return out.getvalue()


VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15),
    st.integers(-(10**9), 10**9), st.booleans(), st.just(BLANK), st.just(Formula("1+2")),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1)
    .filter(lambda text: "_x" not in text and text[0] not in "=" and not text.startswith("#")),
)  # fmt: skip
PLACES = st.tuples(st.sampled_from(["Một", "Hai trang"]), st.integers(1, 12), st.integers(1, 8))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["openpyxl", "xlsxwriter"]),
    st.integers(0, 5),
    st.dictionaries(PLACES, VALUES, min_size=1, max_size=6),
)
def test_random_edits_change_only_what_they_name(
    touched: Callable, writer: str, seed: int, edits: dict
) -> None:
    before = generated(writer, seed)
    after = written(before, edits)
    assert touched(before, after) <= {SHEET, SHEET.replace("1", "2"), "xl/workbook.xml"}
    old, new = model(before), model(after)
    for place, value in edits.items():
        got = new.pop(place, (None,))[0]
        old.pop(place, None)
        if isinstance(value, Formula):
            assert got == "=1+2"
        elif value is BLANK:
            assert got is None
        else:
            assert got == value
            assert isinstance(got, bool) == isinstance(value, bool)
    assert new == old
    book = read(after)
    for update in prepare(before, edits).updates:
        assert book.sheets[update.sheet].cells[from_a1(update.cell)].value == update.new
    assert prepare(after, edits).updates == []


def test_the_real_workbook_keeps_every_other_part(workbooks: Path, touched: Callable) -> None:
    before = (workbooks / "bao-cao-2023.xlsx").read_bytes()
    plan = prepare(before, {("ChiTieu", 7, 5): 120000, ("KienNghi", 6, 2): "mới"})
    out = io.BytesIO()
    plan.write(out)
    names = {f"xl/worksheets/sheet{n}.xml" for n in (2, 10, 11)}  # BaoCao shows ChiTieu
    assert touched(before, out.getvalue()) == names
    assert plan.updates
    assert not plan.kept
    book = read(out.getvalue())
    fresh = recalculate(book).values
    assert all(
        book.sheets[s].cells[(r, c)].value == pytest.approx(v, rel=1e-12)
        for (s, r, c), v in fresh.items()
        if isinstance(v, float)
    )
