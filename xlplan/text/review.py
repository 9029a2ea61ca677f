"""A text reviewed: its claims, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xlplan.domain.findings import Severity
from xlplan.domain.indicators import Registry, standard
from xlplan.text.against import workbook_remarks
from xlplan.text.alone import lone_remarks
from xlplan.text.claims import Claim
from xlplan.text.inner import inner_remarks
from xlplan.text.questions import verb_questions
from xlplan.text.reader import read_claims
from xlplan.text.remarks import Remark

if TYPE_CHECKING:
    from xlplan.checks.context import Context


@dataclass(frozen=True)
class Review:
    """A text with its claims in order and the remarks on it, in order of place."""

    text: str
    claims: list[Claim]
    remarks: list[Remark]
    registry: Registry = field(default_factory=standard)


def review(
    text: str, context: Context | None = None, file: str = "", registry: Registry | None = None
) -> Review:
    """Reads the claims of a text and holds them against each other, and against a workbook where
    one is given; a figure that the workbook shows to be wrong is not held against others as well.
    `file` is named in the findings; `registry` holds an office's own indicators, the workbook's
    where one is given."""
    known = context.indicators if context is not None else registry or standard()
    claims = read_claims(text, known)
    found: list[Remark] = []
    if context is not None:
        found += workbook_remarks(claims, context)
    wrong = {one.start for one in found if one.finding.severity is Severity.ERROR}
    sound = [claim for claim in claims if claim.start not in wrong]
    found += inner_remarks(sound, known)
    found += lone_remarks(claims, sound, known)
    found += verb_questions(claims)
    return Review(text, claims, _ordered(found, file), known)


def _ordered(found: list[Remark], file: str) -> list[Remark]:
    """By place, one finding of a kind at a place; the workbook's word goes before the text's."""
    seen: set[tuple[int, str]] = set()
    kept = []
    for one in found:
        key = one.start, _family(one.finding.code)
        if key in seen:
            continue
        seen.add(key)
        kept.append(Remark(replace(one.finding, file=file), one.start, one.end))
    return sorted(kept, key=lambda one: (one.start, one.finding.code))


def _family(code: str) -> str:
    """Findings that say the same of a figure: it differs, from the workbook or from its own two
    numbers; its verb is mixed, or may be."""
    return {"XLP802": "XLP801", "XLP803": "XLP801", "XLP807": "XLP806"}.get(code, code)
