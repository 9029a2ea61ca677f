"""Findings for people: grouped by file, aligned, the counts last."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from xlplan.checks.explanations import fingerprint
from xlplan.cli.formats import Run, place
from xlplan.domain.findings import Finding, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_BOLD, _FAINT = "1", "2"


def render(findings: Sequence[Finding], run: Run) -> str:
    """One block a file that has findings, then one line of counts."""
    blocks = [
        _block(file, list(group), run.colour)
        for file, group in groupby(findings, key=lambda finding: finding.file)
    ]
    return "\n\n".join([*blocks, _counts(findings, len(run.files))]) + "\n"


def _block(file: str, findings: list[Finding], colour: bool) -> str:
    label = max(len(severity.label) for severity in Severity)
    width = max(len(place(finding)) for finding in findings)
    lines = [_paint(_plain(file), _BOLD, colour)]
    for finding in findings:
        word = _paint(f"{finding.severity.label:<{label}}", _COLOURS[finding.severity], colour)
        where = f"{_plain(place(finding)):<{width}}"
        lines.append(f"  {word}  {where}  {finding.code}  {_plain(finding.message)}")
        margin = " " * (label + width + len(finding.code) + 8)
        if finding.explained:
            lines.append(f"{margin}Đã giải trình: {_plain(finding.explanation)}")
            continue
        if finding.remedy:
            lines.append(f"{margin}{_plain(finding.remedy)}")
        if finding.severity is not Severity.NOTE and finding.cell:
            lines.append(_paint(f"{margin}Dấu vết: {fingerprint(finding)}", _FAINT, colour))
    return "\n".join(lines)


def _counts(findings: Sequence[Finding], files: int) -> str:
    parts = [
        f"{sum(finding.severity is severity for finding in findings)} {severity.label.lower()}"
        for severity in Severity
    ]
    told = sum(finding.explained for finding in findings)
    tail = f" ({told} đã giải trình)" if told else ""
    return f"{files} tệp: {', '.join(parts)}{tail}."


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def _plain(text: str) -> str:
    """One line with nothing that steers a terminal: names and texts come from outside."""
    spaced = " ".join(text.split())
    return "".join("�" if unicodedata.category(letter) == "Cc" else letter for letter in spaced)
