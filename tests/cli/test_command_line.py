"""The command line's frame: help, usage errors, streams, statuses, start-up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from xlplan import cli
from xlplan.domain.errors import UnreadableError


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from xlplan.cli import main; sys.exit(main())",
            *arguments,
        ],
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


def test_help_lists_every_command_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    for name, text in cli.commands().items():
        assert f"  {name}" in shown
        assert text in shown


def test_lines_of_help_are_what_the_modules_say() -> None:
    from importlib import import_module

    for name, text in cli.commands().items():
        module = import_module(f"xlplan.cli.{name}")
        assert text == module.HELP
        assert "\n" not in text


def test_help_imports_no_command_and_nothing_heavy() -> None:
    heavy = "argparse", "json", "pandas", "openpyxl", "formualizer", "xlplan.cli.check"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from xlplan.cli import main; main(['--help']);"
            f"sys.exit(any(name in sys.modules for name in {heavy!r}))",
        ],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_vietnamese_comes_out_in_any_locale() -> None:
    done = run("--help", LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "Các lệnh" in done.stdout.decode("utf-8")


def test_no_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2


@pytest.mark.parametrize("name", ["kiểm-tra", "../check", "_parser", "formats", "", "--nothing"])
def test_unknown_command_is_one_vietnamese_sentence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([name]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Không có lệnh" in shown.err
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rule"], "Thiếu tham số: CODE"),
        (["check"], "Thiếu tham số: PATHS"),
        (["check", "a.xlsx", "--format", "pdf"], "không nhận 'pdf'; chọn một trong"),
        (["check", "a.xlsx", "--format"], "cần một giá trị"),
        (["check", "a.xlsx", "--formt", "json"], "Không có tham số: --formt"),
        (["check", "a.xlsx", "--no-cache=1"], "không nhận giá trị"),
    ],
)
def test_wrong_usage_is_told_in_vietnamese_with_status_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.out == ""


def test_help_of_a_command_is_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rule", "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Cách dùng: xlplan rule")
    assert "Tùy chọn" in shown


def _raising(error: BaseException) -> object:
    class Command:
        HELP = "thử"

        @staticmethod
        def add_arguments(parser: object) -> None:
            pass

        @staticmethod
        def run(args: object) -> int:
            raise error

    return Command


@pytest.mark.parametrize(
    ("error", "status", "lines"),
    [
        (UnreadableError("a.xlsx", "Tệp hỏng.", "Lưu lại."), 2, 1),
        (KeyboardInterrupt(), 130, 1),
        (OSError(28, "No space left on device"), 2, 1),
    ],
)
def test_what_stops_the_work_is_a_sentence_and_a_status(
    error: BaseException,
    status: int,
    lines: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "_command", lambda name: _raising(error))
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    assert cli.main(["rule"]) == status
    shown = capsys.readouterr().err
    assert shown.count("\n") == lines
    assert "Traceback" not in shown


@pytest.mark.skipif(os.name == "nt", reason="pipes of a shell")
def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -c 'import time, sys; from xlplan.cli import main;"
         " time.sleep(0.3); sys.exit(main([\"--help\"]))' | true"],
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.stderr == b""


def test_the_process_ends_with_the_status_and_loses_no_output(workbooks: Path) -> None:
    source = str(workbooks / "bao-cao-2023.xlsx")
    command = [sys.executable, "-m", "xlplan", "check", source, "--format", "json", "--no-cache"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)
    wrong = subprocess.run([sys.executable, "-m", "xlplan", "khong-co"], capture_output=True)
    assert wrong.returncode == 2
    assert "Không có lệnh" in wrong.stderr.decode()


def test_check_leaves_hypothesis_out_and_can_be_used_after_it(workbooks: Path) -> None:
    code = (
        "import sys; from xlplan.cli import main;"
        f"main(['check', {str(workbooks / 'bao-cao-2023.xlsx')!r}, '--no-cache']);"
        "assert 'pandera' in sys.modules and 'hypothesis' not in sys.modules;"
        "import hypothesis"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
