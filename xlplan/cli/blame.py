"""`xlplan blame`: who wrote a figure, when, from which file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Ai đã ghi số của một ô, khi nào, từ tệp nào."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE CELL --store."""
    from xlplan.cli._store import add_store

    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch")
    parser.add_argument("cell", metavar="CELL", help="ô, ví dụ 'ChiTieu!F7'")
    add_store(parser)


def run(args: argparse.Namespace) -> int:
    """0; 2 when the cell is no input."""
    from xlplan.checks.runner import open_book
    from xlplan.cli._store import as_json, change_json, existing, print_json, told
    from xlplan.domain.errors import UsageError
    from xlplan.sync.figures import figures_of, shown
    from xlplan.sync.outcome import book_id

    figures = figures_of(open_book(args.file))
    sheet, _, cell = args.cell.rpartition("!")
    wanted = sheet.strip("'").replace("''", "'"), cell.replace("$", "").upper()
    figure = next((f for f, place in figures.places.items() if place == wanted), None)
    if figure is None:
        raise UsageError(
            f"Ô {args.cell} không phải ô nhập số liệu.",
            "Ô tính thì xem cách tính bằng «xlplan explain».",
        )
    store = existing(args.store, args.file.parent)
    book = book_id(figures)
    known = {revision.id: revision for revision in store.history(book)}
    changes = [c for c in reversed(store.changes(book)) if c.figure == figure]
    if args.format == "json":
        print_json([change_json(c) | {"by": as_json(known[c.revision])} for c in changes])
        return 0
    for change in changes:
        line = f"{shown(change.old)} → {shown(change.new)}"
        sys.stdout.write(f"{told(known[change.revision])}\n  {line}\n")
    if not changes:
        sys.stdout.write(f"Kho chưa có số của ô {args.cell}.\n")
    return 0
