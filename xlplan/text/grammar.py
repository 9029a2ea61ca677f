"""The grammar of grammar.toml made ready: phrases by their first word, looked up longest first."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from xlplan.domain.amounts import UNITS
from xlplan.domain.indicators import standard
from xlplan.text.normal import normalised

WORD = re.compile(r"[^\W\d_]+|%")

BELOW, ABOVE, AT_MOST, AROUND = "below", "above", "at_most", "around"


class Meaning(NamedTuple):
    """What a phrase stands for: its kind and the entry of that kind."""

    kind: str
    value: str


Phrases = dict[str, list[tuple[tuple[str, ...], frozenset[Meaning]]]]
"""Phrases by first word, longest first, each with all its meanings."""


class Grammar(NamedTuple):
    """`phrases` for the text's words; `units` for what may stand after a number (a scale or the
    unit's own name); `raw` the data as written, for the words that are looked up one by one."""

    phrases: Phrases
    units: Phrases
    raw: dict[str, Any]


def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase as the folded words that are compared; dashes and dots fall away."""
    return tuple(WORD.findall(normalised(phrase).text))


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """grammar.toml as written."""
    return tomllib.loads(Path(__file__).with_name("grammar.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The grammar with the indicators' labels and aliases in it."""
    raw = data()
    entries: dict[tuple[str, ...], set[Meaning]] = {}
    for kind, section in (
        ("verb", "verbs"),
        ("hedge", "hedges"),
        ("base", "bases"),
        ("noun", "nouns"),
    ):
        for value, phrases in raw[section].items():
            for phrase in phrases:
                if value not in ("need_lead", "leads", "fillers"):
                    entries.setdefault(words_of(phrase), set()).add(Meaning(kind, value))
    for section, kind, value in (
        ("details", "details", "some"), ("details_all", "details", "all"),
        ("respectively", "respectively", "respectively"), ("equal_to", "equal_to", "equal_to"),
    ):  # fmt: skip
        for phrase in raw["words"][section]:
            entries.setdefault(words_of(phrase), set()).add(Meaning(kind, value))
    for code, indicator in standard().items():
        for name in (indicator.label, *indicator.aliases):
            entries.setdefault(words_of(name), set()).add(Meaning("indicator", code))
    for name, codes in raw["families"].items():
        entries.setdefault(words_of(name), set()).update(Meaning("indicator", c) for c in codes)
    return Grammar(_by_first(entries), _by_first(_units(raw["units"])), raw)


def _units(raw: dict[str, Any]) -> dict[tuple[str, ...], set[Meaning]]:
    found: dict[tuple[str, ...], set[Meaning]] = {}
    same = raw["same"]
    for unit in UNITS.values():
        if unit.dimension == "đồng":
            continue
        name = unit.dimension if unit.dimension in unit.text.split() else unit.text
        found[words_of(unit.text)] = {Meaning("unit", same.get(name, name))}
    for text in raw["count"]:
        found[words_of(text)] = {Meaning("unit", same.get(text, text))}
    found[("đồng",)] = {Meaning("unit", "đồng")}
    for text in raw["points"]:
        found[words_of(text)] = {Meaning("points", text)}
    for text in (*raw["percent"], "%"):
        found[words_of(text)] = {Meaning("percent", text)}
    for text in raw["time"]:
        found[words_of(text)] = {Meaning("time", text)}
    for text in raw["scales"]:
        found[words_of(text)] = {Meaning("scale", text)}
    return found


def _by_first(entries: dict[tuple[str, ...], set[Meaning]]) -> Phrases:
    phrases: Phrases = {}
    for words, meanings in entries.items():
        if words:
            phrases.setdefault(words[0], []).append((words, frozenset(meanings)))
    for found in phrases.values():
        found.sort(key=lambda entry: -len(entry[0]))
    return phrases
