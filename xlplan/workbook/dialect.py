"""Our functions renamed inside a workbook's bytes; every other part is copied as it is."""

from __future__ import annotations

import io
import re
from typing import NamedTuple

from xlplan.formulas.names import in_dialect
from xlplan.workbook.addin_links import without_addin_links
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.markup import Text, escaped, spliced, unescaped
from xlplan.workbook.splice.output import packed, write
from xlplan.workbook.splice.wellformed import well_formed

# Where formulas stand: cells, conditional formats, validations, names, calculated columns.
_FORMULA = re.compile(
    rb"<(?:[A-Za-z_][\w.\-]*:)?"
    rb"(?:f|formula|formula1|formula2|definedName|calculatedColumnFormula|totalsRowFormula)"
    rb"(?:\s[^<>]*)?>([^<]+)</"
)
_PARTS = re.compile(r"xl/(?:workbook[^/]*|worksheets/[^/]+|tables/[^/]+)\.xml", re.IGNORECASE)


class Renamed(NamedTuple):
    """The new bytes, and how many formulas were changed."""

    data: bytes
    formulas: int


def renamed(data: bytes, dialect: str, file: str = "") -> Renamed:
    """The workbook with our functions spelled for "excel" or "libreoffice", nothing else changed.

    A link to the add-in of another machine goes with the last formula that needed it. When there is
    nothing to change, the bytes come back as they were.
    """
    archive = Archive(data, file)
    changed: dict[str, bytes] = {}
    count = 0
    for name in archive.entries:
        if _PARTS.fullmatch(name.lstrip("/").replace("\\", "/")):
            spelled, found = _part(archive.read(name), dialect)
            if found:
                changed[name] = spelled
                count += found
    if not changed:
        return Renamed(data, 0)
    out = io.BytesIO()
    methods = {name: archive.entries[name].method for name in changed}
    made = {n: lambda n=n, p=p: packed(p, methods[n]) for n, p in changed.items()}
    write(archive, out, made)
    return Renamed(without_addin_links(out.getvalue(), file), count)


def _part(part: bytes, dialect: str) -> tuple[bytes, int]:
    """A part with its formulas renamed, and how many were; proved to be XML still."""
    text = Text(part)
    splices = []
    for match in _FORMULA.finditer(text.shadow):
        if b"xlplan" not in match[1].lower():
            continue
        formula = unescaped(match[1].decode())
        spelled = in_dialect(formula, dialect)
        if spelled != formula:
            splices.append((match.start(1), match.end(1), escaped(spelled)))
    if not splices:
        return b"", 0
    changed = b"".join(text.encoded(spliced(text.data, splices)))
    well_formed(changed)
    return changed, len(splices)
