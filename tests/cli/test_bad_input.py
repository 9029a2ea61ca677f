"""What is no planning workbook: one Vietnamese sentence, status 2, nothing written, the rest done."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support.handmade import one_sheet, parts_of, zipped

from xlplan.cli import main
from xlplan.domain.errors import UnreadableError, os_reason
from xlplan.workbook import files, package
from xlplan.workbook.files import read_bytes
from xlplan.workbook.reader import read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def _without(part: str) -> Callable[[bytes], bytes]:
    return lambda good: zipped({n: d for n, d in parts_of(good).items() if n != part})


def _with(part: str, change: Callable[[bytes], bytes | str]) -> Callable[[bytes], bytes]:
    def made(good: bytes) -> bytes:
        parts = parts_of(good)
        return zipped(parts | {part: change(parts.get(part, b""))})

    return made


def _deep(data: bytes) -> bytes:
    return data.replace(b"</sheetData>", b"</sheetData>" + b"<x>" * 5000 + b"</x>" * 5000)


def _bomb(good: bytes) -> bytes:
    return _with("xl/worksheets/sheet1.xml", lambda _: b" " * (20 << 20))(good)


def _lying(good: bytes) -> bytes:
    """The first part's size in the zip directory is a tenth of the true one."""
    data = bytearray(_with("docProps/app.xml", lambda _: b"<a>" + b" " * 9000 + b"</a>")(good))
    at = data.rindex(b"docProps/app.xml") - 46
    (size,) = struct.unpack_from("<L", data, at + 24)
    struct.pack_into("<L", data, at + 24, size // 10)
    return bytes(data)


def _doubled(good: bytes) -> bytes:
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a") as target:
        target.writestr("XL/Workbook.xml", b"<x/>")
    return out.getvalue()


def _encrypted(good: bytes) -> bytes:
    return OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)


def _ods(good: bytes) -> bytes:
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    )


def _xlsb(good: bytes) -> bytes:
    parts = one_sheet("")
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("workbook.xml", "workbook.bin")
    return zipped(parts | {"xl/workbook.bin": b"\x83\x01"})


