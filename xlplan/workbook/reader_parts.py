"""The small parts of a workbook: elements in order, shared strings, cell formats."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast
from xml.parsers import expat

from xlplan.workbook.book import Style
from xlplan.workbook.package import MAX_DEPTH

Attributes = dict[str, str]
Work = TypeVar("Work", bound=Callable[..., Any])

_REMEMBERED = 64 << 10
"""Bytes of a part of which it is remembered what was read from it."""

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0;-#,##0",
    6: "#,##0;[Red]-#,##0", 7: "#,##0.00;-#,##0.00", 8: "#,##0.00;[Red]-#,##0.00", 9: "0%",
    10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yy h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0",
    49: "@",
}  # fmt: skip

_CLOSED_AT_ONCE = re.compile(rb"""<(?:[^<>"'/]++|"[^"]*+"|'[^']*+'|/(?!>))*+/>""")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def remembered(most: int) -> Callable[[Work], Work]:
    """For a function of a part's bytes: keeps what it gave for so many small ones. Large ones hold
    what no two workbooks share, and would be kept with all their bytes."""

    def of(work: Work) -> Work:
        known = lru_cache(maxsize=most)(work)

        @wraps(work)
        def result(data: bytes, *rest: str) -> object:
            return (known if len(data) <= _REMEMBERED else work)(data, *rest)

        return cast("Work", result)

    return of


def local(name: str) -> str:
    """A tag or attribute without its prefix."""
    return name.rpartition(":")[2]


def unescaped(text: str) -> str:
    """`_x000D_` and its kind as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


@remembered(256)
def elements(data: bytes) -> list[tuple[str, Attributes]]:
    """Start tags in order, by local name, without those of `extLst`; not to be changed, since
    workbooks of one template share parts and get the same list. ValueError when nested too
    deeply."""
    found: list[tuple[str, Attributes]] = []
    depth = 0

    def start(tag: str, attributes: Attributes) -> None:
        found.append((local(tag), attributes))

    def deeper(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        own_start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        own_end(tag)

    own_start, own_end = outside_extensions(start, lambda _: None)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = deeper, end
    parser.Parse(data, True)
    return found


def outside_extensions(
    start: Callable[[str, Attributes], None], end: Callable[[str], None]
) -> tuple[Callable[[str, Attributes], None], Callable[[str], None]]:
    """The handlers, silent inside `extLst`: what later Excels put there has names of its own that
    end alike (`x15:workbookPr`, `x14:table`)."""
    inside = 0

    def begin(tag: str, attributes: Attributes) -> None:
        nonlocal inside
        if inside or local(tag) == "extLst":
            inside += 1
        else:
            start(tag, attributes)

    def finish(tag: str) -> None:
        nonlocal inside
        if inside:
            inside -= 1
        else:
            end(tag)

    return begin, finish


@remembered(64)
def prove(data: bytes) -> None:
    """Raises what `elements` raises for bytes that are no XML, or are nested too deeply; what
    workbooks of one template share is proved once."""
    if data.count(b"<") - data.count(b"</") - len(_CLOSED_AT_ONCE.findall(data)) > MAX_DEPTH:
        elements(data)  # so many elements are opened that they may be nested
    else:
        expat.ParserCreate().Parse(data, True)


def shared_strings(data: bytes) -> list[str]:
    """The texts by index; phonetic runs left out."""
    texts: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "phonetic": False}
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, _: Attributes) -> None:
        tag = local(tag)
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":
            state["phonetic"] = True
        elif tag == "t":
            state["text"] = not state["phonetic"]

    def end(tag: str) -> None:
        tag = local(tag)
        if tag == "si":
            texts.append(unescaped("".join(pieces)))
        elif tag == "rPh":
            state["phonetic"] = False
        elif tag == "t":
            state["text"] = False

    def text(chunk: str) -> None:
        if state["text"]:
            pieces.append(chunk)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    return texts


@remembered(64)
def styles(data: bytes) -> list[Style]:
    """Number format and font of each cell format."""
    formats: dict[int, str] = dict(BUILT_IN)
    fonts: list[str] = []
    found: list[Style] = []
    section = ""
    for tag, attributes in elements(data):
        if tag in ("fonts", "cellXfs", "cellStyleXfs", "fills", "borders", "dxfs", "cellStyles"):
            section = tag
        elif tag == "numFmt" and section == "":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "General")
        elif section == "fonts" and tag == "font":
            fonts.append("")
        elif section == "fonts" and tag == "name" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif section == "cellXfs" and tag == "xf":
            font = int(attributes.get("fontId", "0"))
            found.append(
                Style(
                    formats.get(int(attributes.get("numFmtId", "0")), "General"),
                    fonts[font] if font < len(fonts) else "",
                )
            )
    return found or [Style()]
