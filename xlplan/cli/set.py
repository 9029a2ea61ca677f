"""`xlplan set`: cells of a workbook edited, all of them or none."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlplan.functions.values import Scalar
    from xlplan.workbook.edit import Plan
    from xlplan.workbook.edit_state import Note

HELP = "Ghi giá trị vào từng ô; phần còn lại của tệp giữ nguyên từng byte."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, the edits, --from and how to write."""
    add = parser.add_argument
    add("file", metavar="FILE", type=Path, help="tệp .xlsx, .xlsm")
    add("edits", metavar="Ô=GIÁ TRỊ", nargs="*", help="ví dụ 'ChiTieu!E7=119.261,5'")
    add("--from", metavar="CSV", dest="source", type=Path, help="đọc thêm các ô từ tệp CSV")
    add("--dry-run", action="store_true", help="chỉ cho xem, không ghi")
    add("--no-calc", action="store_true", help="không tính lại các ô phụ thuộc, chỉ liệt kê")
    add("--break-signature", action="store_true", help="vẫn ghi khi tệp có chữ ký số")
    add("--refresh-pivots", action="store_true", help="bảng Pivot có nguồn bị sửa: làm mới khi mở")


def run(args: argparse.Namespace) -> int:
    """0 when written (or shown); 2 when anything is refused, and then nothing is written."""
    from xlplan.cli._edits import from_arguments, from_csv
    from xlplan.domain.errors import UsageError
    from xlplan.workbook.edit import Options, prepare

    edits = from_arguments(args.edits)
    if args.source:
        edits |= from_csv(args.source)
    if not edits:
        raise UsageError("Không có ô nào để ghi.", "Viết như 'ChiTieu!E7=119261', hoặc --from CSV.")
    options = Options(not args.no_calc, args.break_signature, args.refresh_pivots)
    plan = prepare(args.file, edits, options)
    for note in plan.warnings:
        _say("Lưu ý", note)
    if plan.refused:
        for note in plan.refused:
            _say("Từ chối", note)
        print("xlplan: Không ghi gì vào tệp.", file=sys.stderr)
        return 2
    if args.dry_run:
        plan.rehearse()
    else:
        save(plan, args.file, "set")
    sys.stdout.write("".join(f"{line}\n" for line in report(plan)))
    for note in plan.kept:
        _say("Không tính lại", note)
    return 0


def save(plan: Plan, path: Path, action: str) -> None:
    """Writes the plan over its file: backed up, locked, refused when changed since it was read."""
    from xlplan.workbook.guard import replace

    receipt = replace(path, plan.digest, plan.write, action=action)
    for note in receipt.notes:
        print(f"xlplan: {note}", file=sys.stderr)


def report(plan: Plan) -> list[str]:
    """Old → new of each edited cell, then of each formula that follows."""
    lines = [
        f"{c.sheet}!{c.cell}: {_side(c.old, c.old_formula)} → {_side(c.new, c.new_formula)}"
        for c in plan.changes
    ]
    if plan.updates:
        lines.append(f"Tính lại {len(plan.updates)} ô:")
        lines += [f"  {u.sheet}!{u.cell}: {_shown(u.old)} → {_shown(u.new)}" for u in plan.updates]
    return lines


def _side(value: Scalar, formula: str | None) -> str:
    if formula is None:
        return _shown(value)
    return f"{formula} ({_shown(value)})" if value is not None else formula


def _shown(value: Scalar) -> str:
    if value is None or value == "":
        return "trống"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        from xlplan.domain.numerals import format_number

        return format_number(float(f"{value:.15g}"))
    return str(value)


def _say(what: str, note: Note) -> None:
    place = f"{note.sheet}!{note.cell}" if note.cell else note.sheet
    where = f" {place}" if place else ""
    print(f"xlplan: {what}{where}: {note.message}", file=sys.stderr)
