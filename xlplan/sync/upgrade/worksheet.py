"""A worksheet part with one more validation, a width for a column, other formats of cells."""

from __future__ import annotations

from xlplan.sync.upgrade.patch import children
from xlplan.workbook.book import Address
from xlplan.workbook.splice.markup import (
    Splice,
    Text,
    attributes,
    closing,
    pattern,
    spliced,
    with_attribute,
)
from xlplan.workbook.splice.sheet import SheetPart, areas

_BEHIND_VALIDATIONS = (
    b"hyperlinks", b"printOptions", b"pageMargins", b"pageSetup", b"headerFooter", b"rowBreaks",
    b"colBreaks", b"customProperties", b"cellWatches", b"ignoredErrors", b"smartTags", b"drawing",
    b"legacyDrawing", b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls",
    b"webPublishItems", b"tableParts", b"extLst",
)  # fmt: skip


def restyled(data: bytes, styles: dict[Address, str]) -> bytes:
    """A sheet part with other formats for cells that it has."""
    part = SheetPart(Text(data))
    splices: list[Splice] = []
    for place, style in styles.items():
        for cell in part.grid.find(*place):
            inside = part.text.data[slice(*cell.inside)]
            splices.append((*cell.inside, with_attribute(inside, b"s", style)))
    return b"".join(part.text.encoded(spliced(part.text.data, splices)))


def validation(model: SheetPart, row: int, column: int) -> bytes | None:
    """The model's validation element over a cell."""
    shadow, prefix = model.text.shadow, model.grid.prefix
    for match in pattern(prefix, b"dataValidation").finditer(shadow, model.grid.end):
        boxes = areas(attributes(match[1]).get("sqref", ""))
        if any(t <= row <= b and le <= column <= r for t, le, b, r in boxes):
            if match[1].rstrip().endswith(b"/"):
                return model.text.data[match.start() : match.end()]
            close = closing(prefix, b"dataValidation").search(shadow, match.end())
            return model.text.data[match.start() : close.end()] if close else None
    return None


def with_validation(data: bytes, rule: bytes, sqref: str) -> bytes:
    """A sheet part with a validation (an element without prefix) over these cells."""
    part = SheetPart(Text(data))
    prefix, shadow = part.grid.prefix, part.text.shadow
    opened = pattern(b"", b"dataValidation").match(rule)
    assert opened is not None
    rule = (
        b"<dataValidation" + with_attribute(opened[1], b"sqref", sqref) + b">"
        + rule[opened.end() :]
    )  # fmt: skip
    rule = rule.replace(b"</", b"\0").replace(b"<", b"<" + prefix).replace(b"\0", b"</" + prefix)
    opened = pattern(prefix, b"dataValidations").search(shadow, part.grid.end)
    close = closing(prefix, b"dataValidations").search(shadow, part.grid.end)
    if opened and close:
        count = len(children(part.text, opened.end(), close.start())) + 1
        inside = with_attribute(opened[1], b"count", str(count))
        pieces = [part.text.data[: opened.start(1)], inside,
                  part.text.data[opened.end(1) : close.start()], rule,
                  part.text.data[close.start() :]]  # fmt: skip
        return b"".join(part.text.encoded(pieces))
    tag = prefix + b"dataValidations"
    rule = b'<%s count="1">%s</%s>' % (tag, rule, tag)
    at = shadow.rindex(b"</" + prefix + b"worksheet")
    for name in _BEHIND_VALIDATIONS:
        if found := pattern(prefix, name).search(shadow, part.grid.end):
            at = min(at, found.start())
    return b"".join(part.text.encoded([part.text.data[:at], rule, part.text.data[at:]]))


def with_width(data: bytes, column: int, width: float) -> bytes:
    """The sheet with a width for one column, where it has none."""
    part = SheetPart(Text(data))
    prefix, shadow = part.grid.prefix, part.text.shadow
    tag = b'<%scol min="%d" max="%d" width="%g" customWidth="1"/>' % (
        prefix, column, column, width,
    )  # fmt: skip
    at = None
    for known, span in part.tags(b"col"):
        if int(known["min"]) <= column <= int(known["max"]):
            return data
        if int(known["min"]) > column and at is None:
            at = shadow.rindex(b"<", 0, span[0])
    if at is None:
        close = closing(prefix, b"cols").search(shadow)
        at = close.start() if close else part.grid.start
        if not close:
            tag = b"<%scols>%s</%scols>" % (prefix, tag, prefix)
    return b"".join(part.text.encoded([part.text.data[:at], tag, part.text.data[at:]]))
