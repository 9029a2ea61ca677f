"""Findings as SARIF 2.1.0, for code scanning and viewers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlplan
from xlplan.checks.explanations import fingerprint
from xlplan.checks.registry import RULES
from xlplan.checks.rules import Rule
from xlplan.cli.formats import Run, place
from xlplan.domain.findings import Finding
from xlplan.formulas.references import from_a1

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_INDEX = {rule.code: number for number, rule in enumerate(RULES)}


def render(findings: Sequence[Finding], run: Run) -> str:
    """One run. A region's line and column are the cell's row and column; the logical location
    says it as people do, "ChiTieu!F7"; an explanation is a suppression with its words."""
    tool = {
        "name": "xlplan",
        "version": xlplan.__version__,
        "language": "vi",
        "rules": [_rule(rule) for rule in RULES],
    }
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": tool},
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": _uri(file)}} for file in run.files],
                "results": [_result(finding) for finding in findings],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    page = f"{rule.why}\n\nSai: {rule.bad}\nĐúng: {rule.good}\nCách xử lý: {rule.remedy}"
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": page},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Finding) -> dict[str, Any]:
    message = " ".join(part for part in (finding.message, finding.remedy) if part)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": finding.severity.value,
        "message": {"text": message},
        "locations": [_location(finding)],
        "partialFingerprints": {"xlplanFinding/v1": fingerprint(finding)},
    }
    if finding.explained:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.explanation}]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    row, column = from_a1(finding.cell) if finding.cell else (1, 1)
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(finding.file)},
            "region": {"startLine": row, "startColumn": column},
        }
    }
    if finding.sheet:
        location["logicalLocations"] = [
            {
                "name": finding.cell or finding.sheet,
                "fullyQualifiedName": place(finding),
                "kind": "member" if finding.cell else "module",
            }
        ]
    return location


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
