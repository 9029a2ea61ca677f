"""A zip's directory read in short is what zipfile reads; whatever is peculiar is left to zipfile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.handmade import one_sheet, zipped

from xlplan.workbook import directory
from xlplan.workbook.directory import BROKEN, Entry, entries

SMALL = zipped(one_sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))


def by_zipfile(data: bytes) -> list[Entry]:
    return [
        Entry(i.filename, i.compress_type, i.CRC, i.compress_size, i.file_size, i.header_offset,
              bool(i.flag_bits & 1))
        for i in zipfile.ZipFile(io.BytesIO(data)).infolist()
    ]  # fmt: skip


def with_comment(data: bytes, comment: bytes) -> bytes:
    return data[:-2] + len(comment).to_bytes(2, "little") + comment


@pytest.mark.parametrize("name", ["bao-cao-2023.xlsx", "mau-chuan.xlsx"])
def test_committed_workbooks_need_no_zipfile(workbooks: Path, name: str) -> None:
    data = (workbooks / name).read_bytes()
    assert directory._plain(data) == by_zipfile(data)
    assert directory._plain(with_comment(data, b"ghi")) == by_zipfile(data)


def made(name: str, extra: bytes = b"", note: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        info = zipfile.ZipInfo(name)
        info.extra, info.comment = extra, note
        target.writestr(info, b"x" * 10)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        made("tệp.xml"),
        made("a.xml", extra=b"\x55\x54\x05\x00\x03abcd"),
        b"#!/bin/sh\n" + SMALL,
        with_comment(SMALL, b"PK\5\6" + b"x" * 30),
        SMALL + b"tail",
    ],
    ids=["a name beyond ASCII", "extra fields", "bytes before", "a directory's end in the comment",
         "bytes behind"],
)  # fmt: skip
def test_what_is_peculiar_is_read_by_zipfile(data: bytes) -> None:
    assert directory._plain(data) is None
    try:
        expected: list[Entry] | None = by_zipfile(data)
    except zipfile.BadZipFile:
        expected = None
    if expected is None:
        with pytest.raises(BROKEN):
            entries(data)
    else:
        assert entries(data) == expected


def test_notes_of_parts_are_passed_over() -> None:
    data = made("a.xml", note=b"ghi")
    assert directory._plain(data) == by_zipfile(data)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4), st.booleans()
)
def test_damaged_directories_are_read_as_zipfile_does_or_left_to_it(
    flips: list[tuple[float, int]], behind: bool
) -> None:
    data = bytearray(SMALL)
    start = data.rfind(b"PK\1\2", 0, data.rfind(b"PK\1\2")) if behind else 0
    for part, byte in flips:
        data[start + int(part * (len(data) - start - 1))] = byte
    found = directory._plain(bytes(data))
    if found is not None:
        assert found == by_zipfile(bytes(data))
