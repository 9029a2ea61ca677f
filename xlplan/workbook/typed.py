"""What a person typed, as the cell would read it: Vietnamese or file form, ambiguous refused."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from xlplan.domain.labels import cleaned
from xlplan.domain.numerals import AmbiguousNumber, UnreadableNumber, parse_number
from xlplan.formulas.dialect import typed_to_file
from xlplan.formulas.modern import filed
from xlplan.formulas.newer import prefixed
from xlplan.functions.values import ERRORS
from xlplan.workbook.splice.content import BLANK, Formula, Unwritable, Value

_FILE_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_DATE = re.compile(r"(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True)
class Typed:
    """A text still to be read. `outside`: from a file, so never a formula."""

    text: str
    outside: bool = False


def read_typed(typed: Typed, text_cell: bool = False, table: str = "") -> Value:
    """The value; Unwritable (a Vietnamese sentence) where it reads in two ways.

    Empty is blank; `'` before it forces text; `=` begins a formula in either form of separators.
    In a cell formatted as text everything else stays text, as Excel keeps it. `table`: the name of
    the one in which the cell lies, for `[@Column]`.
    """
    text = typed.text
    if not text.strip():
        return BLANK
    if text.startswith("'"):
        return text[1:]
    if text.startswith("=") and len(text) > 1 and not typed.outside:
        return Formula(prefixed(filed(typed_to_file(text[1:].strip()), table)))
    if text_cell:
        return text
    body = cleaned(text)
    if body.upper() in ("TRUE", "FALSE"):
        return body.upper() == "TRUE"
    if body.upper() in ERRORS:
        return ERRORS[body.upper()]
    date = _date(body)
    if date is not None:
        return date
    number = _number(body)
    return text if number is None else number


def _number(body: str) -> Decimal | None:
    """The number; None where the text is none."""
    digits, percent = body, 1
    if body.endswith("%"):
        digits, percent = body[:-1].rstrip(), 100
    if _AMBIGUOUS.fullmatch(digits):
        whole, _, rest = digits.partition(".")
        raise Unwritable(
            f"«{body}» đọc được hai cách: viết {whole}{rest} (phần nghìn) hoặc {whole},{rest} "
            f"(phần thập phân); thêm ' ở đầu để ghi chữ."
        )
    if _FILE_NUMBER.fullmatch(digits):
        return Decimal(digits) / percent
    if not re.fullmatch(r"[(+\-−–]?\s*\d[\d.,\s]*\)?", digits):
        return None
    try:
        return parse_number(digits) / percent
    except AmbiguousNumber:
        raise Unwritable(f"«{body}» đọc được hai cách; thêm ' ở đầu để ghi chữ.") from None
    except UnreadableNumber:
        return None


def _date(body: str) -> dt.datetime | dt.date | dt.time | None:
    if found := _DATE.fullmatch(body):
        day, month, year = found.group(1, 2, 3)
    elif found := _ISO.fullmatch(body):
        year, month, day = found.group(1, 2, 3)
    elif found := _TIME.fullmatch(body):
        return _built(body, dt.time, *found.groups(default="0"))
    else:
        return None
    if found[4] is None:
        return _built(body, dt.date, year, month, day)
    return _built(body, dt.datetime, year, month, day, *found.groups(default="0")[3:])


def _built(body: str, kind: type, *parts: str) -> dt.datetime | dt.date | dt.time:
    try:
        return kind(*map(int, parts))
    except ValueError:
        raise Unwritable(
            f"«{body}» không phải ngày giờ có thật; thêm ' ở đầu để ghi chữ."
        ) from None
