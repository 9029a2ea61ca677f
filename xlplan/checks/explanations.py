"""The accountant's explanations in KiemTra, bound to a finding's place and numbers."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from xlplan.domain.findings import Finding
from xlplan.workbook.tables import key_text

if TYPE_CHECKING:
    from xlplan.checks.context import Context

DIGITS = 12
"""Significant digits of a number that an explanation is bound to: a đồng in 100 tỷ still tells,
the last bits of a recalculation don't."""


def fingerprint(finding: Finding) -> str:
    """Twelve hex digits of code, table, key, column and the numbers of a finding.

    Not of wording, file or address: moved rows and reworded messages keep an explanation. The
    first digit is a letter, so that no spreadsheet reads the text as a number.
    """
    place = finding.subject or (finding.sheet, finding.cell)
    bound = [finding.code, [_text(part) for part in place], _bound(finding.values)]
    text = json.dumps(bound, ensure_ascii=False, sort_keys=True)
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return "abcdef"[int(digest[0], 16) % 6] + digest[1:]


def _bound(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _bound(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_bound(part) for part in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return _number(value)
    return _text(str(value))


def _number(value: float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return f"{float(value) + 0.0:.{DIGITS}g}"


def _text(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).split())


def explained(findings: Iterable[Finding], context: Context) -> list[Finding]:
    """The findings, those marked that KiemTra explains; a changed number leaves one open again."""
    known = _explanations(context)
    return [_with(finding, known) if known else finding for finding in findings]


def _with(finding: Finding, known: dict[tuple[str, str], str]) -> Finding:
    text = known.get((finding.code, fingerprint(finding)))
    return replace(finding, explained=True, explanation=text) if text else finding


def _explanations(context: Context) -> dict[tuple[str, str], str]:
    form = context.tables.get("KiemTra")
    if form is None:
        return {}
    found = {}
    for row in form.rows:
        code, mark, text = (
            key_text(row.value(column)) for column in ("code", "fingerprint", "explanation")
        )
        if code and mark and text:
            found[code.upper(), mark.lower()] = text
    return found
