"""`xlplan import`: figures of another system's file into the store, by the same merge."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlplan.sync.imports import Result

HELP = "Nhập số liệu của hệ thống khác (csv, xlsx, parquet) vào kho theo tệp ánh xạ."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SOURCE --table --map --unit-code --year and how conflicts are settled."""
    from xlplan.cli._store import add_store

    add = parser.add_argument
    add("source", metavar="FILE", type=Path, help="tệp .csv, .xlsx hoặc .parquet")
    add("--table", metavar="T", required=True, help="tên bảng, ví dụ Thang")
    add("--map", metavar="MAP.toml", type=Path, required=True, help="tệp ánh xạ cột")
    add("--unit-code", metavar="C", required=True, help="mã đơn vị")
    add("--year", metavar="Y", type=int, required=True, help="năm kế hoạch")
    add("--dry-run", action="store_true", help="chỉ cho biết sẽ làm gì")
    sides = parser.add_mutually_exclusive_group()
    sides.add_argument("--ours", action="store_true", help="xung đột: lấy số của tệp nhập")
    sides.add_argument("--theirs", action="store_true", help="xung đột: lấy số của kho")
    sides.add_argument("--pick", metavar="FILE", type=Path, help="xung đột: theo tệp lựa chọn TOML")
    add_store(parser, formats=False)


def run(args: argparse.Namespace) -> int:
    """0; 1 with conflicts and nothing written; 2 when the file can't be read."""
    from xlplan.cli._store import change_lines, chooser
    from xlplan.sync.exchange import load_mapping, read_frame, table_named, values_of
    from xlplan.sync.imports import import_values
    from xlplan.sync.revisions import BookId
    from xlplan.sync.store import Store, location

    table = table_named(args.table)
    values = values_of(read_frame(args.source), table, load_mapping(args.map, table))
    store = Store(location(args.store, Path()))
    book = BookId(args.unit_code, args.year)
    result = import_values(store, book, args.source, values, chooser(args), dry_run=args.dry_run)
    sys.stdout.write("\n".join([_summary(args, result), *change_lines(result.changes)]) + "\n")
    return int(bool(result.conflicts))


def _summary(args: argparse.Namespace, result: Result) -> str:
    from xlplan.sync.figures import shown

    if result.conflicts:
        lines = [f"{args.source.name}: chưa nhập, hai bên khác nhau:"]
        lines += [f'  "{c.figure}": tệp {shown(c.ours)}, kho {shown(c.theirs)}'
                  for c in result.conflicts]  # fmt: skip
        return "\n".join(lines)
    word = "sẽ nhập" if args.dry_run else "đã nhập"
    return f"{args.source.name}: {word} {len(result.changes)} số (bản ghi {result.revision})."
