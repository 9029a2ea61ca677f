"""The registry of indicators: what each is, its unit, its good direction, how it accumulates."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Tuple

from xlplan.domain import toml
from xlplan.domain.errors import UsageError
from xlplan.domain.terms import TOTAL_REVENUE

ACCUMULATIONS = ("sum", "last", "mean", "recomputed")


@dataclass(frozen=True)
class Indicator:
    """One indicator. `number` is its printed TT; `parent` the total it is a part of; `leader` puts
    it and its parts on the leader's page."""

    code: str
    number: str
    label: str
    unit: str
    direction: int
    accumulation: str
    decimals: int = 0
    parent: str = ""
    signed: bool = False
    leader: bool = False
    aliases: Tuple[str, ...] = ()


Registry = Dict[str, Indicator]
"""Indicators by code, in printed order."""


def extended(path: Path) -> Registry:
    """The standard indicators with those of an office's file, in the order of their numbers: a new
    code is added, a known one replaced; a parent may be a standard one. UsageError names the entry
    that is wrong."""
    registry = {**standard(), **_read(path)}
    for code, entry in registry.items():
        if entry.parent and (entry.parent not in registry or entry.parent == code):
            raise UsageError(
                f"{path.name}, mục [{code}]: parent {entry.parent} không có trong danh mục.",
                toml.REMEDY,
            )
    return dict(sorted(registry.items(), key=lambda item: _place(item[1].number)))


def _place(number: str) -> Tuple[Tuple[int, ...], str]:
    """ "1.10" after "1.9"; what is no number behind all numbers."""
    parts = number.split(".")
    if all(part.isdecimal() for part in parts):
        return tuple(map(int, parts)), ""
    return (10**6,), number


def _read(path: Path) -> Registry:
    keys = [field.name for field in fields(Indicator) if field.name != "code"]
    required = ("number", "label", "unit", "direction", "accumulation")
    return toml.load(path, "danh mục chỉ tiêu", _indicator, keys, required)


def _indicator(code: str, values: Dict[str, Any]) -> Indicator:
    for key in ("number", "label", "unit", "parent"):
        if not isinstance(values.get(key, ""), str):
            raise ValueError(f"{key} phải là chữ")
    if values["direction"] not in (1, 0, -1):
        raise ValueError("direction phải là 1, 0 hoặc -1")
    if values["accumulation"] not in ACCUMULATIONS:
        raise ValueError("accumulation phải là " + ", ".join(ACCUMULATIONS))
    return Indicator(code=code, **{**values, "aliases": tuple(values.get("aliases", ()))})


@lru_cache(maxsize=1)
def standard() -> Registry:
    """The indicators that come with xlplan, in printed order."""
    return _read(Path(__file__).with_name("indicators.toml"))


def for_leaders(registry: Registry) -> Tuple[str, ...]:
    """Codes of the leader's page, in printed order: those marked, their parts, total revenue."""
    marked = {code for code, entry in registry.items() if entry.leader or code == TOTAL_REVENUE}
    return tuple(c for c, entry in registry.items() if c in marked or entry.parent in marked)


def parts_of(total: str, registry: Registry) -> Tuple[str, ...]:
    """Codes of the direct parts of a total, in printed order; empty when it has none."""
    return tuple(code for code, entry in registry.items() if entry.parent == total)
