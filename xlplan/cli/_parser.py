"""argparse that speaks Vietnamese."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

_MESSAGES = (
    (r"the following arguments are required: (.+)", r"Thiếu tham số: \1."),
    (r"unrecognized arguments: (.+)", r"Không có tham số: \1."),
    (r"argument (.+?): expected one argument", r"Tham số \1 cần một giá trị."),
    (r"argument (.+?): expected at least one argument", r"Tham số \1 cần ít nhất một giá trị."),
    (r"argument (.+?): expected (\d+) arguments", r"Tham số \1 cần \2 giá trị."),
    (
        r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)",
        r"Tham số \1 không nhận \2; chọn một trong: \3.",
    ),
    (r"argument (.+?): invalid \S+ value: (.+)", r"Tham số \1 không đọc được giá trị \2."),
    (
        r"argument (.+?): not allowed with argument (.+)",
        r"Không dùng tham số \1 cùng lúc với \2.",
    ),
    (r"one of the arguments (.+) is required", r"Cần một trong các tham số: \1."),
    (r"argument (.+?): ignored explicit argument (.+)", r"Tham số \1 không nhận giá trị \2."),
    (r"argument (.+?): (.+)", r"Tham số \1: \2"),
)


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str, **options: Any) -> None:
        options["width"] = _width() - 2  # else argparse asks shutil, which takes long to import
        super().__init__(prog, **options)

    def add_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: Any = None
    ) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


def _width() -> int:
    """The columns of the terminal, as COLUMNS or the terminal says; 80 where neither does."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isdigit() and int(stated):
        return int(stated)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


class Parser(argparse.ArgumentParser):
    """One command's arguments; wrong usage is a Vietnamese sentence on stderr and status 2."""

    def __init__(self, **options: Any) -> None:
        options.update(add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        super().__init__(**options)
        self._positionals.title = "Tham số"
        self._optionals.title = "Tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in cách dùng rồi thoát")

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """A name that is empty (a variable of a script not set) would be the folder one is in."""
        if not arg_string and action.type in (Path, os.fspath):
            raise argparse.ArgumentError(action, "tên tệp trống.")
        return super()._get_value(action, arg_string)

    def error(self, message: str) -> NoReturn:
        """Prints what is wrong, then ends with status 2."""
        self.exit(2, f"{self.prog}: {in_vietnamese(message)} Xem «{self.prog} --help».\n")


def in_vietnamese(message: str) -> str:
    """argparse's own message, translated; one it doesn't know stays as it is."""
    for pattern, words in _MESSAGES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(words)
    return message
