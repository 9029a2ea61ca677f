"""`xlplan report`: the table of indicators and the findings, as text or as one HTML page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlplan.checks.context import Context

HELP = "In bảng chỉ tiêu của một tệp, một trang html với kết quả kiểm tra, hoặc đoạn văn báo cáo."

_FORMATS = ("table", "html", "text", "json")
_FORMAT_HELP = "table, html; text: đoạn văn báo cáo; json: đoạn văn với ô của từng số"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --format, what the paragraph tells, -o."""
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch (.xlsx, .xlsm)")
    parser.add_argument("--format", choices=_FORMATS, default="table", help=_FORMAT_HELP)
    parser.add_argument(
        "--length", choices=("ngắn", "vừa", "đầy đủ"), default="vừa", help="độ dài của đoạn văn"
    )
    parser.add_argument(
        "--indicators", metavar="MÃ", help="các chỉ tiêu của đoạn văn, cách nhau bằng dấu phẩy"
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path, help="ghi ra tệp thay vì màn hình"
    )


def run(args: argparse.Namespace) -> int:
    """0 when the report was made; an unreadable file raises XlplanError (exit 2)."""
    from xlplan.checks import runner
    from xlplan.cli._outputs import apart
    from xlplan.report.page import page
    from xlplan.report.table import as_text
    from xlplan.workbook.guard import put

    apart(args.output, args.file)
    context = runner.open_context(args.file)
    if args.format in ("text", "json"):
        text = _paragraph(context, args)
    elif args.format == "html":
        text = page(context, runner.check_paths([args.file]).findings)
    else:
        text = as_text(context) + "\n"
    if args.output:
        put(args.output, lambda stream: stream.write(text.encode()), action="report")
    else:
        sys.stdout.write(text)
    return 0


def _paragraph(context: Context, args: argparse.Namespace) -> str:
    """The paragraph as text, or as JSON with each number's cells."""
    import json

    from xlplan.text.lines import lines, scope
    from xlplan.text.write import chosen, write

    codes = [part.strip().upper() for part in (args.indicators or "").split(",") if part.strip()]
    told = chosen(lines(context), args.length, codes)
    written = write(told, scope(context), context.indicators)
    if args.format == "text":
        return written.text + "\n"
    entry = {"text": written.text, "numbers": [number.fields() for number in written.numbers]}
    return json.dumps(entry, ensure_ascii=False, indent=1) + "\n"
