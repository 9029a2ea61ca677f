"""The grammar of grammar.toml made ready: phrases by their first word, looked up longest first."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from xlplan.domain.amounts import UNITS
from xlplan.domain.indicators import Indicator, Registry, standard
from xlplan.text.normal import normalised

WORD = re.compile(r"[^\W\d_]+|%")

BELOW, ABOVE, AT_MOST, AROUND, ESTIMATE = "below", "above", "at_most", "around", "estimate"


Meanings = dict[str, str]
"""What a phrase stands for, by kind; several entries of a kind are parted by spaces."""

Phrase = tuple[tuple[str, ...], Meanings]

Phrases = dict[str, dict[str, list[Phrase]]]
"""Phrases by first word, then by second ("" = all of them), longest first; under a second word
stand the phrases of one word as well."""


class Grammar(NamedTuple):
    """`phrases` for the text's words; `units` for what may stand after a number (a scale or the
    unit's own name); `raw` the data as written, for the words that are looked up one by one;
    `registry` the indicators whose names are among the phrases."""

    phrases: Phrases
    units: Phrases
    raw: dict[str, Any]
    registry: Registry


@lru_cache(maxsize=4096)
def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase as the folded words that are compared; dashes and dots fall away."""
    return tuple(WORD.findall(normalised(phrase).text))


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """grammar.toml as written."""
    return tomllib.loads(Path(__file__).with_name("grammar.toml").read_text(encoding="utf-8"))


def grammar(registry: Registry | None = None) -> Grammar:
    """The grammar with the indicators' labels and aliases in it: the standard ones, or an
    office's own."""
    return _grammar(tuple((registry or standard()).items()))


@lru_cache(maxsize=16)
def _grammar(indicators: tuple[tuple[str, Indicator], ...]) -> Grammar:
    raw = data()
    entries: dict[tuple[str, ...], set[tuple[str, str]]] = {}

    def add(phrase: str, kind: str, value: str) -> None:
        entries.setdefault(words_of(phrase), set()).add((kind, value))

    sections = (("verb", "verbs"), ("hedge", "hedges"), ("base", "bases"), ("noun", "nouns"))
    for kind, section in sections:
        for value, phrases in raw[section].items():
            if value not in ("need_lead", "leads", "fillers"):
                for phrase in phrases:
                    add(phrase, kind, value)
    for section, kind, value in (
        ("details", "details", "some"), ("details_all", "details", "all"),
        ("respectively", "respectively", "yes"), ("equal_to", "equal_to", "yes"),
        ("no_verb", "prose", "yes"),
    ):  # fmt: skip
        for phrase in raw["words"][section]:
            add(phrase, kind, value)
    for code, indicator in indicators:
        for name in (indicator.label, *indicator.aliases):
            add(name, "indicator", code)
    for name, codes in raw["families"].items():
        for code in codes:
            add(name, "indicator", code)
    told = {words: _by_kind(meanings) for words, meanings in entries.items()}
    return Grammar(_by_first(told), _by_first(_units(raw["units"])), raw, dict(indicators))


def _by_kind(meanings: set[tuple[str, str]]) -> Meanings:
    found: Meanings = {}
    for kind, value in sorted(meanings):
        found[kind] = f"{found[kind]} {value}" if kind in found else value
    return found


def _units(raw: dict[str, Any]) -> dict[tuple[str, ...], Meanings]:
    found: dict[tuple[str, ...], Meanings] = {}
    same = raw["same"]
    for unit in UNITS.values():
        if unit.dimension == "đồng":
            continue
        name = unit.dimension if unit.dimension in unit.text.split() else unit.text
        found[words_of(unit.text)] = {"unit": same.get(name, name)}
    for text in raw["count"]:
        found[words_of(text)] = {"unit": same.get(text, text)}
    found[("đồng",)] = {"unit": "đồng"}
    for text in raw["points"]:
        found[words_of(text)] = {"points": text}
    for text in (*raw["percent"], "%"):
        found[words_of(text)] = {"percent": text}
    for text in raw["time"]:
        found[words_of(text)] = {"time": text}
    for text in raw["scales"]:
        found[words_of(text)] = {"scale": text}
    return found


def _by_first(entries: dict[tuple[str, ...], Meanings]) -> Phrases:
    groups: dict[str, list[Phrase]] = {}
    for words, meanings in entries.items():
        if words:
            groups.setdefault(words[0], []).append((words, meanings))
    return {first: _by_second(found) for first, found in groups.items()}


def _by_second(found: list[Phrase]) -> dict[str, list[Phrase]]:
    found.sort(key=lambda entry: -len(entry[0]))
    seconds = {words[1] for words, _ in found if len(words) > 1}
    by_second = {
        second: [entry for entry in found if len(entry[0]) == 1 or entry[0][1] == second]
        for second in seconds
    }
    return {**by_second, "": found}
