"""`xlplan show`: one revision with every changed figure."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Xem một bản ghi: ai, khi nào, từng số cũ và mới."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """REV --store."""
    from xlplan.cli._store import add_store

    parser.add_argument("revision", metavar="REV", type=int, help="số của bản ghi")
    add_store(parser)


def run(args: argparse.Namespace) -> int:
    """0; 2 when there is no such revision."""
    from xlplan.cli._store import as_json, change_json, change_lines, existing, print_json, told

    store = existing(args.store, Path())
    revision = store.revision(args.revision)
    changes = store.changes(revision.book, after=revision.id - 1, upto=revision.id)
    if args.format == "json":
        print_json(as_json(revision) | {"changes": [change_json(c) for c in changes]})
    else:
        sys.stdout.write("\n".join([told(revision), *change_lines(changes)]) + "\n")
    return 0
