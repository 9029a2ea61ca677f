"""The cells of one plain row: the bytes between its values read once for all rows alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import compress, repeat
from typing import NamedTuple

from xlplan.formulas.references import MAX_COLUMN, MAX_ROW, column_number
from xlplan.functions.values import Scalar
from xlplan.workbook.book import Address, Cell, Sheet
from xlplan.workbook.reader_cells import Cells, number
from xlplan.workbook.reader_parts import Attributes, unescaped
from xlplan.workbook.seen import Seen

_A = rb'(?: [A-Za-z_][\w.:-]*+="[^"<>&/\x00-\x1f]*+")*+ ?+'
_T = rb"[^<\x00-\x08\x0b-\x1f]*+"
_S = rb"[ \r\n\t]*+"
_CELL = (
    rb'<c r="[A-Z]++[0-9]++"' + _A + rb"(?:/>|>(?:<f" + _A + rb"(?:/>|>" + _T + rb"</f>))?+"
    rb"(?:<v(?: ?/>|>" + _T + rb'</v>)|<is><t(?: xml:space="preserve")?+>' + _T + rb"</t></is>)?+"
    rb"</c>)" + _S
)  # fmt: skip
_ROW = re.compile(_S + rb"<row" + _A + rb">" + _S + rb"(?:" + _CELL + rb")*+")
BLANK_ROWS = re.compile(rb"(?:" + _S + rb"<row" + _A + rb"/>)*+" + _S)
BLANK_ROW = re.compile(
    BLANK_ROWS.pattern + rb"<row" + _A + rb">" + _S
    + rb'(?:<c r="[A-Z]++[0-9]++"' + _A + rb"/>" + _S + rb")*+"
)  # fmt: skip
_FILLED = re.compile(
    rb'<c r="([A-Z]++)([0-9]++)"([^<>/]*+)>(?!</c>)(?:<f([^<>/]*+)(?:/>|>([^<]*+)</f>))?+'
    rb"(?:(<v|<is)(?: ?/>|>([^<]*+)</v>|><t[^>]*+>([^<]*+)</t></is>))?+</c>"
)
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_PAIR = re.compile(r' ([^ =]+)="([^"]*)"')
_VALUE = re.compile(rb"<v>([^<]*+)</v>")
_NO_VALUE = b"<v></v>"
_NOT_XML = re.compile(rb"[\x00-\x08\x0b-\x1f]")
_DIGITS = b"0123456789.+-eE"
_INFINITE = float("inf")
_SHORT = 512
"""Bytes of a text that is remembered."""
_WIDE = 8192
"""Bytes of a row, its values left out, whose shape is remembered."""

Convert = Callable[[bytes], Scalar]


class _Shape(NamedTuple):
    """What rows have in common that differ in nothing but their values, in the order of the row.

    `places`, `formulas`, `styles` and `converts` are of the cells with a value, `numbers` tells
    which of these are numbers; `others` has all the row's cells where some have no value of their
    own, complete but for those that have.
    """

    places: list[Address]
    formulas: list[str | None]
    styles: list[int]
    converts: list[Convert]
    numbers: list[bool]
    others: dict[Address, Cell | None]


def is_plain(row: bytes) -> bool:
    """Whether a row's bytes are of the plain form, blank rows before it included."""
    match = BLANK_ROWS.match(row)
    return _ROW.fullmatch(row, match.end() if match else 0) is not None


def put_as_shape(row: bytes, cells: Cells) -> bool:
    """Puts a row's cells by its known shape; False, with nothing put, where it has to be read cell
    by cell (shared texts and formulas, values that are no plain number)."""
    pieces = _VALUE.split(row)
    bare = _NO_VALUE.join(pieces[::2])
    shape = _shape(bare) if len(bare) <= _WIDE and _met_before(bare) else None
    if shape is None:
        return False
    raw = pieces[1::2]
    if b"".join(compress(raw, shape.numbers)).translate(None, _DIGITS):
        return False
    try:
        values = [convert(value) for convert, value in zip(shape.converts, raw, strict=True)]
    except ValueError:
        return False
    if _INFINITE in values or -_INFINITE in values or _ODD in values:
        return False
    contents = zip(values, shape.formulas, shape.styles, repeat(False), strict=False)
    found = zip(shape.places, map(_new, repeat(Cell), contents), strict=True)
    if shape.others:
        row_cells = shape.others.copy()
        row_cells.update(found)
        cells.sheet.cells.update(row_cells)  # type: ignore[arg-type]
    else:
        cells.sheet.cells.update(found)
    return True


_MET = Seen(65_536)


def _met_before(row: bytes) -> bool:
    """Whether rows of this shape came before. Only then is it worth while to learn it: a single
    workbook's rows are no two alike, they name their own number."""
    return _MET.before(hash(row))


