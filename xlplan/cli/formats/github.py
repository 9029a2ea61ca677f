"""Findings as annotations of a GitHub workflow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from xlplan.cli.formats import Run, place
from xlplan.domain.findings import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(findings: Sequence[Finding], run: Run) -> str:
    """One workflow command a finding; an explained one is a notice. Lines count rows.

    Escaping as in GitHub's own toolkit (`command.ts`): % CR LF in data, also : and , in values.
    """
    return "".join(_annotation(finding) + "\n" for finding in findings)


def _annotation(finding: Finding) -> str:
    from xlplan.formulas.references import from_a1

    command = "notice" if finding.explained else _COMMANDS[finding.severity]
    values = {"file": PurePath(finding.file).as_posix()}
    if finding.cell:
        row, column = from_a1(finding.cell)
        values |= {"line": str(row), "col": str(column)}
    values["title"] = f"{finding.code} {place(finding)}".rstrip()
    written = ",".join(f"{key}={_value(text)}" for key, text in values.items())
    tail = f"Đã giải trình: {finding.explanation}" if finding.explained else finding.remedy
    message = f"{finding.message}\n{tail}" if tail else finding.message
    return f"::{command} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
