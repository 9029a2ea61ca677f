"""Which files a run looks at, and which findings count."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.checks.config import Config, load, prefixes
from xlplan.checks.paths import workbooks
from xlplan.domain.errors import UsageError
from xlplan.domain.findings import Finding, Severity

CODES = ["XLP101", "XLP301", "XLP302", "XLP901"]
GAP = Finding("XLP302", Severity.ERROR, "", "")
WORDS = Finding("XLP101", Severity.WARNING, "", "")
BROKEN = Finding("XLP901", Severity.ERROR, "", "")


def test_folders_are_searched_and_each_file_is_read_once(tmp_path: Path) -> None:
    for name in ("b.xlsx", "sub/a.XLSM", "sub/~$a.xlsm", "c.xls", "d.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    given = [tmp_path, tmp_path / "b.xlsx", tmp_path / "sub" / ".." / "b.xlsx"]
    assert workbooks(given) == [tmp_path / "b.xlsx", tmp_path / "sub" / "a.XLSM"]


def test_a_missing_or_foreign_file_stays_in_the_list(tmp_path: Path) -> None:
    missing, other = tmp_path / "không có.xlsx", tmp_path / "a.csv"
    other.touch()
    assert workbooks([missing, other]) == [other, missing]


def test_codes_are_chosen_by_their_beginnings() -> None:
    assert prefixes(["xlp3, XLP101", "XLP9"], CODES) == ("XLP3", "XLP101", "XLP9")
    assert Config(select=("XLP3",)).apply([WORDS, GAP]) == [GAP]
    assert Config(ignore=("XLP3",)).apply([WORDS, GAP]) == [WORDS]
    assert Config(select=("XLP3",)).apply([BROKEN], always="XLP901") == [BROKEN]


@pytest.mark.parametrize("text", ["XLP4", "", "XLP301,", "lỗi"])
def test_a_code_that_no_rule_has_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="bắt đầu bằng"):
        prefixes([text], CODES)


@pytest.mark.parametrize(
    ("fail_on", "fails"), [("error", False), ("warning", True), ("note", True), ("never", False)]
)
def test_a_warning_fails_from_its_level_on(fail_on: str, fails: bool) -> None:
    assert Config(fail_on=fail_on).fails(WORDS) is fails


def test_an_explained_finding_does_not_fail() -> None:
    told = Finding("XLP302", Severity.ERROR, "", "", explained=True)
    assert not Config(fail_on="note").fails(told)


def test_a_file_sets_codes_level_and_severities(tmp_path: Path) -> None:
    path = tmp_path / "xlplan.toml"
    path.write_text(
        'select = ["XLP3", "XLP1"]\nignore = "XLP301"\nfail_on = "warning"\n'
        '[severity]\nXLP302 = "note"\n',
        encoding="utf-8",
    )
    config = load(path, CODES)
    assert config.select == ("XLP3", "XLP1")
    assert config.ignore == ("XLP301",)
    assert config.fail_on == "warning"
    assert [f.severity for f in config.apply([GAP])] == [Severity.NOTE]


@pytest.mark.parametrize(
    "text",
    [
        "tolerance = 1",
        'fail_on = "sometimes"',
        "fail_on = 1",
        "fail_on = []",
        "select = 3",
        'severity = "note"',
        '[severity]\nXLP302 = "bad"',
        '[severity]\nXLP777 = "note"',
        "[severity]\nXLP302 = []",
        "select = [",
    ],
)
def test_a_wrong_file_is_wrong_usage(tmp_path: Path, text: str) -> None:
    path = tmp_path / "xlplan.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        load(path, CODES)
