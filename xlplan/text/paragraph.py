"""A paragraph with its numbers: what each tells, where it stands, out of which cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Number:
    """One number of the paragraph, from `start` to `end`: what it tells, out of which cells.

    `value` is what is printed, in base units; `rate` as a ratio; one of them is None, both are
    told by an "a/b", whose second number is `whole`.
    """

    start: int
    end: int
    text: str
    indicator: str
    verb: str
    base: str
    value: Decimal | None
    rate: Decimal | None
    whole: Decimal | None
    cells: tuple[str, ...]

    def fields(self) -> dict[str, Any]:
        """The number as scripts see it."""

        def shown(number: Decimal | None) -> str | None:
            return None if number is None else f"{number:f}"

        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "indicator": self.indicator,
            "verb": self.verb,
            "base": self.base,
            "value": shown(self.value),
            "rate": shown(self.rate),
            "cells": list(self.cells),
        }


@dataclass
class Paragraph:
    """The text and its numbers, in order."""

    text: str = ""
    numbers: list[Number] = field(default_factory=list)


@dataclass
class Piece:
    """A number to be put into a phrase."""

    text: str
    verb: str
    base: str
    value: Decimal | None = None
    rate: Decimal | None = None
    whole: Decimal | None = None
    columns: tuple[str, ...] = ()
