"""An XML part as a sequence of pieces, each with its exact bytes. Expat only, nothing of xlplan.

The bytes of all pieces joined are the part again, so a comparison of pieces sees everything: a
quote that became an apostrophe, an entity spelled differently, a prefix that moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat


@dataclass(frozen=True)
class Piece:
    """One markup or text. `kind`: start, end, text, other. `path` are the local names from the
    root down to this element, itself included. An element closed in itself gives a start with all
    the bytes and an end with none."""

    kind: str
    path: tuple[str, ...]
    name: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    raw: bytes

    def get(self, name: str) -> str | None:
        """An attribute by its name as written."""
        return dict(self.attributes).get(name)


@dataclass
class _Event:
    kind: str
    path: tuple[str, ...]
    name: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    at: int


def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def pieces(data: bytes) -> list[Piece]:
    """All pieces of the part; expat.ExpatError when it is not well-formed."""
    reader = _Reader()
    reader.parser.Parse(data, True)
    events = reader.events
    stops = [event.at for event in events[1:]] + [len(data)]
    result = [
        Piece(
            event.kind, event.path, event.name, event.attributes, event.text, data[event.at : stop]
        )
        for event, stop in zip(events, stops, strict=True)
    ]
    if b"".join(piece.raw for piece in result) != data[events[0].at :]:
        raise ValueError("pieces do not cover the part")
    if events[0].at:
        result.insert(0, Piece("other", (), "", (), "", data[: events[0].at]))
    return result


class _Reader:
    """Collects events with the byte each begins at; adjoining texts are one."""

    def __init__(self) -> None:
        self.events: list[_Event] = []
        self.path: tuple[str, ...] = ()
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.buffer_text = False
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.XmlDeclHandler = lambda *_: self.add("other", "", (), "")
        parser.CommentHandler = lambda text: self.add("other", "", (), text)
        parser.ProcessingInstructionHandler = lambda _, text: self.add("other", "", (), text)
        parser.StartCdataSectionHandler = lambda: self.add("other", "", (), "")
        parser.EndCdataSectionHandler = lambda: self.add("other", "", (), "")
        parser.StartDoctypeDeclHandler = self.doctype
        parser.DefaultHandler = self.default
        self.parser = parser

    def add(self, kind: str, name: str, attributes: tuple[tuple[str, str], ...], text: str) -> None:
        at = self.parser.CurrentByteIndex
        self.events.append(_Event(kind, self.path, name, attributes, text, at))

    def start(self, name: str, flat: list[str]) -> None:
        self.path = (*self.path, local(name))
        self.add("start", name, tuple(zip(flat[::2], flat[1::2], strict=True)), "")

    def end(self, name: str) -> None:
        """An element closed in itself has no markup of its own for its end."""
        self.add("end", name, (), "")
        self.path = self.path[:-1]

    def characters(self, text: str) -> None:
        if self.events[-1].kind == "text":
            self.events[-1].text += text
        else:
            self.add("text", "", (), text)

    def default(self, text: str) -> None:
        """What no other handler took, such as white space after the root."""
        if self.events and self.events[-1].kind == "other":
            self.events[-1].text += text
        else:
            self.add("other", "", (), text)

    def doctype(self, *_: object) -> None:
        raise ValueError("a part of a package has no DOCTYPE")
