"""`xlplan upgrade`: a workbook of an older template brought to the present one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Nâng tệp theo mẫu cũ lên mẫu hiện hành: thêm cột, trang, công thức; nội dung giữ nguyên."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE --dry-run."""
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch")
    parser.add_argument("--dry-run", action="store_true", help="chỉ cho biết sẽ làm gì, không ghi")


def run(args: argparse.Namespace) -> int:
    """0, also when there is nothing to do; 2 when refused, and then nothing is written."""
    from xlplan.domain.office import of as office_of
    from xlplan.sheets import TEMPLATE_VERSION
    from xlplan.sync.upgrade import upgraded
    from xlplan.workbook import guard
    from xlplan.workbook.files import read_bytes
    from xlplan.workbook.guard.owners import refuse_open

    if not args.dry_run:
        refuse_open(args.file)
    data = read_bytes(args.file)
    found = upgraded(data, str(args.file), office_of(args.file))
    if not found.done:
        sys.stdout.write(f"{args.file}: đã theo mẫu hiện hành (phiên bản {TEMPLATE_VERSION}).\n")
        return 0
    word = "sẽ nâng cấp" if args.dry_run else "đã nâng cấp"
    notes: tuple[str, ...] = ()
    if not args.dry_run:
        receipt = guard.replace(
            args.file, guard.digest(data), lambda stream: stream.write(found.data), action="upgrade"
        )
        notes = tuple(receipt.notes)
    sys.stdout.write("\n  ".join([f"{args.file}: {word}:", *found.done, *found.kept]) + "\n")
    for note in notes:
        sys.stderr.write(f"xlplan: {note}\n")
    return 0
