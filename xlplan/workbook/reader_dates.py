"""Dates, times and lengths of time as a cell of type `d` writes them."""

from __future__ import annotations

import re
from datetime import date, datetime, time

_TIME = re.compile(r"\d\d:")
_LENGTH = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")


def serial(text: str, date1904: bool = False) -> float:
    """A date, a time or a length of time in ISO 8601 as Excel counts days in such a workbook."""
    body = text.strip().replace("Z", "")
    if length := _LENGTH.fullmatch(body):
        hours, minutes, seconds = (float(part or 0) for part in length.groups())
        return (hours * 3600 + minutes * 60 + seconds) / 86400
    if _TIME.match(body):
        return _of_day(time.fromisoformat(body))
    moment = datetime.fromisoformat(body)
    first = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    days = (moment.date() - first).days
    if not date1904 and moment.date() < date(1900, 3, 1):
        days -= 1  # Excel counts a 29 February 1900
    return days + _of_day(moment)


def _of_day(at: datetime | time) -> float:
    return (at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6) / 86400
