"""A workbook that is open in Excel or LibreOffice is not written, and it is said who has it."""

from __future__ import annotations

import socket
import unicodedata
from pathlib import Path

import pytest

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard
from xlplan.workbook.guard import owners


def excel(name: str, page: str = "cp1258", size: int = 165) -> bytes:
    """Excel's owner file: the name in the code page, then in UTF-16, padded by spaces."""
    narrow = unicodedata.normalize("NFD", name).encode(page, "replace")
    start = size - 165 + 55
    first = (bytes([len(narrow)]) + narrow).ljust(start, b" ")
    second = len(name).to_bytes(2, "little") + name.encode("utf-16-le")
    return first + second + " ".encode("utf-16-le") * (54 - len(name))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "Kế hoạch.xlsx"
    path.write_bytes(b"one")
    return path


def refusal(plan: Path) -> str:
    with pytest.raises(WriteError) as caught:
        guard.replace(plan, None, lambda stream: stream.write(b"two"), action="set")
    assert caught.value.reason == "open"
    assert plan.read_bytes() == b"one"
    assert not (plan.parent / ".xlplan").exists()
    return caught.value.sentence()


@pytest.mark.parametrize("name", ["Nguyễn Thị Lan", "admin", "x"])
def test_excel_says_who(plan: Path, name: str) -> None:
    owner = plan.with_name(f"~${plan.name}")
    owner.write_bytes(excel(name))
    assert len(owner.read_bytes()) == 165
    said = refusal(plan)
    assert f"đang mở trong Excel bởi «{name}»" in said
    assert owner.name in said
    assert owner.exists(), "what is Excel's is never removed"


def test_wps_says_who(plan: Path) -> None:
    plan.with_name(f".~{plan.name}").write_bytes(excel("Trần Văn Bình"))
    assert "đang mở trong WPS bởi «Trần Văn Bình»" in refusal(plan)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (excel("Lan", size=164), "Lan"),
        (excel("Hòa", page="cp1258")[:55], "Hòa"),
        (b"", ""),
        (b"\0" * 165, ""),
        (b"\xff" * 165, ""),
        (b"\x05ab\x00\x01c" + b"\0" * 200, ""),
    ],
)
def test_other_programs_and_damaged_owner_files(data: bytes, name: str) -> None:
    assert owners.excel_user(data) == name


def test_an_owner_file_that_cannot_be_read_still_counts(plan: Path) -> None:
    plan.with_name(f"~${plan.name}").mkdir()
    assert "không rõ bởi ai" in refusal(plan)


def test_libreoffice_says_who_where_and_since_when(plan: Path) -> None:
    lock = plan.with_name(f".~lock.{plan.name}#")
    lock.write_text("Nguyễn Văn Hòa,hoa,may-ke-toan-2,24.11.2026 08:15,file:///C:/hoa/4;", "utf-8")
    said = refusal(plan)
    assert "bởi «Nguyễn Văn Hòa» trên máy may-ke-toan-2 từ 24.11.2026 08:15" in said
    assert lock.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (",lan,may-1,24.11.2026 08:15,file:///a;", ("lan", "may-1", "24.11.2026 08:15")),
        (r"Lan\, phòng KH\;TC,lan,m,t,f;", ("Lan, phòng KH;TC", "m", "t")),
        ("Lan\nDòng hai,lan,m,t,f;", ("Lan Dòng hai", "m", "t")),
        ("", ("", "", "")),
    ],
)
def test_fields_of_libreoffices_file(text: str, told: tuple[str, str, str]) -> None:
    assert owners.libreoffice_user(text.encode()) == told


@pytest.mark.parametrize("running", [True, False])
def test_what_a_dead_libreoffice_left_is_told_apart_and_never_removed(
    plan: Path, running: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "_none_running", lambda: not running)
    lock = plan.with_name(f".~lock.{plan.name}#")
    lock.write_text(f",lan,{socket.gethostname()},24.11.2026 08:15,file:///a;")
    said = refusal(plan)
    assert ("không có LibreOffice nào đang chạy" in said) is not running
    assert ("Đóng tệp trong LibreOffice" in said) is running
    assert lock.exists()
    lock.write_text(",lan,may-khac,24.11.2026 08:15,file:///a;")
    assert "Đóng tệp trong LibreOffice" in refusal(plan), "another machine's can't be told"
