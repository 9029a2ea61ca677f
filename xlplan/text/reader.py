"""Reads the claims of a text, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from xlplan.domain.indicators import Registry
from xlplan.text.bases import Compared
from xlplan.text.claims import PLAN, Claim
from xlplan.text.grammar import grammar
from xlplan.text.items import STOP, Item, Itemizer
from xlplan.text.lexer import tokens
from xlplan.text.normal import Normal, normalised
from xlplan.text.sentence import Sentence
from xlplan.text.subjects import Subject, Subjects
from xlplan.text.telling import Sources

_PERIOD = re.compile(
    r"\d{1,2} tháng(?: (?:đầu|cuối))?(?: (?:của )?năm(?: (?:20|19)\d\d)?)?"
    r"|(?:nửa đầu|nửa cuối) năm(?: \d{4})?"
    r"|quý (?:i{1,3}|iv|[1-4])(?:\s?/\s?(?:20|19)\d\d| năm (?:20|19)\d\d)?(?!\w)"
    r"|(?:tính )?tháng \d{1,2}(?:\s?[/.]\s?(?:20|19)\d\d| năm (?:20|19)\d\d)?(?!\d)"
    r"|(?:cả )?năm (?:20|19)\d\d(?!\d)|giai đoạn (?:20|19)\d\d\s?-\s?(?:20|19)\d\d"
)


_SENTENCE_END = re.compile(r"[.!?;]\s|\n")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")


def read_claims(text: str, registry: Registry | None = None) -> list[Claim]:
    """The claims of a text, in its order; offsets are those of the text as given. `registry` holds
    the indicators it may tell of, by default the standard ones."""
    normal = normalised(text)
    rules = grammar(registry)
    found = tokens(normal.text)
    items = Itemizer(normal, found, rules).items()
    sources = Sources(normal, found, Subjects(normal, found, rules), rules)
    claims: list[Claim] = []
    subject: Subject | None = None
    compared: Compared | None = None
    first = 0
    number = 0
    for parts, last, ends_line in _sentences(items, len(found)):
        if not parts:  # a blank line, a line without figures
            subject = None if ends_line == "\n" else subject
            first = last
            continue
        number += 1
        sentence = Sentence(sources, parts, first, last, subject, number, compared)
        claims += sentence.claims()
        compared = sentence.compared
        subject = None if ends_line == "\n" else sentence.subject
        first = last
    _tell_periods(claims, normal)
    return claims


def _sentences(items: list[Item], count: int) -> list[tuple[list[Item], int, str]]:
    """Items by sentence, with the token after its end and the mark that ends it."""
    found: list[tuple[list[Item], int, str]] = []
    parts: list[Item] = []
    for item in items:
        if item.kind == STOP:
            found.append((parts, item.last, item.value("mark")))
            parts = []
        else:
            parts.append(item)
    found.append((parts, count, ""))
    return found


def _tell_periods(claims: list[Claim], normal: Normal) -> None:
    """Each claim's period: the last one told before it that is no base's; its year where the same
    sentence tells it, be it that of the plan."""
    spans = [_back(normal, claim) for claim in claims]
    starts = [start for start, _ in spans]
    told = [
        (hit.start(), hit[0])
        for hit in _PERIOD.finditer(normal.text)
        if not _within(hit.start(), starts, spans) and not _compared(normal.text, hit.start())
    ]
    plan_years = {c.sentence: c.base_year for c in claims if c.base == PLAN and c.base_year}
    at = 0
    current: tuple[int, str] | None = None
    for claim, (start, _) in zip(claims, spans, strict=True):
        while at < len(told) and told[at][0] < start:
            current = told[at]
            at += 1
        if current is None:
            claim.own_year = plan_years.get(claim.sentence, "")
            continue
        claim.period = current[1]
        near = not _SENTENCE_END.search(normal.text, current[0], start)
        year = _YEAR.search(current[1]) if near else None
        claim.own_year = year[0] if year else plan_years.get(claim.sentence, "")


def _back(normal: Normal, claim: Claim) -> tuple[int, int]:
    """Where a claim stands in the normalised text."""
    places = normal.places
    return bisect_left(places, claim.start), bisect_left(places, claim.end)


def _within(place: int, starts: list[int], spans: list[tuple[int, int]]) -> bool:
    at = bisect_right(starts, place) - 1
    return at >= 0 and place < spans[at][1]


def _compared(text: str, place: int) -> bool:
    """Whether the words before make it a base's or a plan's time."""
    return (
        text[max(0, place - 16) : place]
        .rstrip()
        .endswith(
            ("so với", "so", "cùng kỳ", "kế hoạch", "dự toán", "với thực hiện", "thực hiện của")
        )
    )
