"""What Excel 365 shows otherwise than a file holds it, in the file's form: the names of LET and
LAMBDA (`_xlpm.x`), `@` (nothing, or `_xlfn.SINGLE`), `A1#` (`_xlfn.ANCHORARRAY`), `Table[@Column]`.

What has no form that means the same in a plain cell stays as it was typed, for `readable.check` to
refuse.
"""

from __future__ import annotations

from xlplan.formulas.tokens import Unreadable, tokens

Token = tuple[str, str]
"""Kind as in the grammar (`columns` with all of its brackets), text."""

_BINDING = {"LET", "LAMBDA"}
_WHOLE = frozenset({
    "AND", "AVERAGE", "AVERAGEA", "COLUMNS", "CONCAT", "COUNT", "COUNTA", "MAX", "MAXA", "MEDIAN",
    "MIN", "MINA", "OR", "PRODUCT", "ROWS", "STDEV", "STDEV.P", "STDEV.S", "SUM", "SUMPRODUCT",
    "SUMSQ", "VAR", "VAR.P", "VAR.S", "XOR",
})  # fmt: skip
"""Functions that take all cells of any argument: in these a spilled area stands for its cells even
in a formula that is no array formula."""
_PREFIXES = ("_xlfn.", "_xlpm.", "_xlop.")


def filed(formula: str, table: str = "") -> str:
    """A formula (`,` between arguments, without `=`) as files hold it. `table`: the one in which
    the formula's cell lies, for `[@Column]`."""
    upper = formula.upper()
    if not any(mark in upper for mark in ("@", "#", "[", "LET(", "LAMBDA(")):
        return formula
    try:
        pieces = [*tokens(formula)]
        return _Filing(pieces, table).run(0, len(pieces), frozenset())
    except Unreadable:
        return formula


