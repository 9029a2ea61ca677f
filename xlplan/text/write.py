"""The official paragraph from the figures: right verbs, amounts in words, each number its cells."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.domain.errors import UsageError
from xlplan.domain.indicators import Registry, standard
from xlplan.text import phrases
from xlplan.text.grammar import data
from xlplan.text.lines import Line, Scope
from xlplan.text.paragraph import Number, Paragraph, Piece


def chosen(lines: Sequence[Line], length: str, codes: Sequence[str] = ()) -> list[Line]:
    """The lines of a length or, in the order asked for, of these indicators; UsageError for an
    indicator that has no figure."""
    if codes:
        known = {line.code: line for line in lines}
        if missing := [code for code in codes if code not in known]:
            raise UsageError(
                f"Không có số liệu của chỉ tiêu {', '.join(missing)}.",
                f"Các chỉ tiêu có số: {', '.join(known)}.",
            )
        return [known[code] for code in codes]
    wanted = data()["write"]["lengths"][length]
    return [line for line in lines if not wanted or line.code in wanted or _own_part(line, wanted)]


def _own_part(line: Line, wanted: Sequence[str]) -> bool:
    """An office's own part of a total that is told with its parts."""
    others = {code for code, one in standard().items() if one.parent == line.parent}
    return bool(line.parent) and line.code not in standard() and bool(others & set(wanted))


def write(lines: Sequence[Line], scope: Scope, registry: Registry | None = None) -> Paragraph:
    """The paragraph of these lines; parts of a total follow it behind "Trong đó". No line gives an
    empty text. `registry` holds an office's own indicators, by default the standard ones."""
    writer = _Writer(scope, registry or standard())
    known = writer.registry
    told = {line.code for line in lines}
    for line in lines:
        if known[line.code].parent not in told:
            parts = [part for part in lines if known[part.code].parent == line.code]
            writer.sentence(line, parts)
    return writer.paragraph


class _Writer:
    """Appends sentences to a paragraph, keeping the numbers' places."""

    def __init__(self, scope: Scope, registry: Registry) -> None:
        self.scope, self.registry = scope, registry
        self.words: dict[str, str] = data()["write"]
        self.names: dict[str, str] = data()["write"]["names"]
        self.paragraph = Paragraph()

    def sentence(self, line: Line, parts: Sequence[Line]) -> None:
        """One indicator, then its parts as a sentence of their own."""
        out = self.paragraph
        first = not out.text
        out.text += f"{self._lead()}, " if first else " "
        self._clause(line, small=first)
        out.text += "."
        if parts:
            out.text += f" {self.words['parts']}: "
            for n, part in enumerate(parts):
                out.text += "; " if n else ""
                self._clause(part, small=True)
            out.text += "."

    def _lead(self) -> str:
        months = self.scope.months
        key = {12: "lead_year", 6: "lead_half", 3: "lead_quarter", 1: "lead_month"}.get(
            months, "lead_months"
        )
        return self.words[key].format(year=self.scope.year, months=months)

    def _clause(self, line: Line, *, small: bool) -> None:
        indicator = self.registry[line.code]
        name = self.names.get(line.code, indicator.label.replace(" – ", " "))
        keep = name[:2].isupper() or name.split()[0].isupper()
        out = self.paragraph
        out.text += name[0].lower() + name[1:] if small and not keep else name
        out.text += " "
        self._put(line, *phrases.level(line, indicator))
        if line.corrected:
            out.text += f" {self.words['corrected']}"
        plans = phrases.against_plan(line, self.scope, indicator)
        for key, pieces in (*plans, *phrases.against_prior(line, indicator)):
            out.text += ", "
            self._put(line, key, pieces)

    def _put(self, line: Line, key: str, pieces: dict[str, Piece]) -> None:
        """A phrase of the grammar with its numbers in their places."""
        template = self.words[key]
        fillers = {
            "plan": self._plan_word(pieces),
            "to_date": self.words["plan_ytd"],
            "prior": self._prior_word(),
        }
        out = self.paragraph
        while template:
            before, brace, rest = template.partition("{")
            out.text += before
            if not brace:
                break
            slot, _, template = rest.partition("}")
            piece = pieces.get(slot)
            if piece is None:
                out.text += fillers[slot]
                continue
            start = len(out.text)
            out.text += piece.text
            cells = tuple(line.cells[c] for c in piece.columns if c in line.cells)
            out.numbers.append(
                Number(
                    start,
                    len(out.text),
                    piece.text,
                    line.code,
                    piece.verb,
                    piece.base,
                    piece.value,
                    piece.rate,
                    piece.whole,
                    cells,
                )
            )

    def _prior_word(self) -> str:
        key = "prior_year" if self.scope.months == 12 else "prior_part"
        return self.words[key].format(year=self.scope.year - 1)

    def _plan_word(self, pieces: dict[str, Piece]) -> str:
        columns = {column for piece in pieces.values() for column in piece.columns}
        if self.scope.months == 12 or not pieces:
            return self.words["plan"]
        return self.words["plan_year" if "plan_year" in columns else "plan_ytd"]
