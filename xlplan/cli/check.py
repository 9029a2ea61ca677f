"""`xlplan check`: findings of workbooks and folders, for people and machines."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlplan.checks.config import Config
    from xlplan.domain.findings import Finding

HELP = "Kiểm tra các tệp kế hoạch: từng phát hiện có ô, lý do và cách xử lý."

FORMATS = {
    "text": "text",
    "json": "jsonout",
    "junit": "junit",
    "github": "github",
    "sarif": "sarif",
}
"""The formats of findings, with the module of `cli.formats` that renders each."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATHS and the options of the run."""
    from xlplan.checks.config import FAIL_ON

    add = parser.add_argument
    add("paths", metavar="PATHS", nargs="+", type=os.fspath, help="tệp .xlsx, .xlsm hoặc thư mục")
    add("--format", choices=FORMATS, default="text", help="dạng kết quả (mặc định: text)")
    add("--fail-on", choices=FAIL_ON, help="mức làm mã thoát là 1 (mặc định: error)")
    add(
        "--select",
        metavar="MÃ",
        action="append",
        help="chỉ lấy các mã bắt đầu như vậy; cách nhau bằng dấu phẩy",
    )
    add("--ignore", metavar="MÃ", action="append", help="bỏ qua các mã bắt đầu như vậy")
    add(
        "--config",
        metavar="FILE",
        type=Path,
        help="tệp cấu hình TOML: select, ignore, fail_on, severity",
    )
    add("--write", action="store_true", help="ghi kết quả vào trang KiemTra của từng tệp")
    add("--no-cache", action="store_true", help="không dùng kết quả đã nhớ của lần trước")


def run(args: argparse.Namespace) -> int:
    """0, or 1 with findings at or above --fail-on, or 2 where an input could not be read."""
    from xlplan.checks.files import UNREADABLE

    config = _config(args)

    from xlplan.checks import runner
    from xlplan.checks.cache import Cache
    from xlplan.checks.paths import NO_WORKBOOK, workbooks
    from xlplan.cli._progress import progress
    from xlplan.cli.formats import Run

    files = workbooks(args.paths)
    if not files:
        print("xlplan:", NO_WORKBOOK, file=sys.stderr)
    read = _digests(files) if args.write else {}
    cache = None if args.no_cache else Cache()
    with _no_hypothesis():
        outcome = runner.check_paths(files, cache=cache, progress=progress("Đã kiểm tra", "tệp"))
    findings = config.apply(outcome.findings, always=UNREADABLE.code)
    render = import_module(f"xlplan.cli.formats.{FORMATS[args.format]}").render
    sys.stdout.write(render(findings, Run(tuple(map(str, files)), config, _colour())))
    sys.stdout.flush()
    for error in outcome.unreadable:
        print("xlplan:", " ".join(error.sentence().split()), file=sys.stderr)
    written = not args.write or _write(read, outcome.findings, findings)
    if outcome.unreadable or not written:
        return 2
    return int(any(config.fails(finding) for finding in findings))


@contextmanager
def _no_hypothesis() -> Iterator[None]:
    """pandera loads hypothesis, wherever it is installed, to make up data; this command makes up
    none and would take a tenth longer."""
    absent = "hypothesis" not in sys.modules
    if absent:
        sys.modules["hypothesis"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            del sys.modules["hypothesis"]


def _digests(files: Sequence[Path]) -> dict[Path, str]:
    """What the files are before they are checked; "" for one that can't be read."""
    from xlplan.workbook import guard

    found = dict.fromkeys(files, "")
    for path in files:
        if path.is_file():
            with suppress(OSError):
                found[path] = guard.digest(path)
    return found


def _write(read: Mapping[Path, str], found: list[Finding], shown: list[Finding]) -> bool:
    """The findings shown into KiemTra of each readable file (by its digest before the check), and
    explained ones that the run left out; False when one could not be written."""
    from xlplan.checks.files import UNREADABLE
    from xlplan.domain.errors import XlplanError

    done = True
    chosen = {(f.file, f.code, f.sheet, f.cell, f.message): f for f in shown}
    for path, digest in read.items():
        own = [f for f in found if f.file == str(path)]
        if any(f.code == UNREADABLE.code for f in own):
            continue
        told = [(chosen.get((f.file, f.code, f.sheet, f.cell, f.message)), f) for f in own]
        kept = [seen or f for seen, f in told if seen or f.explained]
        try:
            _write_one(path, digest, kept)
        except XlplanError as error:
            print("xlplan:", " ".join(error.sentence().split()), file=sys.stderr)
            done = False
    return done


def _write_one(path: Path, digest: str, findings: list[Finding]) -> None:
    from xlplan.checks import write
    from xlplan.cli.set import save
    from xlplan.domain.errors import UsageError
    from xlplan.workbook import guard
    from xlplan.workbook.files import read_bytes
    from xlplan.workbook.reader import read

    data = read_bytes(path)
    if guard.digest(data) != digest:
        raise guard.changed(path)
    written = write.plan(data, read(data, str(path)), findings)
    for text in written.lapsed:
        print(f"xlplan: {path.name}: giải trình hết hiệu lực: {text}", file=sys.stderr)
    if written.plan is None:
        return
    if written.plan.refused:
        note = written.plan.refused[0]
        raise UsageError(f"{path.name}: không ghi được {note.sheet}!{note.cell}: {note.message}")
    save(written.plan, path, "check")


def _config(args: argparse.Namespace) -> Config:
    """The configuration file's choices, those of the command line over them."""
    from dataclasses import replace

    from xlplan.checks.config import Config, load, prefixes

    codes = _codes()
    config = load(args.config, codes) if args.config else Config()
    if args.select:
        config = replace(config, select=prefixes(args.select, codes))
    if args.ignore:
        config = replace(config, ignore=prefixes(args.ignore, codes))
    return replace(config, fail_on=args.fail_on) if args.fail_on else config


def _codes() -> Sequence[str]:
    from xlplan.checks.registry import RULES

    return list(dict.fromkeys(rule.code for rule in RULES))


def _colour() -> bool:
    """Colours on a terminal that wants them (no-color.org)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
