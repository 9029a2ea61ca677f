"""`xlplan review`: the claims of a text, held against themselves and a workbook."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlplan.checks.config import Config
    from xlplan.checks.context import Context
    from xlplan.domain.errors import UnreadableError
    from xlplan.text.review import Review

HELP = "Soát văn bản báo cáo: từng số liệu đối chiếu với nhau và với tệp kế hoạch."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """TEXT, --workbook, --format and what makes the run fail."""
    from xlplan.checks.config import FAIL_ON

    add = parser.add_argument
    add(
        "texts",
        metavar="TEXT",
        nargs="+",
        type=os.fspath,
        help="văn bản .txt, .md, .docx; «-» là đầu vào chuẩn",
    )
    add("--workbook", metavar="FILE", type=Path, help="tệp kế hoạch để đối chiếu (.xlsx, .xlsm)")
    add("--format", choices=("text", "json", "html"), default="text", help="dạng kết quả")
    add(
        "--fail-on",
        choices=FAIL_ON,
        default="error",
        help="mức làm mã thoát là 1 (mặc định: error)",
    )
    add("--select", metavar="MÃ", action="append", help="chỉ lấy các mã bắt đầu như vậy")
    add("--ignore", metavar="MÃ", action="append", help="bỏ qua các mã bắt đầu như vậy")
    add("-o", "--output", metavar="OUT", type=Path, help="ghi ra tệp thay vì màn hình")


@dataclass
class _Outcome:
    """One text's review, or why it could not be read."""

    name: str
    review: Review | None
    error: UnreadableError | None = None


def run(args: argparse.Namespace) -> int:
    """0, or 1 with findings at or above --fail-on, or 2 where an input could not be read."""
    from xlplan.cli._outputs import apart
    from xlplan.domain.errors import UsageError

    apart(args.output, args.workbook, *args.texts)
    if args.format == "html" and len(args.texts) > 1:
        raise UsageError("Dạng html soát từng văn bản một.", "Nêu một văn bản, hoặc dùng json.")
    config = _config(args)
    context = _context(args.workbook) if args.workbook else None
    outcomes = _reviewed(args.texts, context, config)
    text = {"text": _as_text, "json": _as_json, "html": _as_html}[args.format](outcomes)
    if args.output:
        from xlplan.workbook.guard import put

        put(args.output, lambda stream: stream.write(text.encode()), action="review")
    else:
        sys.stdout.write(text)
        sys.stdout.flush()
    for outcome in outcomes:
        if outcome.error:
            print("xlplan:", " ".join(outcome.error.sentence().split()), file=sys.stderr)
    if any(outcome.error for outcome in outcomes):
        return 2
    remarks = [one for o in outcomes if o.review for one in o.review.remarks]
    return int(any(config.fails(one.finding) for one in remarks))


def _config(args: argparse.Namespace) -> Config:
    from xlplan.checks.config import Config, prefixes
    from xlplan.text.rules import RULES

    codes = [rule.code for rule in RULES]
    return Config(
        select=prefixes(args.select or (), codes),
        ignore=prefixes(args.ignore or (), codes),
        fail_on=args.fail_on,
    )


def _context(path: Path) -> Context:
    from xlplan.checks.runner import open_context

    return open_context(path)


def _reviewed(texts: list[str], context: Context | None, config: Config) -> list[_Outcome]:
    from xlplan.cli._progress import progress
    from xlplan.domain.errors import UnreadableError
    from xlplan.domain.office import of as office_of
    from xlplan.text.review import review
    from xlplan.text.source import read_text

    show = progress("Đã soát", "văn bản") if len(texts) > 1 else None
    outcomes = []
    for done, name in enumerate(texts, 1):
        try:
            registry = None if name == "-" or context else office_of(Path(name)).indicators
            found = review(read_text(name), context, file=name, registry=registry)
            kept = [one for one in found.remarks if config.apply([one.finding])]
            found.remarks[:] = kept
            outcomes.append(_Outcome(name, found))
        except UnreadableError as error:
            outcomes.append(_Outcome(name, None, error))
        if show:
            show(done, len(texts))
    return outcomes


def _as_json(outcomes: list[_Outcome]) -> str:
    """One object for one text; a list of objects that name their file for several."""
    found = [_object(outcome) for outcome in outcomes]
    if len(outcomes) == 1:
        return json.dumps(found[0], ensure_ascii=False, indent=1) + "\n"
    named = [{"file": o.name, **entry} for o, entry in zip(outcomes, found, strict=True)]
    return json.dumps(named, ensure_ascii=False, indent=1) + "\n"


def _object(outcome: _Outcome) -> dict[str, Any]:
    from xlplan.cli.formats.jsonout import fields

    if outcome.review is None:
        return {"claims": [], "findings": [{**fields(_lost(outcome)), "start": 0, "end": 0}]}
    return {
        "claims": [claim.fields() for claim in outcome.review.claims],
        "findings": [
            {**fields(one.finding), "start": one.start, "end": one.end}
            for one in outcome.review.remarks
        ],
    }


def _lost(outcome: _Outcome) -> Any:
    from xlplan.checks.files import unreadable

    assert outcome.error is not None
    return unreadable(outcome.error)


def _as_html(outcomes: list[_Outcome]) -> str:
    from xlplan.text.page import page
    from xlplan.text.review import Review

    outcome = outcomes[0]
    title = "đầu vào chuẩn" if outcome.name == "-" else Path(outcome.name).name
    if outcome.review is None:
        from xlplan.text.remarks import Remark

        return page(Review("", [], [Remark(_lost(outcome), 0, 0)]), title)
    return page(outcome.review, title)


def _as_text(outcomes: list[_Outcome]) -> str:
    """A block a text: each finding with its line, what it is about, what to do; counts last."""
    from xlplan.domain.findings import Severity

    lines = []
    findings = []
    claims = 0
    for outcome in outcomes:
        if outcome.review is None:
            finding = _lost(outcome)
            findings.append(finding)
            lines += [
                _plain(outcome.name),
                f"  {finding.severity.label}  {finding.code}  {_plain(finding.message)}",
            ]
            continue
        claims += len(outcome.review.claims)
        findings += [one.finding for one in outcome.review.remarks]
        if outcome.review.remarks:
            lines += [_plain(outcome.name), *_found(outcome.review)]
    counts = ", ".join(
        f"{sum(f.severity is s for f in findings)} {s.label.lower()}" for s in Severity
    )
    return "\n".join([*lines, f"{claims} số liệu: {counts}."]) + "\n"


def _found(review: Review) -> list[str]:
    lines = []
    for one in review.remarks:
        finding = one.finding
        row = review.text.count("\n", 0, one.start) + 1
        where = f"dòng {row}"
        if finding.cell:
            where += f", {finding.sheet}!{finding.cell}"
        head = f"  {finding.severity.label:<8}  {finding.code}  {_plain(where)}"
        lines.append(f"{head}: {_plain(finding.message)}")
        if finding.remedy:
            lines.append(f"                    {_plain(finding.remedy)}")
    return lines


def _plain(text: str) -> str:
    """One line with nothing that steers a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
