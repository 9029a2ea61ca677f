"""`xlplan restore`: the workbook as it stood at a revision."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Dựng lại tệp kế hoạch đúng như một bản ghi."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """REV -o FILE --store."""
    from xlplan.cli._store import add_store

    parser.add_argument("revision", metavar="REV", type=int, help="số của bản ghi")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="tệp mới")
    add_store(parser, formats=False)


def run(args: argparse.Namespace) -> int:
    """0; 2 when there is no such revision or the file can't be written."""
    from xlplan.cli._outputs import workbook_name
    from xlplan.cli._store import existing
    from xlplan.sync.content import content_of
    from xlplan.workbook import guard
    from xlplan.workbook.build import build

    workbook_name(args.output)
    store = existing(args.store, Path())
    revision = store.revision(args.revision)
    data = build(content_of(store.state(revision.book, revision.id)))
    guard.put(args.output, lambda stream: stream.write(data), action="restore")
    sys.stdout.write(f"Đã ghi {args.output} theo bản ghi {revision.id}.\n")
    return 0
