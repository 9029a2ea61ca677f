"""What is remembered from one workbook to the next stays small, whatever the workbooks hold."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from random import Random

import pytest
from support.handmade import one_sheet, zipped

from xlplan.workbook.reader import read

Make = Callable[[bytes], bytes]
LARGE = 1 << 20


def picture(noise: bytes) -> bytes:
    """A workbook with a picture that doesn't deflate."""
    return zipped(one_sheet('<row r="1"><c r="A1"><v>1</v></c></row>') | {"xl/media/a.png": noise})


def relations(noise: bytes) -> bytes:
    """A workbook with much in a small part's place."""
    links = f'<Relationships xmlns="x"><!-- {noise.hex()} --></Relationships>'
    return zipped(one_sheet("") | {"xl/worksheets/_rels/sheet1.xml.rels": links})


def texts(noise: bytes) -> bytes:
    """A workbook of long texts, each of its own."""
    letters = noise.hex()
    return zipped(
        one_sheet(
            "".join(
                f'<row r="{n + 1}"><c r="A{n + 1}" t="str"><v>{letters[n * 30_000 :][:30_000]}</v></c></row>'
                for n in range(len(letters) // 30_000)
            )
        )
    )


@pytest.mark.parametrize("make", [picture, relations, texts])
def test_large_parts_and_long_texts_of_a_workbook_are_not_kept(make: Make) -> None:
    noise = Random(make.__name__)
    sources = [make(noise.randbytes(LARGE)) for _ in range(4)]
    read(sources[0])
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for source in sources[1:]:
            read(source)
            read(source)
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert kept < LARGE // 2
