"""`xlplan review` on files and standard input: formats, statuses, streams."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from xlplan.cli import main

FAULTY = "Năng suất lao động đạt 217 tỷ đồng, bằng 108% kế hoạch."
KEYS = [
    "text", "start", "end", "indicator", "value", "unit", "verb", "said", "base", "rate", "period",
    "hedge",
]  # fmt: skip


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    """A text with one error."""
    path = tmp_path / "báo cáo.txt"
    path.write_text(FAULTY, encoding="utf-8")
    return str(path)


def reviewed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict]:
    status = main(["review", *arguments, "--format", "json"])
    return status, json.loads(capsys.readouterr().out)


def test_json_has_the_agreed_fields(faulty: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, result = reviewed(capsys, faulty)
    assert status == 1
    assert set(result) == {"claims", "findings"}
    assert [list(claim) for claim in result["claims"]] == [KEYS, KEYS]
    finding = result["findings"][0]
    assert finding["code"] == "XLP808"
    assert FAULTY[finding["start"] : finding["end"]] == "đạt 217 tỷ đồng"
    assert finding["file"] == faulty


def test_status_follows_fail_on(faulty: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", faulty, "--fail-on", "never"]) == 0
    assert main(["review", faulty, "--ignore", "XLP808"]) == 0
    assert main(["review", faulty, "--select", "XLP808"]) == 1
    assert main(["review", faulty, "--select", "XLP3"]) == 2


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(FAULTY.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stream)
    status, result = reviewed(capsys, "-")
    assert (status, len(result["claims"])) == (1, 2)


def test_word_document_with_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "báo cáo.docx"
    document = Document()
    document.add_paragraph("Tổng doanh thu đạt 245 tỷ 120 triệu đồng.")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Quỹ tiền lương"
    table.rows[0].cells[1].text = "28.392 triệu đồng"
    document.save(str(path))
    status, result = reviewed(capsys, str(path))
    assert status == 0
    assert [(c["indicator"], c["value"]) for c in result["claims"]] == [
        ("TONG_DT", "245120000000"), ("QTL", "28392000000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", b"PK\x03\x04 no zip"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"),
        ("a.txt", b"Doanh thu" + b"\xb8\xff\xfe"),
        ("a.pdf", b"%PDF-1.7"),
    ],
)
def test_unreadable_is_a_finding_a_sentence_and_status_2(
    tmp_path: Path, name: str, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert main(["review", str(path), "--format", "json"]) == 2
    shown = capsys.readouterr()
    assert [f["code"] for f in json.loads(shown.out)["findings"]] == ["XLP901"]
    assert shown.err.count("\n") == 1


def test_missing_file_and_foreign_workbook(
    faulty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", str(tmp_path / "không có.txt")]) == 2
    assert main(["review", faulty, "--workbook", str(tmp_path / "không có.xlsx")]) == 2


def test_html_marks_claims_and_shows_the_cell(
    workbooks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.md"
    path.write_text("<b>Kết quả</b>. Tổng doanh thu đạt 113 tỷ 298 triệu đồng.", encoding="utf-8")
    book = str(workbooks / "bao-cao-2023.xlsx")
    assert main(["review", str(path), "--workbook", book, "--format", "html"]) == 0
    shown = capsys.readouterr().out
    assert '<mark class="ok" tabindex="0">đạt 113 tỷ 298 triệu đồng<span>' in shown
    assert "ChiTieu!G7: 113 tỷ 298 triệu đồng" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_several_texts_name_their_file(faulty: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["review", faulty, faulty, "--format", "json"])
    assert [entry["file"] for entry in json.loads(capsys.readouterr().out)] == [faulty, faulty]


def test_no_pandas_without_a_workbook(faulty: str) -> None:
    code = (
        "import sys; from xlplan.cli import main; main(['review', sys.argv[1]]); "
        "print(sorted({'pandas', 'pandera', 'openpyxl', 'formualizer', 'docx'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, faulty], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"
