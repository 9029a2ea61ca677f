"""A hostile or broken package is refused before anything is written, by every way that writes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from xlplan.cli import main
from xlplan.domain.errors import XlplanError
from xlplan.workbook import guard
from xlplan.workbook.edit import prepare
from xlplan.workbook.package import MAX_DEPTH, MAX_PARTS

SHEET = "xl/worksheets/sheet2.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def repacked(
    data: bytes, change: dict[str, Callable[[bytes], bytes]], add: dict[str, bytes]
) -> bytes:
    """The package with parts changed and others added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(
        made, "w", zipfile.ZIP_DEFLATED
    ) as package:  # fmt: skip
        for name in given.namelist():
            part = given.read(name)
            package.writestr(name, change.get(name, bytes)(part))
        for name, part in add.items():
            package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def after_declaration(extra: bytes) -> Callable[[bytes], bytes]:
    return lambda part: re.sub(rb"^(<\?xml[^>]*\?>)?", lambda m: m[0] + extra, part, count=1)


def deep(part: bytes) -> bytes:
    levels = MAX_DEPTH * 50
    nested = b"<extLst><ext>" + b"<x>" * levels + b"</x>" * levels + b"</ext></extLst>"
    return part.replace(b"</worksheet>", nested + b"</worksheet>")


def declaring(data: bytes, size: int) -> bytes:
    """The edited sheet says in the zip's directory that it is `size` bytes long."""
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(SHEET)] != SHEET.encode():
        at = data.index(b"PK\x01\x02", at + 4)
    return data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]


def flagged(data: bytes) -> bytes:
    """The first entry says that it is encrypted."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + bytes([data[at + 8] | 1]) + data[at + 9 :]


def doubled(data: bytes) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return repacked(data, {}, {SHEET: b"<worksheet/>"})


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "text": lambda data: b"<html>not a workbook</html>",
    "cut off": lambda data: data[: len(data) // 2],
    "old xls or password": lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "encrypted entry": flagged,
    "doctype in the sheet": lambda data: repacked(data, {SHEET: after_declaration(DOCTYPE)}, {}),
    "doctype in another part": lambda data: repacked(data, {}, {"docProps/x.xml": DOCTYPE}),
    "size of 3 GB": lambda data: declaring(data, 3 << 30),
    "size that lies": lambda data: declaring(data, 100),
    "bomb": lambda data: repacked(data, {}, {"xl/media/a.png": bytes(64 << 20)}),
    "too many parts": lambda data: repacked(
        data, {}, {f"xl/media/{n}": b"" for n in range(MAX_PARTS)}
    ),
    "name up the folders": lambda data: repacked(data, {}, {"../../evil.xml": b"<a/>"}),
    "name by the other slash": lambda data: repacked(data, {}, {"xl\\..\\..\\evil.xml": b"<a/>"}),
    "name from the root": lambda data: repacked(data, {}, {"/etc/evil.xml": b"<a/>"}),
    "name with a drive": lambda data: repacked(data, {}, {"C:/evil.xml": b"<a/>"}),
    "two of one name": doubled,
    "sheet out of the folder": lambda data: repacked(
        data,
        {
            "xl/_rels/workbook.xml.rels": lambda part: re.sub(
                rb'Target="[^"]*sheet2.xml"', b'Target="../../../../etc/passwd"', part
            )
        },
        {},
    ),
}


@pytest.fixture(params=HOSTILE, ids=lambda name: name.replace(" ", "-"))
def hostile(request: pytest.FixtureRequest, tmp_path: Path, workbooks: Path) -> Path:
    """A file in a folder of its own."""
    path = tmp_path / "ke-hoach.xlsx"
    path.write_bytes(HOSTILE[request.param]((workbooks / "mau-chuan.xlsx").read_bytes()))
    return path


def edit(path: Path) -> None:
    """One cell of the sheet that the hostile files have something wrong in."""
    plan = prepare(path, {("ChiTieu", 7, 5): 119261})
    guard.replace(path, plan.digest, plan.write, action="set")


def test_without_anything_hostile_the_same_edit_is_written(tmp_path: Path, workbooks: Path) -> None:
    path = tmp_path / "ke-hoach.xlsx"
    data = (workbooks / "mau-chuan.xlsx").read_bytes()
    path.write_bytes(repacked(data, {}, {"docProps/x.xml": b"<a/>"}))
    edit(path)
    with zipfile.ZipFile(path) as package:
        assert b"119261" in package.read(SHEET)
    assert len(guard.backups(path)) == 1


def test_an_edit_is_refused_and_writes_nothing(hostile: Path) -> None:
    before = hostile.read_bytes()
    with pytest.raises(XlplanError) as caught:
        edit(hostile)
    assert caught.value.message
    assert "\n" not in caught.value.sentence()
    assert hostile.read_bytes() == before
    assert [file.name for file in hostile.parent.iterdir()] == [hostile.name]


def test_calculating_into_another_file_is_refused_and_writes_nothing(
    hostile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = hostile.with_name("ket-qua.xlsx")
    for there in (False, True):
        if there:
            out.write_bytes(b"kept")
        assert main(["calc", str(hostile), "-o", str(out)]) == 2
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1)
        assert out.exists() is there
    assert out.read_bytes() == b"kept"
    assert not (hostile.parent / ".xlplan").exists()


def test_elements_nested_too_deep_are_not_calculated(
    tmp_path: Path, workbooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An edit passes over them: it looks for cells, builds no tree and copies the rest as bytes."""
    path, out = tmp_path / "ke-hoach.xlsx", tmp_path / "ket-qua.xlsx"
    path.write_bytes(repacked((workbooks / "mau-chuan.xlsx").read_bytes(), {SHEET: deep}, {}))
    assert main(["calc", str(path), "-o", str(out)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not out.exists()
