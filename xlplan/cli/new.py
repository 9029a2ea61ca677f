"""`xlplan new`: an empty workbook of the canonical template."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from xlplan.cli._outputs import workbook_name
from xlplan.domain.errors import UsageError

HELP = "Tạo tệp kế hoạch trống theo mẫu chuẩn."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """OUT, --unit-code, --unit-name, --year."""
    parser.add_argument("out", metavar="OUT", type=Path, help="tệp sẽ tạo")
    parser.add_argument("--unit-code", metavar="C", required=True, help="mã đơn vị")
    parser.add_argument("--unit-name", metavar="N", required=True, help="tên đơn vị")
    parser.add_argument("--year", metavar="Y", required=True, type=int, help="năm kế hoạch")


def run(args: argparse.Namespace) -> int:
    """0 when written; UsageError when OUT is there already."""
    if os.path.lexists(args.out):
        raise UsageError(f"Tệp {args.out} đã có.", "Chọn tên khác, xlplan không ghi đè.")
    workbook_name(args.out)
    _sensible(args)
    from xlplan.domain.office import of
    from xlplan.workbook.build import template
    from xlplan.workbook.guard import create

    data = template(args.unit_code, args.unit_name, args.year, of(args.out))
    create(args.out, lambda stream: stream.write(data), action="new")
    return 0


def _sensible(args: argparse.Namespace) -> None:
    """UsageError for what ThongTin can't hold, or what its own check would find at once."""
    from xlplan.sheets import TABLES
    from xlplan.workbook.splice.content import Unwritable, checked_text

    for option, text in (("--unit-code", args.unit_code), ("--unit-name", args.unit_name)):
        try:
            if not checked_text(text).strip():
                raise UsageError(f"{option} trống.", "Nêu như ở trang ThongTin.")
        except Unwritable as error:
            raise UsageError(f"{option}: {error}", "Sửa rồi chạy lại.") from error
    year = TABLES["ThongTin"].column("year")
    if not year.minimum <= args.year <= year.maximum:
        raise UsageError(
            f"Năm kế hoạch {args.year} ngoài khoảng {year.minimum:.0f} đến {year.maximum:.0f}.",
            "Nêu năm bằng bốn chữ số.",
        )
