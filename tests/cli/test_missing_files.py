"""A file that is not there, or a TOML file with a slip: Vietnamese with the reason, status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.cli import main

BOOK = str(Path(__file__).parents[2] / "workbooks" / "mau-chuan.xlsx")
MISSING = "không có tệp hoặc thư mục này"


@pytest.mark.parametrize(
    "words",
    [
        ["check", "vang.xlsx"],
        ["set", "vang.xlsx", "ChiTieu!E7=1"],
        ["set", BOOK, "--from", "vang.csv", "--dry-run"],
        ["calc", "vang.xlsx", "--diff"],
        ["explain", "vang.xlsx", "ChiTieu!E7"],
        ["report", "vang.xlsx", "--format", "text"],
        ["review", "vang.txt"],
        ["sync", "vang.xlsx"],
        ["tie", BOOK, "--ledger", "vang.csv"],
        ["tie", BOOK, "--ledger", "vang.csv", "--map", "vang.toml"],
        ["upgrade", "vang.xlsx"],
        ["eval", "--file", "vang.txt"],
        ["check", BOOK, "--config", "vang.toml"],
        ["dialect", "vang.xlsx", "--to", "excel", "-o", "ra.xlsx"],
        ["handover", "vang.xlsx", "-o", "ra.xlsx"],
    ],
)
def test_a_file_that_is_not_there(
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    told = capsys.readouterr().err
    assert "vang." in told
    assert MISSING in told
    assert "No such file" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'fail_on = "error\n', "dòng 1, cột"),
        (b"[", "không đúng cách viết TOML"),
        (b"a = " + b"9" * 5000, "có giá trị không hợp lệ"),
        (b"a = " + b"[" * 9000, "Không đọc được"),
        ("fail_on = 'lỗi'".encode("utf-16"), "không phải chữ UTF-8"),
    ],
)
def test_a_slip_in_a_toml_file_is_told_by_its_place(
    content: bytes, reason: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "sai.toml"
    file.write_bytes(content)
    assert main(["check", BOOK, "--config", str(file)]) == 2
    told = capsys.readouterr().err
    assert reason in told
    assert "sai.toml" in told
