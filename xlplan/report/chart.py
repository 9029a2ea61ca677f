"""Attainment as bars, drawn as SVG: no script, no network, sharp on paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

COLOURS = {"Đạt": "#2e7d4f", "Theo dõi": "#c98a00", "Chưa đạt": "#b3362b"}
_ROW, _LEFT, _WIDTH, _RIGHT = 26, 230, 760, 80
_LEAST_SCALE = 1.25


class Bar(NamedTuple):
    """One row: its name, its rate (1.0 = 100%), the rate as printed, its rating."""

    name: str
    rate: float
    text: str
    rating: str


def bars(rows: Sequence[Bar], pace: float | None = None) -> str:
    """Bars from 0 with a line at 100%, and one at the pace of the year where it is not over; ""
    without rows. A rate below 0 has no bar; its number still stands."""
    if not rows:
        return ""
    scale = max(_LEAST_SCALE, *(row.rate for row in rows)) * 1.02
    height = _ROW * len(rows) + 22

    def x(rate: float) -> float:
        return round(_LEFT + _WIDTH * max(rate, 0) / scale, 1)

    drawn = []
    for n, row in enumerate(rows):
        top = n * _ROW + 18
        colour = COLOURS.get(row.rating, "#8693a1")
        drawn.append(
            f'<text x="{_LEFT - 10}" y="{top + 13}" text-anchor="end">{escape(row.name)}</text>'
            f'<rect x="{_LEFT}" y="{top}" width="{round(x(row.rate) - _LEFT, 1)}" height="17" '
            f'rx="2" fill="{colour}"/><text class="figure" x="{x(row.rate) + 6}" y="{top + 13}">'
            f"{escape(row.text)}</text>"
        )
    lines = _line(x(1), height, "100%", "#1b2430")
    if pace is not None and pace < 1:
        lines += _line(x(pace), height, "tiến độ thời gian", "#8693a1")
    return (
        f'<svg viewBox="0 0 {_LEFT + _WIDTH + _RIGHT} {height}" role="img" font-size="13" '
        f'font-family="inherit" fill="#1b2430">{lines}{"".join(drawn)}</svg>'
    )


def _line(x: float, height: int, label: str, colour: str) -> str:
    return (
        f'<line x1="{x}" y1="14" x2="{x}" y2="{height}" stroke="{colour}" stroke-dasharray="3 3"/>'
        f'<text x="{x}" y="10" text-anchor="middle" font-size="11" fill="{colour}">{label}</text>'
    )
