"""`xlplan undo`: takes a write back, or lists the writes that can be."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplan.domain.errors import UsageError

if TYPE_CHECKING:
    from xlplan.workbook.guard import Entry, Receipt

HELP = "Hoàn tác lần ghi cuối của xlplan vào một tệp, hoặc liệt kê các bản sao lưu (--list)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --list, --to, --format, --force."""
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp đã được xlplan ghi")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--list", action="store_true", help="chỉ liệt kê các lần ghi có sao lưu")
    ways.add_argument(
        "--to", metavar="SỐ", type=int, help="đưa tệp về như trước lần ghi số này (xem --list)"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="dạng kết quả (mặc định: text)"
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="hoàn tác cả khi tệp đã thay đổi sau đó; bản hiện tại được sao lưu trước",
    )


def run(args: argparse.Namespace) -> int:
    """0 when taken back or listed; WriteError (exit 2) when refused, the file as it was."""
    from xlplan.workbook import guard

    if args.list and args.force:
        raise UsageError("Không dùng tham số --force cùng lúc với --list.")
    if args.list:
        return _list(args)
    receipt = guard.undo(args.file, to=args.to, force=args.force)
    for note in receipt.notes:
        sys.stderr.write(f"xlplan: {note}\n")
    if args.format == "json":
        _print_json(_receipt(receipt))
    else:
        sys.stdout.write(_told(receipt) + "\n")
    return 0


def _list(args: argparse.Namespace) -> int:
    from xlplan.workbook import guard

    entries = guard.backups(args.file)
    if args.format == "json":
        _print_json([entry.told() | {"backup": str(entry.backup)} for entry in entries])
    elif not entries:
        sys.stderr.write(f"xlplan: Chưa có bản sao lưu nào của {args.file}.\n")
    else:
        sys.stdout.writelines(_line(entry) + "\n" for entry in entries)
    return 0


def _line(entry: Entry) -> str:
    action = entry.action
    if entry.restores is not None:
        action += f" (về trước lần ghi {entry.restores})"
    size = f"{-(-entry.size // 1024)} KB"
    return f"{entry.number:>4}  {_when(entry.time)}  {action:<32}  {size:>9}  {entry.backup}"


def _when(time: str) -> str:
    return f"{datetime.fromisoformat(time):%d/%m/%Y %H:%M:%S}"


def _told(receipt: Receipt) -> str:
    back = f"{receipt.path}: đã trở về như trước lần ghi {receipt.restored}."
    if receipt.number is None:
        return f"{receipt.path}: nội dung đã đúng như trước lần ghi, không có gì để ghi."
    return f"{back} Muốn làm lại: xlplan undo {receipt.path.name} --to {receipt.number}."


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "file": str(receipt.path),
        "number": receipt.number,
        "restores": receipt.restored,
        "before": receipt.before,
        "after": receipt.after,
        "backup": str(receipt.backup) if receipt.backup else None,
        "notes": list(receipt.notes),
    }


def _print_json(told: object) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
