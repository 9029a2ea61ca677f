"""The text of a Word document: body, tables, text boxes, headers, footers and notes, line by line.

Read from the parts themselves: what python-docx calls a paragraph leaves out inserted revisions,
content controls, text boxes and notes, and a report has figures in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from xlplan.workbook.package import Package

DOCUMENT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_AROUND = (r"word/header\d*\.xml", r"word/document\.xml", r"word/footnotes\.xml",
           r"word/endnotes\.xml", r"word/footer\d*\.xml")  # fmt: skip

_SKIPPED = frozenset(
    (_FALLBACK, *(_W + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr")))
)
"""Deleted text, the old form of what is told twice, field codes, formats."""

_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def lines_of(package: Package) -> list[str]:
    """The document's lines: headers, body, notes, footers; what stands in several headers once.

    A table's row is a line, its cells parted by tabs. ParseError where a part is no XML.
    """
    found: list[str] = []
    for pattern in _AROUND:
        around = pattern != _AROUND[1]
        for name in sorted(n for n in package.names if re.fullmatch(pattern, n)):
            for line in _blocks(ElementTree.fromstring(package.read(name))):
                if line.strip() and not (around and line in found):
                    found.append(line)
    return found


def _blocks(element: Element) -> Iterator[str]:
    """The lines of everything block-like below an element, in order."""
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == _W + "p":
            yield from _paragraph(child)
        elif child.tag == _W + "tr":
            cells = (" ".join(" ".join(_blocks(cell)).split()) for cell in _cells(child))
            yield "\t".join(cells)
        elif child.get(_W + "type") not in ("separator", "continuationSeparator"):
            yield from _blocks(child)


def _cells(row: Element) -> Iterator[Element]:
    """The cells of a row, those within content controls too."""
    for child in row:
        if child.tag == _W + "tc":
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent"):
            yield from _cells(child)


def _paragraph(paragraph: Element) -> Iterator[str]:
    """A paragraph's text, then that of the boxes anchored in it."""
    boxes: list[Element] = []
    yield from "".join(_runs(paragraph, boxes)).split("\n")
    for box in boxes:
        yield from _blocks(box)


def _runs(element: Element, boxes: list[Element]) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        name = child.tag.removeprefix(_W)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "txbxContent":
            boxes.append(child)
        else:
            yield from _runs(child, boxes)
