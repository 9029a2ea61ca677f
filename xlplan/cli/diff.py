"""`xlplan diff`: what differs between two revisions of one workbook."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "So hai bản ghi của cùng một tệp: từng số khác nhau."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A B --store."""
    from xlplan.cli._store import add_store

    parser.add_argument("one", metavar="A", type=int, help="bản ghi trước")
    parser.add_argument("other", metavar="B", type=int, help="bản ghi sau")
    add_store(parser)


def run(args: argparse.Namespace) -> int:
    """0; 2 when the revisions are not there or not of one workbook."""
    from xlplan.cli._store import change_json, change_lines, existing, print_json
    from xlplan.domain.errors import UsageError
    from xlplan.sync.merge import difference
    from xlplan.sync.revisions import Change

    store = existing(args.store, Path())
    one, other = store.revision(args.one), store.revision(args.other)
    if one.book != other.book:
        raise UsageError(
            f"Bản ghi {one.id} và {other.id} không cùng đơn vị, năm.",
            "Chọn hai bản ghi của cùng một tệp; xem «xlplan log».",
        )
    before, after = store.state(one.book, one.id), store.state(other.book, other.id)
    changes = [
        Change(other.id, figure, before.get(figure), new)
        for figure, new in difference(before, after).items()
    ]
    if args.format == "json":
        print_json([change_json(change) for change in changes])
    else:
        sys.stdout.writelines(line + "\n" for line in change_lines(changes))
    return 0
