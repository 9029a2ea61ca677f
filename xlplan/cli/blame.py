"""`xlplan blame`: who wrote a figure, when, from which file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Ai đã ghi số của một ô (ô tính: số của các ô nhập làm nên nó), khi nào, từ tệp nào."

_SHOWN = 8
"""Inputs of a computed cell that are named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE CELL --store."""
    from xlplan.cli._store import add_store

    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch")
    parser.add_argument("cell", metavar="CELL", help="ô, ví dụ 'ChiTieu!F7'")
    add_store(parser)


def run(args: argparse.Namespace) -> int:
    """0; 2 when the cell is neither an input nor computed from inputs."""
    from xlplan.checks.runner import open_book
    from xlplan.cli._store import as_json, change_json, existing, print_json, told
    from xlplan.cli.explain import locate
    from xlplan.domain.errors import UsageError
    from xlplan.sync.blame import figures_at, lines
    from xlplan.sync.figures import figures_of, shown
    from xlplan.sync.outcome import book_id

    opened = open_book(args.file)
    sheet, address = locate(opened, args.cell)
    figures = figures_of(opened)
    wanted = figures_at(opened, figures, sheet, address)
    if not wanted:
        raise UsageError(
            f"Ô {args.cell} không phải ô nhập, cũng không tính từ ô nhập nào đã có số.",
            "Dòng của bảng phải có khóa; xem cách tính bằng «xlplan explain».",
        )
    found = lines(existing(args.store, args.file.parent), book_id(figures), wanted)
    if args.format == "json":
        print_json([
            change_json(line.change)
            | {"cell": "!".join(figures.places[line.figure]), "by": as_json(line.revision)}
            for line in found
        ])  # fmt: skip
        return 0
    own = figures.cells[wanted[0]] == (sheet, address)
    if not own:
        places = ", ".join("!".join(figures.places[figure]) for figure in wanted[:_SHOWN])
        more = f" và {len(wanted) - _SHOWN} ô khác" if len(wanted) > _SHOWN else ""
        sys.stdout.write(f"{args.cell} tính từ {places}{more}.\n")
    before = None
    for line in found:
        if line.revision != before:
            sys.stdout.write(told(line.revision) + "\n")
            before = line.revision
        place = "" if own else "!".join(figures.places[line.figure]) + ": "
        change = f"{shown(line.change.old)} → {shown(line.change.new)}"
        sys.stdout.write(f"  {place}{change}\n")
    if not found:
        sys.stdout.write(f"Kho chưa có số của ô {args.cell}.\n")
    return 0
