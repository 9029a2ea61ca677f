"""Formulas in file form, token by token."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Unreadable(ValueError):
    """A formula that Excel can't read; the text is a Vietnamese sentence."""


CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w.(\[])"
LINE = r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w.(])|\$?[0-9]{1,7}:\$?[0-9]{1,7}(?![\w.(])"
_TAB = r"""[^\s'"!\[\]():,;+\-*/^&=<>%{}\#@$]"""
NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.])"
TEXT = r'"(?:[^"]|"")*+"'
ERROR = (
    r"\#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!"
    r"|CONNECT!|UNKNOWN!|BUSY!|EXTERNAL!|PYTHON!|TIMEOUT!)"
)
TOKEN = re.compile(
    rf"""
    (?P<space>[\s\ufeff]+)
  | (?P<prefix>'(?:[^']|'')+'!|(?:\[[^\[\]']*\])?{_TAB}+(?::{_TAB}+)?!|\[[0-9]+\]!)
  | (?P<text>{TEXT})
  | (?P<topic>(?<=\]!)'(?:[^']|'')+')
  | (?P<array>\{{(?:{TEXT}|[^{{}}"])*+\}})
  | (?P<error>{ERROR})
  | (?P<cell>{LINE}|{CELL})
  | (?P<call>[^\W\d][\w.\\?]*\()
  | (?P<name>[^\W\d][\w.\\?]*|\\[\w.\\?]*)
  | (?P<columns>\[)
  | (?P<number>{NUMBER})
  | (?P<sign><>|<=|>=|[-+*/^&=<>])
  | (?P<mark>[(),:%@\#])
    """,
    re.VERBOSE,
)


def bracketed(formula: str, start: int) -> int:
    """Where the part in brackets that opens at `start` ends; Unreadable where it doesn't."""
    depth, at = 0, start
    while at < len(formula):
        char = formula[at]
        if char == "'":
            at += 1
        elif char in "[]":
            depth += 1 if char == "[" else -1
            if depth == 0:
                return at + 1
        at += 1
    raise Unreadable("thiếu dấu «]»")


def tokens(formula: str) -> Iterator[tuple[str, str]]:
    """Kind as in the grammar and text of each token; what stands in brackets behind a table's name
    is one, `columns`, with its brackets. Unreadable at what is no token."""
    at = 0
    while at < len(formula):
        match = TOKEN.match(formula, at)
        if not match or not match.lastgroup:
            raise Unreadable(f"không đọc được từ «{formula[at : at + 12]}»")
        end = bracketed(formula, at) if match.lastgroup == "columns" else match.end()
        yield match.lastgroup, formula[at:end]
        at = end
