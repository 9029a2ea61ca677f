"""`xlplan report`: the table of indicators and the findings, as text or as one HTML page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "In bảng chỉ tiêu của một tệp; với --format html: một trang gồm bảng và kết quả kiểm tra."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --format, -o."""
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch (.xlsx, .xlsm)")
    parser.add_argument("--format", choices=("table", "html"), default="table", help="dạng kết quả")
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path, help="ghi ra tệp thay vì màn hình"
    )


def run(args: argparse.Namespace) -> int:
    """0 when the report was made; an unreadable file raises XlplanError (exit 2)."""
    from xlplan.checks import runner
    from xlplan.report.page import page
    from xlplan.report.table import as_text
    from xlplan.workbook.guard import put

    context = runner.open_context(args.file)
    if args.format == "html":
        text = page(context, runner.check_paths([args.file]).findings)
    else:
        text = as_text(context) + "\n"
    if args.output:
        put(args.output, lambda stream: stream.write(text.encode()), action="report")
    else:
        sys.stdout.write(text)
    return 0
