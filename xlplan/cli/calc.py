"""`xlplan calc`: fresh cached values into a copy, or the list of stale ones."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.cli._outputs import apart, workbook_name

if TYPE_CHECKING:
    from xlplan.workbook.refresh import Calculate

HELP = (
    "Tính lại tệp, viết lại đoạn văn ở BaoCao: ghi ra tệp khác (-o), vào chính tệp; hoặc liệt kê "
    "ô có giá trị cũ."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, -o, --in-place, --diff, --engine."""
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch")
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument("-o", "--output", metavar="OUT", type=Path, help="tệp kết quả")
    ways.add_argument("--in-place", action="store_true", help="ghi vào chính tệp")
    ways.add_argument("--diff", action="store_true", help="chỉ liệt kê ô có giá trị cũ")
    parser.add_argument(
        "--engine",
        choices=("formualizer", "libreoffice"),
        default="formualizer",
        help="chương trình tính: formualizer (mặc định) hoặc LibreOffice trên máy này",
    )


def run(args: argparse.Namespace) -> int:
    """--diff: 1 when there are stale cells; else 0. A copy or the file itself gets the leader's
    paragraph anew as well."""
    from xlplan.formulas.references import to_a1

    apart(args.output, args.file, remedy="Dùng --in-place, hoặc tên khác cho -o.")
    workbook_name(args.output, args.file)
    if args.diff:
        return _diff(args.file, _calculation(args.engine))
    from xlplan.domain.office import of as office_of
    from xlplan.text.leader import rewritten
    from xlplan.workbook.files import read_bytes
    from xlplan.workbook.guard import put, replace
    from xlplan.workbook.refresh import refreshing

    plan, not_computed = refreshing(
        read_bytes(args.file), str(args.file), _calculation(args.engine)
    )
    write, notes = rewritten(plan, office_of(args.file))
    if args.in_place:
        receipt = replace(args.file, plan.digest, write, action="calc")
    else:
        receipt = put(args.output, write, action="calc")
    for note in [*receipt.notes, *notes]:
        sys.stderr.write(f"xlplan: {note}\n")
    for (sheet, row, column), reason in not_computed.items():
        sys.stderr.write(f"Không tính lại {sheet}!{to_a1(row, column)}: {reason}.\n")
    return 0


def _calculation(engine: str) -> Calculate:
    from xlplan.workbook.refresh import by_engine

    if engine == "libreoffice":
        from xlplan.hosts.libreoffice_calc import recalculated

        return recalculated
    return by_engine


def _diff(path: Path, calculate: Calculate) -> int:
    from xlplan.formulas.references import to_a1
    from xlplan.workbook.engine import stale
    from xlplan.workbook.files import read_bytes
    from xlplan.workbook.reader import read

    data = read_bytes(path)
    book = read(data, str(path))
    cells = stale(book, calculate(data, book))
    for cell in cells:
        place = f"{cell.sheet}!{to_a1(cell.row, cell.column)}"
        sys.stdout.write(f"{place}: {_shown(cell.cached)} → {_shown(cell.fresh)}\n")
    return int(bool(cells))


def _shown(value: object) -> str:
    return "trống" if value in (None, "") else str(value)