@lru_cache(maxsize=4096)
def _shape(row: bytes) -> _Shape | None:
    """The shape of a row whose values are left empty; None where there is none."""
    if b' t="s"' in row or b"<f " in row or not is_plain(row):
        return None
    shape = _Shape([], [], [], [], [], {})
    own = Cells(Sheet(""), [])
    if not put(row, own):
        return None
    for match in _FILLED.finditer(row):
        at = int(match[2]), _column(match[1])
        style, kind, is_number = _about(match[3])
        if at in shape.others:
            return None
        if match[7] is None:
            if at in own.sheet.cells:
                shape.others[at] = own.sheet.cells[at]
            continue
        if kind not in _CONVERTS:
            return None
        shape.places.append(at)
        shape.formulas.append(plain_text(match[5]) if match[5] else None)
        shape.styles.append(style)
        shape.converts.append(_CONVERTS[kind])
        shape.numbers.append(is_number)
        shape.others[at] = None
    if len(shape.places) == len(shape.others):
        shape.others.clear()
    return shape if len(shape.places) == row.count(_NO_VALUE) else None


def put(row: bytes, cells: Cells) -> bool:
    """Puts the cells of plain bytes; False at a text that only the parser reads."""
    keep = cells.sheet.cells
    row_digits, row_number = b"", 0
    for letters, digits, about, formula_about, raw, holder, value, inline in _FILLED.findall(row):
        style, kind, is_number = _about(about)
        if digits != row_digits:
            row_digits, row_number = digits, int(digits)
        at = row_number, _column(letters)
        if not 0 < row_number <= MAX_ROW or at[1] > MAX_COLUMN:
            raise ValueError(f"outside the sheet: {at}")
        formula = plain_text(raw) if raw or formula_about else None
        if is_number and value and not formula_about:  # most cells
            if formula is _ODD:
                return False
            figure = float(value)
            if figure - figure or b"_" in value:  # no finite number, or one with a stroke
                figure = number(value)
            keep[at] = _new(Cell, (figure, formula, style, False))
            continue
        if kind == "inlineStr" and holder == b"<is" and not formula_about and not raw:
            inner = plain_text(inline)
            if inner is _ODD:
                return False
            keep[at] = _new(Cell, (unescaped(inner), None, style, False))
            continue
        text = inner = None
        if is_number:
            result = number(value) if value else None
        else:
            text = plain_text(value) if holder == b"<v" else None
            inner = plain_text(inline) if holder == b"<is" else None
            result = cells.value(kind, text, inner)
        if formula is _ODD or text is _ODD or inner is _ODD:
            return False
        cells.put(at, style, result, formula, _attributes(formula_about) if formula_about else {})
    return True


_new = tuple.__new__
"""What `Cell(…)` calls in the end, at half the cost."""
_ODD = "\0"
"""Stands for a text that needs the parser; no XML text holds this character."""


def plain_text(raw: bytes) -> str:
    """UTF-8 with entities as text, one object for equal bytes that are not many; `_ODD` for an
    unknown entity."""
    return _known_text(raw) if len(raw) <= _SHORT else _text(raw)


def _text(raw: bytes) -> str:
    text = raw.decode("utf-8")
    if "&" not in text:
        return text
    try:
        return _ENTITY.sub(_entity, text)
    except ValueError:
        return _ODD


_known_text = lru_cache(maxsize=65_536)(_text)


def _entity(match: re.Match[str]) -> str:
    return _character(match[0])


@lru_cache(maxsize=1024)
def _character(entity: str) -> str:
    match = _ENTITY.match(entity)
    assert match
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2]) if match[2] else int(match[3] or "0", 16)
    if (
        (code < 32 and code not in (9, 10, 13))
        or 0xD800 <= code < 0xE000
        or code in (0xFFFE, 0xFFFF)
    ):
        raise ValueError(match[0])
    return chr(code)


def _converted(kind: str) -> Convert:
    """The value of a cell of that type by its bytes, remembered; `_ODD` for what is left to
    others. A value that is no value (a number left empty) raises ValueError."""

    def convert(raw: bytes) -> Scalar:
        text = _ODD if _NOT_XML.search(raw) else plain_text(raw)
        value = _ODD if text is _ODD else Cells(Sheet(""), []).value(kind, text, None)
        if value is None:
            raise ValueError(raw)
        return value

    known = lru_cache(maxsize=4096)(convert)
    return lambda raw: (known if len(raw) <= _SHORT else convert)(raw)


_CONVERTS: dict[str, Convert] = {
    "n": float,
    **{kind: _converted(kind) for kind in ("str", "b", "e")},
}


@lru_cache(maxsize=4096)
def _about(raw: bytes) -> tuple[int, str, bool]:
    """Style, type, and whether the value is a number, of a cell's attributes after `r`."""
    attributes = _attributes(raw)
    kind = attributes.get("t", "n")
    return int(attributes.get("s") or 0), kind, kind == "n"


@lru_cache(maxsize=16_384)
def _attributes(raw: bytes) -> Attributes:
    pairs = _PAIR.findall(raw.decode("utf-8"))
    found = dict(pairs)
    if len(found) != len(pairs) or "r" in found:  # `r` stands before these
        raise ValueError(f"an attribute twice: {raw!r}")
    return found


@lru_cache(maxsize=16_384)
def _column(letters: bytes) -> int:
    return column_number(letters.decode("ascii")) if len(letters) <= 3 else MAX_COLUMN + 1
