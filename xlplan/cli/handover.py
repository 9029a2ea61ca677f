"""`xlplan handover`: a copy without our functions, for who has no xlplan."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Bàn giao: bản sao chỉ có công thức gốc của Excel, không cần xlplan để tính."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, -o."""
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch")
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path, required=True, help="tệp kết quả"
    )


def run(args: argparse.Namespace) -> int:
    """0; what became a value is listed on stderr."""
    from xlplan.cli._outputs import apart, workbook_name
    from xlplan.formulas.references import to_a1
    from xlplan.workbook.files import read_bytes
    from xlplan.workbook.guard import put
    from xlplan.workbook.handover import handover

    apart(args.output, args.file)
    workbook_name(args.output, args.file)
    result = handover(read_bytes(args.file), str(args.file))
    receipt = put(args.output, result.plan.write, action="handover")
    for note in receipt.notes:
        sys.stderr.write(f"xlplan: {note}\n")
    sys.stderr.write(
        f"{len(result.formulas)} ô thành công thức gốc của Excel, "
        f"{len(result.values)} ô thành giá trị.\n"
    )
    for sheet, row, column in result.values:
        sys.stderr.write(f"Thành giá trị: {sheet}!{to_a1(row, column)}\n")
    return 0
