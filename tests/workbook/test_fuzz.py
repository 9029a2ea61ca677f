"""Damaged and mutated workbooks: they are read, or refused with a sentence; nothing else happens.

A few seconds in the suite; XLPLAN_FUZZ=<examples> looks longer.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.handmade import one_sheet, parts_of, zipped

from xlplan.checks import runner
from xlplan.domain.errors import UnreadableError
from xlplan.workbook.reader import read

EXAMPLES = int(os.environ.get("XLPLAN_FUZZ", "0"))
ROOT = Path(__file__).parents[2]
NASTY = (
    "", "0", "-1", "A0", "A1", "XFE1", "XFD1048577", "A99999999", "nan", "inf", "1e999", "1e308",
    "-1e308", "1_0", "٣", "99999999999999999999", "s", "str", "b", "e", "d", "n", "inlineStr",
    "shared", "array", "dataTable", "A1:", ":", "A1:XFD1048576", "$A$1", "A5:X1048576", "true",
    "#REF!", "2026-13-99", "9999-12-31T23:59:59", "1)", "((((", "SUM(", "A1:A2:A3", "'", '"',
    "_xD800_", "_x0000_", "&amp;", "&#0;", "&x;", "<", "<!--", "]]>", "<![CDATA[", "\x01", "ñ",
    "ThongTin", "ChiTieu", "Thang", "0.1", "46000", "1e-400", "XLPLAN_YTD(", "IF(A1,", "1/0",
)  # fmt: skip
TOKEN = re.compile(rb'"[^"<>]*"|>[^<>]+<|</?[\w:]+')


def profile(fast: int):
    return settings(
        max_examples=EXAMPLES or fast, database=None, derandomize=not EXAMPLES,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@cache
def sources() -> tuple[bytes, ...]:
    small = zipped(one_sheet(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f>'
        '<v>1</v></c></row><row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c><c r="C2">'
        '<f t="array" ref="C2:C3">A1:A2</f><v>1</v></c><c r="D2" t="d"><v>2026-01-01</v></c></row>'
    ))  # fmt: skip
    return small, (ROOT / "workbooks" / "bao-cao-2023.xlsx").read_bytes()


def survives(data: bytes, whole: bool = False) -> None:
    """Reads, or with `whole` checks; UnreadableError is the only way out."""
    try:
        book = read(data, "thử.xlsx")
        if whole:
            runner.require_template(book)
    except UnreadableError:
        return
    if whole:
        runner.check_book(book)


@profile(150)
@given(
    st.integers(0, 1), st.lists(st.tuples(st.floats(0, 0.999999), st.integers(1, 255)), max_size=12)
)
def test_flipped_bytes(which: int, flips: list[tuple[float, int]]) -> None:
    data = bytearray(sources()[which])
    for at, mask in flips:
        data[int(at * len(data))] ^= mask
    survives(bytes(data))


@profile(60)
@given(st.integers(0, 1), st.floats(0, 1), st.binary(max_size=40))
def test_truncated_and_lengthened(which: int, part: float, tail: bytes) -> None:
    data = sources()[which]
    survives(data[: int(part * len(data))] + tail)


@profile(60)
@given(st.integers(0, 1), st.data())
def test_swapped_and_missing_parts(which: int, data: st.DataObject) -> None:
    parts = parts_of(sources()[which])
    names = st.sampled_from(sorted(parts))
    for _ in range(data.draw(st.integers(1, 3))):
        one, other = data.draw(names), data.draw(names)
        if one == other:
            parts[one] = b""
        else:
            parts[one], parts[other] = parts[other], parts[one]
    survives(zipped(parts))


def mutated(xml: bytes, data: st.DataObject) -> bytes:
    """A part with some of its tags, attributes and texts exchanged for others."""
    tokens = [match.span() for match in TOKEN.finditer(xml)]
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = data.draw(st.sampled_from(tokens)) if tokens else (0, 0)
        old = xml[start:end]
        if data.draw(st.booleans()):
            new = data.draw(st.sampled_from(NASTY)).encode()
            quoted = {b'"': b'"%s"', b">": b">%s<"}.get(old[:1], b"%s")
            xml = xml[:start] + quoted % new + xml[end:]
        else:
            from_, to = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
            piece = xml[int(from_ * len(xml)) : int(to * len(xml))][:400]
            xml = xml[:start] + piece + xml[start:]
        tokens = [match.span() for match in TOKEN.finditer(xml)]
    return xml


@profile(60)
@given(st.integers(0, 1), st.data())
def test_mutated_parts(which: int, data: st.DataObject) -> None:
    parts = parts_of(sources()[which])
    name = data.draw(st.sampled_from(sorted(parts)))
    survives(zipped(parts | {name: mutated(parts[name], data)}))


@profile(8)
@given(st.data())
def test_mutated_workbooks_are_checked(data: st.DataObject) -> None:
    parts = parts_of(sources()[1])
    sheets = [name for name in sorted(parts) if "sheet" in name or "table" in name]
    name = data.draw(st.sampled_from(sheets))
    survives(zipped(parts | {name: mutated_values(parts[name], data)}), whole=True)


def mutated_values(xml: bytes, data: st.DataObject) -> bytes:
    """A part that stays well-formed, with nasty attributes and texts."""
    plain = [text for text in NASTY if not set(text) & set('<&"\x01]')]
    for _ in range(data.draw(st.integers(1, 6))):
        spans = [m.span() for m in re.finditer(rb'"[^"<>]*"|>[^<>]+<', xml)]
        start, end = data.draw(st.sampled_from(spans))
        new = data.draw(st.sampled_from(plain)).encode()
        xml = xml[: start + 1] + new + xml[end - 1 :]
    return xml


@pytest.mark.parametrize(
    "formula", ["(" * 3000 + "1" + ")" * 3000, "-" * 9000 + "1", "1" + "+1" * 9000, "IF(1," * 500]
)
def test_deep_and_long_formulas_are_not_computed(formula: str) -> None:
    parts = parts_of(sources()[1])
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(
        b"</row>", f'<c r="ZZ1"><f>{formula}</f><v>1</v></c></row>'.encode(), 1
    )
    survives(zipped(parts), whole=True)
