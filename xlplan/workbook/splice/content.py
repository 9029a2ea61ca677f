"""Values as cells hold them: spelled for the file, limits of Excel kept."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal

from xlplan.functions.values import Error, Scalar
from xlplan.workbook.splice.markup import escaped

MAX_TEXT, MAX_FORMULA = 32_767, 8_192
LITERAL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_LEAP_BUG = dt.datetime(1900, 3, 1)


@dataclass(frozen=True)
class Formula:
    """A formula in file form, without `=`; `value` is its cached value, None while unknown."""

    text: str
    value: Scalar = None


class Blank:
    """Nothing: the cell keeps its format only."""


BLANK = Blank()
DATES = dt.datetime, dt.date, dt.time
Value = (
    float | int | str | bool | Error | Decimal | dt.datetime | dt.date | dt.time | Formula | Blank
)


class Unwritable(ValueError):
    """A value that no cell can hold; the text is a Vietnamese sentence."""


def number_text(value: float) -> str:
    """The shortest text that reads back as the same double; Unwritable for NaN and infinity."""
    number = float(value)
    if not math.isfinite(number):
        raise Unwritable("Không phải số ghi được (NaN hoặc vô cực).")
    if number.is_integer() and abs(number) < 1e16:
        return str(int(number))
    return repr(number)


def serial(value: dt.datetime | dt.date | dt.time, date1904: bool) -> float:
    """A date as Excel counts it; Unwritable before its first day."""
    if isinstance(value, dt.time):
        return (
            value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        ) / 86400
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)
    value = value.replace(tzinfo=None)
    epoch = _EPOCH_1904 if date1904 else _EPOCH
    days = (value - epoch) / dt.timedelta(days=1)
    if not date1904 and value < _LEAP_BUG:
        days -= 1  # Excel counts a 29 February 1900
    if days < 0 or (not date1904 and days < 1):
        raise Unwritable("Ngày trước ngày đầu tiên mà Excel biết.")
    return days


def checked_text(text: str) -> str:
    """The text; Unwritable when too long or with characters that XML can't hold."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT:
        raise Unwritable("Văn bản dài quá 32.767 ký tự.")
    if found := FORBIDDEN.search(text):
        raise Unwritable(f"Văn bản có ký tự điều khiển U+{ord(found[0]):04X}.")
    return text


def cached(value: Scalar) -> tuple[str | None, bytes]:
    """The `t` and the text of `<v>` for a formula's value; None = no `t`."""
    if isinstance(value, bool):
        return "b", b"1" if value else b"0"
    if isinstance(value, Error):
        return "e", value.value.encode()
    if isinstance(value, str) or value is None:
        return "str", _string(value or "")
    return None, number_text(value).encode()


def content(value: Value, prefix: bytes, date1904: bool) -> tuple[str | None, bytes]:
    """The `t` and the inner XML of a cell that gets this value; (None, b"") for a blank."""
    if isinstance(value, Blank):
        return None, b""
    if isinstance(value, Formula):
        return _formula(value, prefix)
    if value.__class__ is float:
        return None, _in(prefix + b"v", number_text(value).encode())
    if isinstance(value, str):
        text = _string(checked_text(value))
        tag = prefix + b"t"
        return "inlineStr", _in(
            prefix + b"is", b'<%s xml:space="preserve">%s</%s>' % (tag, text, tag)
        )
    if isinstance(value, DATES):
        value = serial(value, date1904)
    if isinstance(value, Decimal):
        value = float(value)
    kind, text = cached(value)
    return kind, _in(prefix + b"v", text)


def _formula(formula: Formula, prefix: bytes) -> tuple[str | None, bytes]:
    if not formula.text.strip():
        raise Unwritable("Công thức rỗng.")
    if len(formula.text) > MAX_FORMULA:
        raise Unwritable("Công thức dài quá 8.192 ký tự.")
    if found := FORBIDDEN.search(formula.text):
        raise Unwritable(f"Công thức có ký tự điều khiển U+{ord(found[0]):04X}.")
    text = _in(prefix + b"f", escaped(formula.text))
    if formula.value is None:
        return None, text
    kind, value = cached(formula.value)
    return kind, text + _in(prefix + b"v", value)


def _in(tag: bytes, text: bytes) -> bytes:
    return b"<%s>%s</%s>" % (tag, text, tag)


def _string(text: str) -> bytes:
    return escaped(LITERAL_ESCAPE.sub("_x005F_", text))
