"""Whether Excel can read a formula from a file: one that it can't makes it offer to repair the
whole workbook, and then the formula is gone. The grammar only; functions and names may be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from xlplan.formulas.arity import miscounted
from xlplan.formulas.tokens import CELL, ERROR, LINE, NUMBER, TEXT, TOKEN, Unreadable, bracketed

__all__ = ["Columns", "Sheets", "Unreadable", "check"]


class Sheets(NamedTuple):
    """A prefix before a reference: the sheets it names (`Sheet1:Sheet3!` two of them), or the
    number or name of another workbook in brackets; `is_cell` false before a name or function."""

    names: tuple[str, ...]
    workbook: str
    is_cell: bool


class Columns(NamedTuple):
    """A reference into a table: its name ("" for the one around the cell), its columns."""

    table: str
    columns: tuple[str, ...]


_CONSTANT = rf"\s*(?:{TEXT}|[-+]?\s*{NUMBER}|(?i:TRUE|FALSE)|{ERROR})\s*"
_ARRAY = re.compile(rf"\{{(?:{_CONSTANT}[,;])*+{_CONSTANT}\}}")
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]", re.DOTALL)
_BINDS = re.compile(r"(?i)(?:_xlfn\.)?(?:LET|LAMBDA)\(")
_UNBOUND = re.compile(r"(?i)\s*(?!_xlpm\.|_xlop\.)[^\W\d][\w.\\?]*\s*,")
"""A variable as it is typed; what no comma follows is calculated (`LAMBDA(A1)`)."""
MAX_LEVELS, MAX_TEXT = 64, 255
"""Functions within functions, and characters of a text in quotes, that Excel takes."""
_MARKS = {
    "@": "tệp không chứa dấu @ ở chỗ này; bỏ dấu @ (với bảng viết Bảng[[#This Row],[Cột]])",
    "#": "vùng tràn (A1#) ở chỗ này chỉ gõ được trong Excel; viết vùng cụ thể như A1:A9, hoặc "
    "để A1# làm một đối số của SUM, COUNT, AVERAGE, MAX, MIN",
}


def check(formula: str) -> tuple[list[Sheets], list[Columns]]:
    """The prefixes and table references of a formula in file form, without `=`; Unreadable where
    its grammar is wrong."""
    reader = _Reader(formula)
    reader.run()
    return reader.sheets, reader.columns


@dataclass
class _Open:
    """An open parenthesis: of a call (of what: "" where that is calculated or of another file), its
    commas so far."""

    is_call: bool
    name: str = ""
    commas: int = 0


class _Reader:
    """One pass: after each token an operand is due or not; open parentheses are kept."""

    def __init__(self, formula: str) -> None:
        self.formula = formula
        self.sheets: list[Sheets] = []
        self.columns: list[Columns] = []
        self.open: list[_Open] = []
        self.due, self.is_area, self.wants_area = True, False, False
        self.spaced = self.argument = self.elsewhere = False

    def run(self) -> None:
        for kind, text in self._tokens():
            if kind == "space":
                self.spaced = not self.due
                continue
            if kind == "mark":
                self._mark(text)
            elif kind == "sign":
                self._sign(text)
            else:
                self._operand(kind, text)
            self.spaced = False
        if self.open:
            raise Unreadable("thiếu dấu «)»")
        if self.due:
            raise Unreadable("thiếu giá trị ở cuối")

    def _tokens(self) -> Iterator[tuple[str, str]]:
        at = 0
        while at < len(self.formula):
            match = TOKEN.match(self.formula, at)
            if not match or not match.lastgroup:
                shown = self.formula[at : at + 12]
                raise Unreadable(f"không đọc được từ «{shown}»")
            kind, text, at = match.lastgroup, match[0], match.end()
            if kind == "prefix":
                self._prefix(text, at)
                self.elsewhere = True
                continue
            if kind in ("name", "columns") and self.formula[at - (kind == "columns") :][:1] == "[":
                start = at - (kind == "columns")
                at = self._table(text if kind == "name" else "", start)
                kind = "name"
            binds = _BINDS.fullmatch(text) and not self.elsewhere
            if binds and _UNBOUND.match(self.formula, at):
                raise Unreadable("biến của LET, LAMBDA trong tệp phải là _xlpm.tên, không r, c")
            yield kind, text

    def _prefix(self, text: str, end: int) -> None:
        name = text[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        workbook, close, tabs = name.rpartition("]")
        is_cell = re.match(LINE + "|" + CELL, self.formula[end:]) is not None
        if not is_cell and not re.match(r"#REF!|[^\W\d]|[\\']", self.formula[end:]):
            raise Unreadable(f"sau «{text}» thiếu ô")
        names = tuple(tabs.split(":")) if not close and ":\\" not in tabs else (tabs,)
        self.sheets.append(Sheets(names, workbook.rpartition("[")[2] if close else "", is_cell))

    def _table(self, table: str, start: int) -> int:
        """Takes a bracketed part; gives where it ends."""
        at = bracketed(self.formula, start) - 1
        inner = self.formula[start + 1 : at]
        if inner.lstrip().startswith("@"):
            raise Unreadable(_MARKS["@"])
        items = _ITEM.findall(inner) if "[" in inner else [inner]
        plain = [re.sub(r"'(.)", r"\1", item) for item in items if not item.startswith("#")]
        self.columns.append(Columns(table, tuple(name for name in plain if name.strip())))
        return at + 1

    def _operand(self, kind: str, text: str) -> None:
        is_area = kind in ("cell", "name", "call", "error", "topic")
        if not self.due:
            if not (self.spaced and self.is_area and is_area):
                raise Unreadable(f"thiếu dấu phép tính trước «{text}»")
            self.due = True
        if self.wants_area and not is_area:
            raise Unreadable(f"trước «{text}» phải là dấu phép tính")
        self.wants_area = False
        if kind == "call":
            self.open.append(_Open(True, "" if self.elsewhere else text[:-1]))
            self.elsewhere = False
            if sum(opened.is_call for opened in self.open) > MAX_LEVELS:
                raise Unreadable(f"lồng quá {MAX_LEVELS} mức hàm")
            self.argument = True
            return
        if kind == "array":
            _check_array(text)
        if kind == "text" and len(text[1:-1].replace('""', '"')) > MAX_TEXT:
            raise Unreadable(f"chuỗi trong ngoặc kép dài quá {MAX_TEXT} ký tự")
        self.due, self.is_area, self.argument, self.elsewhere = False, is_area, False, False

    def _sign(self, text: str) -> None:
        if self.due and text not in "+-":
            raise Unreadable(f"thiếu giá trị trước «{text}»")
        self.due, self.argument, self.wants_area = True, False, False

    def _mark(self, text: str) -> None:
        if text in _MARKS:
            raise Unreadable(_MARKS[text])
        if text == "(":
            if not self.due and not self.is_area:
                raise Unreadable("thiếu dấu phép tính trước «(»")
            self.open.append(_Open(not self.due and not self.spaced))
            self.due, self.argument, self.wants_area = True, self.open[-1].is_call, False
        elif text == ")":
            self._close()
        elif text == "%":
            if self.due:
                raise Unreadable("thiếu giá trị trước «%»")
            self.is_area = False
        else:
            self._between(text)

    def _close(self) -> None:
        if not self.open:
            raise Unreadable("thừa dấu «)»")
        if self.due and not self.argument:
            raise Unreadable("thiếu giá trị trước «)»")
        last = self.open.pop()
        empty = self.due and not last.commas
        if last.name and (why := miscounted(last.name, 0 if empty else last.commas + 1)):
            raise Unreadable(why)
        self.due, self.is_area, self.argument = False, True, False

    def _between(self, text: str) -> None:
        """A comma or a colon."""
        if text == "," and self.open and self.open[-1].is_call:
            self.open[-1].commas += 1
            if self.due and not self.argument:
                raise Unreadable("thiếu giá trị trước «,»")
            self.due, self.argument, self.wants_area = True, True, False
            return
        listed = text == "," and self.open  # Excel itself writes (-4,3)
        if self.due or not (self.is_area or listed):
            raise Unreadable(f"«{text}» phải đứng giữa hai vùng ô")
        self.due, self.wants_area = True, not listed


def _check_array(text: str) -> None:
    """Unreadable unless in braces stand constants only, as many in every row."""
    if not _ARRAY.fullmatch(text):
        raise Unreadable(f"trong {{}} chỉ được có số, chữ, TRUE, FALSE: «{text[:24]}»")
    if len({row.count(",") for row in re.sub(TEXT, "", text).split(";")}) > 1:
        raise Unreadable(f"các dòng trong {{}} phải dài bằng nhau: «{text[:24]}»")
