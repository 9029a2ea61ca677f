"""`xlplan dialect`: the names of our functions as Excel or LibreOffice wants them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Đổi tên hàm XLPLAN trong công thức cho Excel hoặc LibreOffice, sửa đường dẫn xlam hỏng."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --to, -o."""
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch")
    parser.add_argument(
        "--to", choices=("excel", "libreoffice"), required=True, help="chương trình sẽ mở tệp"
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path, help="tệp kết quả; không có thì ghi vào FILE"
    )


def run(args: argparse.Namespace) -> int:
    """0, also when there was nothing to rename."""
    from xlplan.cli._outputs import workbook_name
    from xlplan.workbook.dialect import renamed
    from xlplan.workbook.files import read_bytes
    from xlplan.workbook.guard import digest, put, replace

    workbook_name(args.output, args.file)
    data = read_bytes(args.file)
    result = renamed(data, args.to, str(args.file))
    target = args.output or args.file
    if args.output:
        put(target, lambda stream: stream.write(result.data), action="dialect")
    elif result.formulas:
        replace(target, digest(data), lambda stream: stream.write(result.data), action="dialect")
    sys.stderr.write(f"Đã đổi tên hàm trong {result.formulas} công thức: {target}\n")
    return 0
