"""Findings as JUnit XML: a suite a file, a case a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from xlplan.checks.files import UNREADABLE
from xlplan.cli.formats import Run, place
from xlplan.domain.findings import Finding

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold (section 2.2)."""


def render(findings: Sequence[Finding], run: Run) -> str:
    """A file with no finding is one passed case; a finding that doesn't fail the run is a passed
    case with its message as output."""
    root = ET.Element("testsuites", name="xlplan check")
    by_file: dict[str, list[Finding]] = {file: [] for file in run.files}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    for file, found in by_file.items():
        _suite(root, file, found, run)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, file: str, findings: list[Finding], run: Run) -> None:
    unreadable = sum(finding.code == UNREADABLE.code for finding in findings)
    failed = sum(run.config.fails(f) and f.code != UNREADABLE.code for f in findings)
    suite = ET.SubElement(
        root,
        "testsuite",
        name=_legal(file),
        tests=str(max(1, len(findings))),
        failures=str(failed),
        errors=str(unreadable),
        skipped="0",
    )
    if not findings:
        ET.SubElement(suite, "testcase", classname=_legal(file), name="kiểm tra")
    for finding in findings:
        _case(suite, finding, run)


def _case(suite: ET.Element, finding: Finding, run: Run) -> None:
    name = f"{finding.code} {place(finding)}".rstrip()
    case = ET.SubElement(suite, "testcase", classname=_legal(finding.file), name=_legal(name))
    text = "\n".join(part for part in (finding.message, finding.remedy) if part)
    if finding.code == UNREADABLE.code or run.config.fails(finding):
        tag = "error" if finding.code == UNREADABLE.code else "failure"
        failure = ET.SubElement(case, tag, type=finding.code, message=_legal(finding.message))
        failure.text = _legal(text)
        return
    label = "Đã giải trình" if finding.explained else finding.severity.label
    said = f"{label}: {finding.explanation or text}"
    ET.SubElement(case, "system-out").text = _legal(said)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
