"""`xlplan rule CODE`: the page of a finding."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlplan.checks.rules import Rule

HELP = "Giải thích một luật kiểm tra: lý do, ví dụ sai và đúng, cách xử lý."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """CODE."""
    parser.add_argument("code", metavar="CODE", help="mã của phát hiện, ví dụ XLP301")


def run(args: argparse.Namespace) -> int:
    """Prints the page; UsageError for a code that no rule has."""
    from xlplan.checks.registry import RULES
    from xlplan.domain.errors import UsageError

    code = args.code.strip().upper()
    found = next((rule for rule in RULES if rule.code == code), None)
    if found is None:
        codes = [rule.code for rule in RULES]
        near = get_close_matches(code, codes, n=5, cutoff=0.6) or codes
        raise UsageError(
            f"Không có luật kiểm tra mã «{args.code}».", f"Các mã gần nhất: {', '.join(near)}."
        )
    print(page(found))
    return 0


def page(rule: Rule) -> str:
    """Title, severity, why, a bad and a good example, what to do."""
    return "\n".join(
        [
            f"{rule.code} – {rule.title}",
            f"Mức: {rule.severity.label}",
            "",
            f"Vì sao: {rule.why}",
            "",
            f"Sai:  {rule.bad}",
            f"Đúng: {rule.good}",
            "",
            f"Cách xử lý: {rule.remedy}",
        ]
    )
