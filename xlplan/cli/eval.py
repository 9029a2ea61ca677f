"""`xlplan eval`: a formula's value, in Vietnamese or file separators."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from xlplan.domain.errors import UsageError, os_reason
from xlplan.functions.values import Error, Scalar, Value

HELP = "Tính một công thức, ví dụ '=XLPLAN_HTKH(113298;119261)'."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FORMULA or --file."""
    parser.add_argument("formula", metavar="FORMULA", nargs="?", help="công thức, có hoặc không =")
    parser.add_argument("--file", metavar="F", type=Path, help="tệp mỗi dòng một công thức")


def run(args: argparse.Namespace) -> int:
    """0; 2 with #NAME? for a line of --file that is no formula; UsageError for a wrong call."""
    from xlplan.workbook.formula import Evaluator

    if (args.formula is None) == (args.file is None):
        raise UsageError("Cần một công thức, hoặc --file.", "Xem xlplan eval --help.")
    evaluator = Evaluator()
    if args.formula is not None:
        sys.stdout.write(_rows(evaluator.value(args.formula)) + "\n")
        return 0
    try:
        lines = args.file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(
            f"Không mở được {args.file}: {os_reason(error)}.", "Kiểm tra đường dẫn."
        ) from error
    except UnicodeError as error:
        raise UsageError(f"Không đọc được {args.file}.", "Tệp phải là chữ UTF-8.") from error
    status = 0
    for line in lines:
        try:
            value = evaluator.value(line) if line.strip() else None
        except UsageError as error:
            value, status = Error.NAME, 2
            print("xlplan:", error.sentence(), file=sys.stderr)
        sys.stdout.write(_line(value) + "\n")
    return status


def _rows(value: Value) -> str:
    if isinstance(value, list):
        return "\n".join("\t".join(_text(cell) for cell in row) for row in value)
    return _text(value)


def _line(value: Value) -> str:
    if isinstance(value, list):
        return "{" + ";".join(",".join(_text(cell) for cell in row) for row in value) + "}"
    return _text(value)


def _text(value: Scalar) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Error | str):
        return str(value)
    number = repr(float(value))
    if not math.isfinite(float(value)):
        return Error.NUM.value
    return number.removesuffix(".0")
