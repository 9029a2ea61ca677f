"""`xlplan log`: the revisions of a store, newest first."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Liệt kê các bản ghi của kho số liệu, mới nhất trước."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[FILE] --store."""
    from xlplan.cli._store import add_store

    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="chỉ của tệp này")
    add_store(parser)


def run(args: argparse.Namespace) -> int:
    """0, also when nothing is there."""
    from xlplan.cli._store import as_json, existing, print_json, told

    store = existing(args.store, args.file.parent if args.file else Path())
    book = None
    if args.file:
        from xlplan.checks.runner import open_book
        from xlplan.sync.figures import figures_of
        from xlplan.sync.outcome import book_id

        book = book_id(figures_of(open_book(args.file)))
    revisions = store.history(book)
    if args.format == "json":
        print_json([as_json(revision) for revision in revisions])
    else:
        sys.stdout.writelines(told(revision) + "\n" for revision in revisions)
    return 0
