"""`xlplan export`: a table's figures out of the store, for other systems."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Xuất một bảng số liệu từ kho ra tệp csv, parquet hoặc xlsx."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--table, --unit-code, --year, --revision, -o."""
    from xlplan.cli._store import add_store

    add = parser.add_argument
    add("--table", metavar="T", required=True, help="tên bảng, ví dụ Thang")
    add("--unit-code", metavar="C", required=True, help="mã đơn vị")
    add("--year", metavar="Y", type=int, required=True, help="năm kế hoạch")
    add("--revision", metavar="REV", type=int, help="theo bản ghi này (mặc định: mới nhất)")
    add("--format", choices=("csv", "parquet", "xlsx"), help="dạng tệp (mặc định: theo tên tệp)")
    add("-o", "--output", metavar="FILE", type=Path, required=True, help="tệp kết quả")
    add_store(parser, formats=False)


def run(args: argparse.Namespace) -> int:
    """0; 2 when the table or the book is not there."""
    from xlplan.cli._outputs import apart
    from xlplan.cli._store import existing
    from xlplan.domain.errors import UsageError
    from xlplan.sync.exchange import FORMATS, export, table_named
    from xlplan.sync.revisions import BookId
    from xlplan.workbook import guard

    kind = args.format or args.output.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise UsageError(f"Không rõ dạng tệp của {args.output.name}.", "Thêm --format csv.")
    table = table_named(args.table)
    store = existing(args.store, Path())
    book = BookId(args.unit_code, args.year)
    if not store.head(book):
        raise UsageError(
            f"Kho chưa có số liệu của đơn vị {book.unit}, năm {book.year}.", "Xem «xlplan log»."
        )
    apart(args.output, store.url.database)
    data = export(store.state(book, args.revision), table, kind)
    guard.put(args.output, lambda stream: stream.write(data), action="export")
    sys.stdout.write(f"Đã ghi {args.output}.\n")
    return 0
