"""The table of indicators of a workbook, as rows of printed texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.domain.indicators import Indicator, parts_of
from xlplan.domain.numerals import format_number
from xlplan.domain.terms import MET, TOTAL_REVENUE, WATCH
from xlplan.functions.values import Error, Scalar
from xlplan.workbook.tables import Row

HEADERS = (
    "TT", "Chỉ tiêu", "ĐVT", "KH năm", "TH lũy kế", "CK lũy kế", "% KH năm", "% KH lũy kế",
    "% cùng kỳ", "Chênh lệch", "Đánh giá",
)  # fmt: skip

FIGURES = range(3, 10)
"""The columns of HEADERS that hold numbers."""

_HEADLINES = ("TONG_DT", "DTTL", "CLTC", "NSLD")


@dataclass(frozen=True)
class Line:
    """One printed row: its texts in the order of HEADERS, its rating, its % KH lũy kế as a number;
    whether it is a part of another, a total of parts, one of the figures a leader asks for."""

    texts: tuple[str, ...]
    rating: str
    rate: float | None
    part: bool
    total: bool
    headline: bool


def lines(context: Context) -> Iterator[Line]:
    """The rows of ChiTieu that hold a figure, in the sheet's order."""
    table = context.tables.get("ChiTieu")
    for row in table.rows if table else ():
        if all(row.value(key) in (None, "") for key in ("actual_ytd", "plan_year", "prior_ytd")):
            continue
        yield _line(context, row, context.indicators.get(row.key[0]))


def _line(context: Context, row: Row, indicator: Indicator | None) -> Line:
    decimals = indicator.decimals if indicator else 0
    rating = shown_rating(context, row)
    amounts = [shown(row.value(key), decimals) for key in ("plan_year", "actual_ytd", "prior_ytd")]
    rates = [shown_rate(row.value(key)) for key in ("rate_year", "rate_ytd", "index")]
    texts = (
        *(str(row.value(key) or "") for key in ("tt", "label", "unit")),
        *amounts,
        *rates,
        shown(row.value("variance"), decimals),
        rating,
    )
    rate = row.value("rate_ytd")
    return Line(
        texts,
        rating,
        rate if isinstance(rate, float) else None,
        part=bool(indicator and indicator.parent),
        total=bool(parts_of(row.key[0], context.indicators)),
        headline=row.key[0] in _HEADLINES,
    )


def shown_rating(context: Context, row: Row) -> str:
    """The row's rating; a cost under plan beside revenue under plan is no saving: "Theo dõi". The
    same as BaoCao's formula (`sheets.leader`)."""
    rating = str(row.value("rating") or "")
    if row.value("direction") == -1 and rating == MET:
        actual, plan = (
            context.main(TOTAL_REVENUE, column) for column in ("actual_ytd", "plan_ytd")
        )
        if actual is not None and plan is not None and actual < plan:
            return WATCH
    return rating


def shown(value: Scalar, decimals: int) -> str:
    """An amount as printed: rounded half up, "–" for an error (a plan of 0), "" for blank."""
    if isinstance(value, Error):
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    return format_number(Decimal(repr(value)), decimals)


def shown_rate(value: Scalar) -> str:
    """A ratio as a percentage with one decimal."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_number(Decimal(repr(value)) * 100, 1) + "%"
    return shown(value, 0)


def as_text(context: Context) -> str:
    """The table for a terminal, columns aligned by what Vietnamese letters really take."""
    body = [line.texts for line in lines(context)]
    rows = [HEADERS, *body]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(HEADERS))]
    printed = [
        "  ".join(
            _pad(text, width, right=n in FIGURES)
            for n, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    rule = "─" * max(map(_width, printed))
    return "\n".join([printed[0], rule, *printed[1:]])


def _width(text: str) -> int:
    return sum(1 for char in unicodedata.normalize("NFC", text) if not unicodedata.combining(char))


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