def _prolog(extra: str, encoding: str = "utf-8") -> Callable[[bytes], bytes]:
    return lambda _: f'<?xml version="1.0" encoding="{encoding}"?>{extra}<x/>'.encode(encoding)


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "rỗng"),
    "text": (lambda _: b"Day khong phai la Excel", "Không phải tệp Excel"),
    "html": (lambda _: b"<html><table></table></html>", "Không phải tệp Excel"),
    "xls": (lambda _: OLE + bytes(2000), "xls"),
    "encrypted": (_encrypted, "mật khẩu"),
    "xlsb": (_xlsb, "xlsb"),
    "ods": (_ods, "ods"),
    "docx": (
        lambda _: zipped({"word/document.xml": "<x/>", "[Content_Types].xml": "<x/>"}),
        "Không phải tệp Excel",
    ),
    "truncated": (lambda good: good[: len(good) // 2], "hỏng"),
    "cut at the end": (lambda good: good[:-5], "hỏng"),
    "bomb": (_bomb, "bom zip"),
    "lying size": (_lying, "bom zip"),
    "two parts of one name": (_doubled, "cùng tên"),
    "no content types": (_without("[Content_Types].xml"), "thiếu phần"),
    "no relations": (_without("_rels/.rels"), "thiếu phần"),
    "no workbook part": (_without("xl/workbook.xml"), "thiếu phần"),
    "no sheet part": (_without("xl/worksheets/sheet2.xml"), "thiếu phần"),
    "no workbook relations": (_without("xl/_rels/workbook.xml.rels"), "không có trang"),
    "another template": (
        lambda _: zipped(one_sheet('<row r="1"><c r="A1"><v>1</v></c></row>')),
        "không theo mẫu",
    ),
    "broken sheet": (_with("xl/worksheets/sheet2.xml", lambda data: data[:-300]), "hỏng"),
    "deep": (_with("xl/worksheets/sheet2.xml", _deep), "hỏng"),
    "DOCTYPE in a sheet": (
        _with(
            "xl/worksheets/sheet3.xml",
            lambda d: d.replace(b"<worksheet", DOCTYPE.encode() + b"<worksheet", 1),
        ),
        "DOCTYPE",
    ),
    "DOCTYPE in a part nobody reads": (_with("docProps/app.xml", _prolog(DOCTYPE)), "DOCTYPE"),
    "DOCTYPE after a long comment": (
        _with("xl/theme/theme1.xml", _prolog(f"<!--{'x' * 99999}-->{DOCTYPE}")),
        "DOCTYPE",
    ),
    "DOCTYPE in UTF-16": (_with("docProps/core.xml", _prolog(DOCTYPE, "utf-16")), "DOCTYPE"),
    "DOCTYPE in UTF-16 without mark": (
        _with("docProps/core.xml", lambda _: (DOCTYPE + "<x/>").encode("utf-16-be")),
        "DOCTYPE",
    ),
    "DOCTYPE under another name": (_with("xl/other.dat", _prolog(DOCTYPE)), "DOCTYPE"),
    "DOCTYPE after spaces": (_with("xl/other.dat", lambda _: " " * 900 + DOCTYPE), "DOCTYPE"),
}


@pytest.fixture
def good(workbooks: Path) -> bytes:
    return (workbooks / "mau-chuan.xlsx").read_bytes()


def commands(file: str, folder: Path) -> list[list[str]]:
    return [
        ["check", file],
        ["calc", file, "-o", str(folder / "out.xlsx")],
        ["calc", file, "--diff"],
        ["explain", file, "ChiTieu!I7"],
        ["describe", file, "--format", "json"],
        ["report", file, "--format", "html", "-o", str(folder / "out.html")],
    ]


@pytest.mark.parametrize("name", BAD)
def test_every_command_refuses_with_one_sentence_and_writes_nothing(
    name: str, good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, words = BAD[name]
    file = tmp_path / "tệp.xlsx"
    file.write_bytes(make(good))
    for command in commands(str(file), tmp_path):
        if name == "another template" and command[0] in ("calc", "explain"):
            continue
        assert main(command) == 2, command
        shown = capsys.readouterr()
        assert words in shown.err, command
        assert shown.err.count("\n") == 1, command
        assert re.search(r"\. \S.*\.$", shown.err.strip()), "what to do is missing"
        assert command[0] == "check" or shown.out == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["tệp.xlsx"]


def test_the_other_files_are_still_checked(
    workbooks: Path, tmp_path: Path, good: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, (make, _) in BAD.items():
        (tmp_path / f"{name}.xlsx").write_bytes(make(good))
    (tmp_path / "thật.xlsx").write_bytes((workbooks / "bao-cao-2023.xlsx").read_bytes())
    assert main(["check", str(tmp_path), "--format", "json", "--no-cache"]) == 2
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert len([f for f in found if f["code"] == "XLP901"]) == len(BAD)
    assert {f["sheet"] for f in found if "thật" in f["file"]} >= {"ChiTieu"}
    assert shown.err.count("\n") == len(BAD)


@pytest.mark.parametrize("kind", ["missing", "folder", "name too long", "below a file", "pipe"])
def test_a_path_that_cannot_be_read_is_told_in_vietnamese(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tệp").write_text("")
    paths = {
        "missing": tmp_path / "không có.xlsx",
        "folder": tmp_path,
        "name too long": tmp_path / ("x" * 400 + ".xlsx"),
        "below a file": tmp_path / "tệp" / "a.xlsx",
        "pipe": tmp_path / "ống.xlsx",
    }
    if kind == "pipe":
        os.mkfifo(paths["pipe"])
    for command in commands(str(paths[kind]), tmp_path):
        if kind == "folder" and command[0] == "check":
            continue
        assert main(command) == 2, command
        shown = capsys.readouterr().err
        assert shown.count("\n") == 1
        for english in ("No such", "Is a dir", "Not a dir", "too long", "Errno"):
            assert english not in shown


def test_no_right_to_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK")

    def denied(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files, "open", denied, raising=False)
    with pytest.raises(UnreadableError, match="không có quyền"):
        read_bytes(file)


def test_an_unknown_error_of_the_system_keeps_its_number() -> None:
    assert os_reason(OSError(9999, "Something")) == "hệ thống báo lỗi số 9999"


def test_a_file_name_that_is_not_utf8_is_no_obstacle(
    tmp_path: Path, workbooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsencode(tmp_path) + b"/k\xe9 ho\xe1ch.xlsx"
    Path(os.fsdecode(name)).write_bytes((workbooks / "bao-cao-2023.xlsx").read_bytes())
    for form in ("text", "json", "junit", "github", "sarif"):
        assert main(["check", str(tmp_path), "--format", form]) == 1
    capsys.readouterr()
    out = str(tmp_path / "x.html")
    assert main(["report", os.fsdecode(name), "--format", "html", "-o", out]) == 0
    Path(os.fsdecode(name)).write_bytes(b"x")
    assert main(["describe", os.fsdecode(name)]) == 2


def test_limits_hold_for_what_is_there_and_not_for_what_is_promised(
    good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MAX_TOTAL", 100_000)
    with pytest.raises(UnreadableError) as caught:
        read(good)
    assert caught.value.reason == "limits"


def test_a_million_blank_rows_are_one_note(
    good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(999, 1_000_999))
    big = _with(
        "xl/worksheets/sheet10.xml", lambda d: d.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    file = tmp_path / "to.xlsx"
    file.write_bytes(big(good))
    assert main(["check", str(file), "--format", "json"]) == 0
    assert [f["code"] for f in json.loads(capsys.readouterr().out)] == ["XLP902"]
