"""Precision and recall of the reader on the annotated texts, printed verb by verb."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from xlplan.text.claims import VERBS, Claim
from xlplan.text.reader import read_claims

FILES = sorted((Path(__file__).parent.parent / "data" / "texts").glob("annotated*.toml"))


@dataclass(frozen=True)
class Wanted:
    """One annotated claim; `at` is where its figure starts."""

    at: int
    verb: str
    figure: str
    unit: str
    base: str
    rate: str
    code: str
    hedged: bool


@dataclass(frozen=True)
class Annotated:
    """One annotated text."""

    name: str
    text: str
    batch: str
    claims: tuple[Wanted, ...]


def load(files: list[Path] = FILES) -> list[Annotated]:
    """All annotated texts."""
    entries = [
        entry for file in files for entry in tomllib.loads(file.read_text(encoding="utf-8"))["text"]
    ]
    found = []
    for entry in entries:
        text = entry["text"]
        after, claims = 0, []
        for line in entry["claims"]:
            at, wanted = _wanted(line, text, after)
            after = at + 1
            claims.append(wanted)
        if entry.get("nfd"):
            given = unicodedata.normalize("NFD", text)
            claims = [_moved(claim, text, given) for claim in claims]
            text = given
        batch = "fresh" if "fresh" in entry else "held-out" if entry.get("held") else "tuned"
        found.append(Annotated(entry["id"], text, batch, tuple(claims)))
    return found


def _wanted(line: str, text: str, after: int) -> tuple[int, Wanted]:
    printed, rest = line.split(" :: ")
    start = re.compile(r"(?<![\d.,])(?<!\d/)" + re.escape(printed)).search(text, after)
    assert start, printed
    at = start.start()
    words = rest.split()
    hedged = words[-1] == "hedge"
    words = words[:-1] if hedged else words
    code = words.pop()[1:] if words[-1].startswith("@") else ""
    verb, figure, *unit, last = words
    return at, Wanted(at, verb, figure, " ".join(unit), last, "", code, hedged)


def _moved(claim: Wanted, text: str, given: str) -> Wanted:
    at = len(unicodedata.normalize("NFD", text[: claim.at]))
    return Wanted(at, *(getattr(claim, f) for f in list(claim.__dataclass_fields__)[1:]))


def same(claim: Claim, wanted: Wanted) -> bool:
    """Whether a claim is the annotated one: verb, figure, unit and base."""
    fields = claim.fields()
    told = fields["value"] if fields["value"] is not None else fields["rate"]
    unit = "" if fields["value"] is None else (fields["unit"] or "")
    return (
        claim.verb == wanted.verb
        and _same_number(told or "", wanted.figure)
        and unit == wanted.unit
        and claim.base == wanted.base
    )


def _same_number(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except ArithmeticError:
        return one == other


@dataclass
class Score:
    """Counts by verb: found rightly, found at all, annotated; `misses` in words."""

    right: Counter[str]
    found: Counter[str]
    wanted: Counter[str]
    misses: list[str]

    def precision(self, verb: str) -> float:
        """Of the claims found with this verb, the part that is right; 1 when none was found."""
        return self.right[verb] / self.found[verb] if self.found[verb] else 1.0

    def recall(self, verb: str) -> float:
        """Of the annotated claims with this verb, the part that was found."""
        return self.right[verb] / self.wanted[verb] if self.wanted[verb] else 1.0

    def table(self, title: str) -> str:
        """Precision and recall by verb, as printed by the test."""
        lines = [f"{title:<12} precision  recall  annotated"]
        for verb in VERBS:
            lines.append(
                f"  {verb:<10} {self.precision(verb):9.3f} {self.recall(verb):7.3f} {self.wanted[verb]:10}"
            )
        return "\n".join(lines)


def score(texts: list[Annotated]) -> Score:
    """How the reader does on these texts."""
    result = Score(Counter(), Counter(), Counter(), [])
    for entry in texts:
        claims = read_claims(entry.text)
        by_place = {claim.at: claim for claim in claims}
        result.found.update(claim.verb for claim in claims)
        result.wanted.update(claim.verb for claim in entry.claims)
        places = {wanted.at for wanted in entry.claims}
        for wanted in entry.claims:
            claim = by_place.get(wanted.at)
            if claim is not None and same(claim, wanted):
                result.right[claim.verb] += 1
            else:
                told = claim and f"{claim.fields()} {claim.base}"
                result.misses.append(f"{entry.name}: {wanted} -> {told}")
        result.misses += [
            f"{entry.name}: too much: {claim.text} ({claim.verb})"
            for claim in claims
            if claim.at not in places
        ]
    return result


TEXTS = load()
BATCHES = {
    name: [entry for entry in TEXTS if entry.batch == name]
    for name in ("tuned", "held-out", "fresh")
}


def test_there_are_enough_texts_over_all_forms() -> None:
    assert len(TEXTS) >= 60
    assert all(len(texts) >= 25 for texts in BATCHES.values())
    verbs = {claim.verb for entry in TEXTS for claim in entry.claims}
    assert verbs == set(VERBS)
    assert {c.base for e in TEXTS for c in e.claims} == {
        "plan",
        "prior_year",
        "prior_period",
        "none",
    }


def test_precision_and_recall_of_each_verb(capsys: pytest.CaptureFixture[str]) -> None:
    everything = score(TEXTS)
    with capsys.disabled():
        print()
        for title, texts in (*BATCHES.items(), ("all", TEXTS)):
            print(score(texts).table(title))
    for verb in VERBS:
        assert everything.precision(verb) >= 0.95, (verb, everything.misses)
        assert everything.recall(verb) >= 0.92, (verb, everything.misses)


@pytest.mark.parametrize("entry", TEXTS, ids=lambda entry: entry.name)
def test_offsets_lead_to_the_text_as_given(entry: Annotated) -> None:
    claims = read_claims(entry.text)
    for claim in claims:
        assert entry.text[claim.start : claim.end] == claim.text
        assert claim.start <= claim.at < claim.until <= claim.end
    spans = [(claim.start, claim.end) for claim in claims]
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_known_indicators_and_hedges() -> None:
    wrong = []
    for entry in BATCHES["tuned"] + BATCHES["fresh"]:
        found = {claim.at: claim for claim in read_claims(entry.text)}
        for wanted in entry.claims:
            claim = found.get(wanted.at)
            if claim and wanted.code and claim.code != wanted.code:
                wrong.append((entry.name, wanted, claim.indicator))
            if claim and wanted.hedged and not claim.hedge:
                wrong.append((entry.name, wanted, "no hedge"))
    assert wrong == []
