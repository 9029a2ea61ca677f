"""`xlplan tie`: a workbook's actual figures against an extract of the ledger."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from xlplan.cli.check import FORMATS

HELP = "Đối chiếu số thực hiện của tệp với sổ cái (tài khoản 511, 6xx); chênh lệch là phát hiện."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE --ledger --map --format --fail-on."""
    from xlplan.checks.config import FAIL_ON

    add = parser.add_argument
    add("file", metavar="FILE", type=Path, help="tệp kế hoạch")
    add("--ledger", metavar="SỔ", type=Path, required=True, help="sổ cái .csv, .xlsx, .parquet")
    add("--map", metavar="MAP.toml", type=Path, help="tệp ánh xạ tài khoản (mặc định: ánh xạ "
        "chuẩn, cùng ledger trong xlplan.toml)")  # fmt: skip
    add("--format", choices=FORMATS, default="text", help="dạng kết quả (mặc định: text)")
    add("--fail-on", choices=FAIL_ON, default="error", help="mức làm mã thoát là 1")


def run(args: argparse.Namespace) -> int:
    """0, or 1 with findings at or above --fail-on; 2 where a file can't be read."""
    from xlplan.checks.config import Config
    from xlplan.checks.ledger import tie
    from xlplan.checks.runner import open_context
    from xlplan.cli.formats import Run
    from xlplan.domain.errors import UsageError
    from xlplan.domain.office import of as office_of
    from xlplan.sync.exchange import read_frame
    from xlplan.sync.ledger import account_map, ledger_of, postings

    context = open_context(args.file)
    if context.period is None:
        raise UsageError(
            f"{args.file.name}: chưa ghi năm và kỳ báo cáo ở trang ThongTin nên không đối chiếu "
            "được.", "Ghi năm, tháng đầu và tháng cuối kỳ rồi chạy lại."
        )  # fmt: skip
    known = account_map(office_of(args.file).ledger, args.map)
    found = postings(read_frame(args.ledger), known, context.period.year)
    if not found:
        raise UsageError(
            f"{args.ledger.name}: không có phát sinh nào của năm {context.period.year}.",
            "Kiểm tra năm và các cột của sổ cái.",
        )
    findings = tie(context, ledger_of(found, known))
    config = Config(fail_on=args.fail_on)
    render = import_module(f"xlplan.cli.formats.{FORMATS[args.format]}").render
    sys.stdout.write(render(findings, Run((str(args.file),), config)))
    return int(any(config.fails(finding) for finding in findings))
