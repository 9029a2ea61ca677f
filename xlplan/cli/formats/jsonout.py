"""Findings as JSON: UTF-8, not escaped, the fields scripts rely on."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from xlplan.cli.formats import Run
from xlplan.domain.findings import Finding


def render(findings: Sequence[Finding], run: Run) -> str:
    """A list of findings in their order; `[]` when there is none."""
    return (
        json.dumps([fields(finding) for finding in findings], ensure_ascii=False, indent=1) + "\n"
    )


def fields(finding: Finding) -> dict[str, Any]:
    """One finding as scripts see it."""
    return {
        "file": finding.file,
        "code": finding.code,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message,
        "remedy": finding.remedy,
        "values": _json(finding.values),
        "explained": finding.explained,
        "explanation": finding.explanation,
    }


def _json(value: Any) -> Any:
    """The value itself, a number JSON has no word for as its text."""
    if isinstance(value, dict):
        return {str(key): _json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_json(part) for part in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return str(value)