class _Filing:
    """The formula's tokens, and where each parenthesis closes."""

    def __init__(self, pieces: list[Token], table: str) -> None:
        self.tokens, self.table = pieces, table
        self.closing: dict[int, int] = {}
        opened: list[int] = []
        for at, (kind, text) in enumerate(pieces):
            if kind == "call" or text == "(":
                opened.append(at)
            elif text == ")" and opened:
                self.closing[opened.pop()] = at
            elif text == ")":
                opened.append(at)
                break
        if opened:
            raise Unreadable

    def run(self, begin: int, end: int, bound: frozenset[str], inside: bool = False) -> str:
        """These tokens in the file's form. `bound`: names of LET and LAMBDA that hold here, folded;
        `inside`: the arguments of a call."""
        written, at = "", begin
        while at < end:
            kind, text = self.tokens[at]
            if kind == "call":
                written += self._call(at, bound)
                at = self.closing[at] + 1
            elif text == "@" and kind == "mark":
                stop = self._operand_end(at + 1, end)
                inner = self.run(at + 1, stop, bound, inside)
                plain = not inside or self._is_single(at + 1, stop)
                written += inner if plain else f"_xlfn.SINGLE({inner.strip()})"
                at = stop
            else:
                if kind == "columns":
                    text = self._columns(at)
                elif kind == "name" and text.casefold() in bound and not self._belongs(at):
                    text = "_xlpm." + text
                written += text
                at += 1
        return written

    def _belongs(self, at: int) -> bool:
        """Whether a name is that of a sheet or a table."""
        after = self.tokens[at + 1][0] if at + 1 < len(self.tokens) else ""
        return after == "columns" or (at > 0 and self.tokens[at - 1][0] == "prefix")

    def _operand_end(self, at: int, end: int) -> int:
        """Where the reference behind an `@` ends; Unreadable where none stands there."""
        while at < end and self.tokens[at][0] in ("space", "prefix"):
            at += 1
        if at >= end:
            raise Unreadable
        kind, text = self.tokens[at]
        if kind == "call" or text == "(":
            at = self.closing[at] + 1
        elif kind in ("cell", "name", "columns"):
            at += 1
            if at < end and kind == "name" and self.tokens[at][0] == "columns":
                at += 1
        else:
            raise Unreadable
        if at < end and self.tokens[at] == ("mark", "#"):
            at += 1
        if at < end and self.tokens[at] == ("mark", ":"):
            return self._operand_end(at + 1, end)
        return at

    def _is_single(self, begin: int, end: int) -> bool:
        """Whether an operand is one cell by itself."""
        kinds = [token for token in self.tokens[begin:end] if token[0] not in ("space", "prefix")]
        if len(kinds) == 1:
            return kinds[0][0] == "cell" and ":" not in kinds[0][1]
        return False

    def _call(self, at: int, bound: frozenset[str]) -> str:
        text, close = self.tokens[at][1], self.closing[at]
        name = text[:-1]
        upper = name.upper().removeprefix("_XLFN.")
        elsewhere = at > 0 and self.tokens[at - 1][0] == "prefix"
        if name.casefold() in bound and not elsewhere:
            text = "_xlpm." + text
        starts = self._starts(at, close)
        arguments = []
        held = bound
        for n, (begin, end) in enumerate(starts):
            last = n == len(starts) - 1
            declared = "" if last or elsewhere or upper not in _BINDING else self._name(begin, end)
            if declared and (upper == "LAMBDA" or n % 2 == 0):
                arguments.append(self._declared(begin, end))
                if upper == "LAMBDA":
                    held |= {declared.casefold()}
                continue
            if upper in _WHOLE and not elsewhere and (spilled := self._spilled(begin, end)):
                arguments.append(spilled)
                continue
            arguments.append(self.run(begin, end, held, inside=True))
            if upper == "LET" and n % 2 and not elsewhere:  # known once its value has been told
                held |= {self._name(*starts[n - 1]).casefold()} - {""}
        return text + ",".join(arguments) + ")"

    def _starts(self, at: int, close: int) -> list[tuple[int, int]]:
        """Where each argument of a call begins and ends."""
        found, begin, n = [], at + 1, at + 1
        while n < close:
            if self.tokens[n] == ("mark", ","):
                found.append((begin, n))
                begin = n + 1
            n = self.closing[n] + 1 if n in self.closing else n + 1
        return [*found, (begin, close)]

    def _name(self, begin: int, end: int) -> str:
        """The name that is all of an argument, with no prefix of the file's; "" where it isn't."""
        rest = [token for token in self.tokens[begin:end] if token[0] != "space"]
        if len(rest) != 1:
            return ""
        kind, text = rest[0]
        name = text[1:-1].strip() if kind == "columns" else text
        usable = kind in ("name", "columns") and not name.startswith(("@", "#", "["))
        if not usable or name.lower().startswith(_PREFIXES) or name.lower() in ("r", "c"):
            return ""
        return name

    def _declared(self, begin: int, end: int) -> str:
        """A name where LET or LAMBDA introduces it; `[x]` may be left out by who calls."""
        return "".join(
            text if kind == "space" else ("_xlop." + text[1:-1].strip())
            if kind == "columns" else "_xlpm." + text
            for kind, text in self.tokens[begin:end]
        )  # fmt: skip

    def _spilled(self, begin: int, end: int) -> str:
        """An argument that is a spilled area and nothing else (`Sheet1!A1#`); "" for any other."""
        rest = [token for token in self.tokens[begin:end] if token[0] != "space"]
        kinds = [kind for kind, _ in rest]
        if kinds not in (["cell", "mark"], ["prefix", "cell", "mark"]) or rest[-1][1] != "#":
            return ""
        if ":" in rest[-2][1]:
            return ""
        return f"_xlfn.ANCHORARRAY({''.join(text for _, text in rest[:-1])})"

    def _columns(self, at: int) -> str:
        """`[@Column]` and the like as `[[#This Row],[Column]]`, with the table's name if it had
        none and that is known."""
        inner = self.tokens[at][1][1:-1].strip()
        named = at > 0 and self.tokens[at - 1][0] == "name"
        table = "" if named else self.table
        if not inner.startswith("@"):
            return table + self.tokens[at][1]
        column = inner[1:].strip()
        if not column:
            return f"{table}[#This Row]"
        whole = column if column.startswith("[") else f"[{column}]"
        return f"{table}[[#This Row],{whole}]"
