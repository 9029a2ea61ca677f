"""XML as bytes: any encoding seen as UTF-8, comments blanked, tags and their attributes."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

ATTRIBUTES = rb"""(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+"""
"""The inside of a start tag after its name, quotes respected."""

_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.\-]+)["']""")
_NOISE = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([\w:.\-]+)\s*=\s*("[^"]*"|'[^']*')""")
_ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|\w+);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class Text:
    """A part's bytes as UTF-8 (`data`), with `shadow` of the same length for searching: comments,
    processing instructions and CDATA are blank there. `original` bytes come back by `encoded`."""

    def __init__(self, part: bytes) -> None:
        self.codec, self.mark = _codec(part)
        self.data = part if self.codec == "utf-8" else self._decoded(part)
        self.noisy = noisy = _noisy(self.data)
        self.shadow = (
            _NOISE.sub(lambda match: b" " * len(match[0]), self.data) if noisy else self.data
        )

    def _decoded(self, part: bytes) -> bytes:
        text = part[len(self.mark) :].decode(self.codec)
        if self.mark + text.encode(self.codec) != part:
            raise UnicodeError(f"{self.codec} does not come back as it was")
        return text.encode()

    def encoded(self, pieces: list[bytes | memoryview]) -> list[bytes | memoryview]:
        """Pieces of changed UTF-8 in the part's own encoding."""
        if self.codec == "utf-8":
            return pieces
        text = b"".join(pieces).decode()
        return [self.mark + text.encode(self.codec, "xmlcharrefreplace")]


def _noisy(data: bytes) -> bool:
    """Whether more than tags and text is there; the single letters are found much faster."""
    declared = data.find(b"?>") + 2 if data.startswith(b"<?") else 0
    if data.find(b"?", declared) >= 0 and data.find(b"<?", declared) >= 0:
        return True
    return b"!" in data and b"<!" in data


def _codec(part: bytes) -> tuple[str, bytes]:
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if part.startswith(mark):
            return codec, mark
    if part.startswith(b"<\0?\0"):
        return "utf-16-le", b""
    if part.startswith(b"\0<\0?"):
        return "utf-16-be", b""
    declared = _DECLARED.match(part)
    return codecs.lookup(declared[1].decode()).name if declared else "utf-8", b""


@lru_cache(maxsize=256)
def pattern(prefix: bytes, name: bytes) -> re.Pattern[bytes]:
    """Start tags of that name; group 1 the attributes (ending in "/" when self-closed)."""
    return re.compile(rb"<" + re.escape(prefix + name) + rb"(?=[\s/>])(" + ATTRIBUTES + rb")>")


@lru_cache(maxsize=256)
def closing(prefix: bytes, name: bytes) -> re.Pattern[bytes]:
    """End tags of that name."""
    return re.compile(rb"</" + re.escape(prefix + name) + rb"\s*>")


def attributes(inside: bytes) -> dict[str, str]:
    """Attributes of a start tag by name as written (prefix included), entities resolved."""
    return {
        match[1].decode(): unescaped(match[2][1:-1].decode())
        for match in _ATTRIBUTE.finditer(inside)
    }


def attribute(inside: bytes, name: bytes) -> re.Match[bytes] | None:
    """One attribute; group 2 is its value with the quotes."""
    return next((m for m in _ATTRIBUTE.finditer(inside) if m[1] == name), None)


def value_of(found: re.Match[bytes]) -> str:
    """What an attribute says, entities resolved."""
    return unescaped(found[2][1:-1].decode())


def with_attribute(inside: bytes, name: bytes, value: str | None) -> bytes:
    """The inside of a start tag with an attribute set in place, appended, or (None) left out."""
    found = attribute(inside, name) if name in inside else None
    if value is None:
        if found is None:
            return inside
        start = found.start()
        while start and inside[start - 1 : start].isspace():
            start -= 1
        return inside[:start] + inside[found.end() :]
    text = escaped(value, quote=True)
    if found:
        mark = found[2][:1]  # the quotes stay as they were
        text = text.replace(b"'", b"&#39;") if mark == b"'" else text
        return inside[: found.start(2)] + mark + text + mark + inside[found.end(2) :]
    slash = inside.rstrip().endswith(b"/")
    body = inside.rstrip()[:-1] if slash else inside
    room = body[len(body.rstrip()) :]
    return body.rstrip() + b" " + name + b'="' + text + b'"' + room + (b"/" if slash else b"")


def escaped(text: str, quote: bool = False) -> bytes:
    """Text for XML; a carriage return as a reference, or parsers make a line feed of it."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("\r", "&#13;")
    if quote:
        text = text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return text.encode()


def unescaped(text: str) -> str:
    """Entities as the characters they stand for."""
    if "&" not in text:
        return text

    def char(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("#x"):
            return chr(int(name[2:], 16))
        if name.startswith("#"):
            return chr(int(name[1:]))
        return _NAMED.get(name, match[0])

    return _ENTITY.sub(char, text)


Splice = tuple[int, int, bytes]
"""Start, end and what stands there instead."""


def spliced(data: bytes, splices: list[Splice]) -> list[bytes | memoryview]:
    """The bytes with all splices made, as pieces; insertions come before what begins there."""
    view, at = memoryview(data), 0
    pieces: list[bytes | memoryview] = []
    for start, end, text in sorted(splices, key=lambda splice: splice[:2]):
        if start < at:
            raise ValueError("splices overlap")
        pieces += [view[at:start], text]
        at = end
    pieces.append(view[at:])
    return [piece for piece in pieces if len(piece)]
