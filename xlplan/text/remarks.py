"""A finding with its place in the text."""

from __future__ import annotations

from typing import Any, NamedTuple

from xlplan.checks.rules import Rule
from xlplan.domain.findings import Finding
from xlplan.text.claims import Claim
from xlplan.text.rules import UNIT


class Remark(NamedTuple):
    """A finding about the text from `start` to `end`, offsets of the text as given."""

    finding: Finding
    start: int
    end: int


def remark(rule: Rule, claim: Claim, message: str, *, remedy: str = "", **values: Any) -> Remark:
    """A finding at a claim; it names the workbook's cell where the claim was held against one.

    Its subject is the indicator, the verb and the wording, so that an explanation survives moved
    paragraphs.
    """
    place = claim.unit_place if rule is UNIT and claim.unit_place else claim.place
    sheet, cell = place or ("", "")
    finding = Finding(
        code=rule.code,
        severity=rule.severity,
        message=message,
        remedy=remedy or rule.remedy,
        sheet=sheet,
        cell=cell,
        values=values,
        subject=("text", claim.indicator or "", claim.verb, claim.text),
    )
    return Remark(finding, claim.start, claim.end)
