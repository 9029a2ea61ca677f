"""The command line: finds the command, imports only that one, turns errors into sentences."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType
    from typing import TextIO

_FOLDER = os.path.dirname(__file__)  # pathlib would take a tenth of a short command's time
_HELP = "\nHELP = "

BROKEN_PIPE, INTERRUPTED = 141, 130
"""Statuses as a shell gives them for SIGPIPE and SIGINT."""


def commands() -> dict[str, str]:
    """Every command with its line of help, in order of name; no command is imported."""
    found = {}
    for file in sorted(os.listdir(_FOLDER)):
        name, ending = os.path.splitext(file)
        if ending == ".py" and name[0].islower() and (text := _help_line(name)) is not None:
            found[name] = text
    return found


def _source(name: str) -> str:
    with open(os.path.join(_FOLDER, f"{name}.py"), encoding="utf-8") as file:
        return file.read()


def _help_line(name: str) -> str | None:
    """The text of `HELP = …` at a module's top; None for a module that is no command."""
    import ast

    source = _source(name)
    start = source.find(_HELP)
    if start < 0:
        return None
    start += len(_HELP)
    end = source.index("\n)" if source[start] == "(" else "\n", start)
    return ast.literal_eval(source[start:end] + (")" if source[start] == "(" else ""))


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns its exit status, 2 where the usage or an input was wrong."""
    _speak_utf8()
    try:
        status = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        _say("Đã dừng theo yêu cầu.")
        return INTERRUPTED
    except OSError as error:
        from xlplan.domain.errors import os_reason

        _say(f"Không đọc hoặc ghi được {error.filename or 'kết quả'}: {os_reason(error)}.")
        _drop_output()
        return 2
    return status


def _run(argv: list[str]) -> int:
    from xlplan.domain.errors import XlplanError

    try:
        if not argv or argv[0] in ("-h", "--help"):
            print(_overview())
            return 0 if argv else 2
        if argv[0] == "--version":
            import xlplan

            print(f"xlplan {xlplan.__version__}")
            return 0
        module = _command(argv[0])
        from xlplan.cli._parser import Parser

        parser = Parser(prog=f"xlplan {argv[0]}", description=module.HELP)
        module.add_arguments(parser)
        return module.run(parser.parse_args(argv[1:]))
    except XlplanError as error:
        _say(" ".join(error.sentence().split()))
        return 2
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 2


def _command(name: str) -> ModuleType:
    from importlib import import_module

    from xlplan.domain.errors import UsageError

    known = name.isidentifier() and os.path.isfile(os.path.join(_FOLDER, f"{name}.py"))
    if not known or _HELP not in _source(name):
        raise UsageError(
            f"Không có lệnh «{name}».",
            f"Các lệnh: {', '.join(commands())}. Xem «xlplan --help».",
        )
    return import_module(f"xlplan.cli.{name}")


def _overview() -> str:
    listed = commands()
    width = max(len(name) for name in listed) + 2
    lines = [f"  {name:<{width}}{text}" for name, text in listed.items()]
    return "\n".join(
        [
            "Cách dùng: xlplan LỆNH [tham số]",
            "",
            "Công cụ cho tệp kế hoạch Excel của Bưu điện tỉnh, thành phố.",
            "",
            "Các lệnh:",
            *lines,
            "",
            "Xem cách dùng từng lệnh: xlplan LỆNH --help. Phiên bản: xlplan --version.",
            "Mã thoát: 0 đạt; 1 có phát hiện từ mức --fail-on; 2 không đọc được hoặc dùng sai.",
        ]
    )


def _speak_utf8() -> None:
    """Vietnamese whatever the locale; a closed stream takes and drops what is written."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _devnull())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")


def _drop_output() -> None:
    """What is left in the buffer must not fail a second time when Python ends."""
    with suppress(OSError):
        target = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(target, sys.stdout.fileno())
        finally:
            os.close(target)


def _devnull() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _say(sentence: str) -> None:
    print(f"xlplan: {sentence}", file=sys.stderr)
