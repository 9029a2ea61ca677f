"""The rules of a sheet that an edit may break: merges, validation, protection, areas of formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from xlplan.workbook.book import Address
from xlplan.workbook.splice.formulas import Area, area, inside
from xlplan.workbook.splice.markup import (
    ATTRIBUTES,
    Splice,
    attributes,
    escaped,
    unescaped,
    with_attribute,
)
from xlplan.workbook.splice.sheet import SheetPart, areas, reference

_RULE = re.compile(
    rb"<((?:[\w.\-]+:)?)(dataValidation|conditionalFormatting)(?=[\s/>])(" + ATTRIBUTES + rb")>"
)
_FORMULA = re.compile(
    rb"<(?:[\w.\-]+:)?(formula[12])(?:\s[^>]*)?>(?:\s*<(?:[\w.\-]+:)?f>)?([^<]*)<"
)
_SQREF = re.compile(rb"<(?:[\w.\-]+:)?sqref>([^<]*)<")


@dataclass(frozen=True)
class AreaRule:
    """A validation or conditional format: its areas, and where its sqref stands in the part."""

    kind: str
    attributes: dict[str, str]
    areas: list[Area]
    formulas: dict[str, str]
    inside: tuple[int, int]
    text: tuple[int, int] | None = None


class SheetRules:
    """What stands around the cells of one sheet part."""

    def __init__(self, part: SheetPart) -> None:
        self.part = part

    @cached_property
    def merges(self) -> list[Area]:
        """Merged areas."""
        found = []
        for known, _ in self.part.tags(b"mergeCell"):
            try:
                found.append(area(known.get("ref", "")))
            except ValueError:
                continue
        return found

    def merge_of(self, place: Address) -> Area | None:
        """The merged area in which a cell is not the anchor; None for all others."""
        for box in self.merges:
            if inside(place, box) and place != box[:2]:
                return box
        return None

    @cached_property
    def is_protected(self) -> bool:
        """Whether the sheet is protected."""
        return any(k.get("sheet") in ("1", "true") for k, _ in self.part.tags(b"sheetProtection"))

    @cached_property
    def area_rules(self) -> list[AreaRule]:
        """Validations and conditional formats, those of later Excels (x14) included."""
        shadow, data = self.part.text.shadow, self.part.text.data
        found = []
        for match in _RULE.finditer(shadow, self.part.grid.end):
            known = attributes(match[3])
            end, text = match.end(), None
            if not match[3].rstrip().endswith(b"/"):
                end = shadow.find(b"</" + match[1] + match[2], match.end())
            body = data[match.end() : max(end, match.end())]
            if "sqref" not in known and (inner := _SQREF.search(body)):
                text = match.end() + inner.start(1), match.end() + inner.end(1)
                known = {**known, "sqref": unescaped(inner[1].decode())}
            formulas = {
                name.decode(): unescaped(value.decode()) for name, value in _FORMULA.findall(body)
            }
            kind = match[2].decode()
            boxes = areas(known.get("sqref", ""))
            found.append(AreaRule(kind, known, boxes, formulas, match.span(3), text))
        return found

    @cached_property
    def validated(self) -> list[AreaRule]:
        """The validations."""
        return [rule for rule in self.area_rules if rule.kind == "dataValidation"]

    def validations(self, place: Address) -> list[AreaRule]:
        """The validations of a cell."""
        return [r for r in self.validated if any(inside(place, box) for box in r.areas)]

    def resized(self, rule: AreaRule, boxes: list[Area]) -> Splice:
        """The splice that gives a rule other areas."""
        sqref = " ".join(reference(box) for box in boxes)
        if rule.text:
            return (*rule.text, escaped(sqref))
        inner = self.part.text.data[slice(*rule.inside)]
        return (*rule.inside, with_attribute(inner, b"sqref", sqref))
