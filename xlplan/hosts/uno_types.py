"""A UNO type library (the binary UNOIDL format, little-endian) that declares one interface.

An add-in of LibreOffice has to bring the type of its functions; `unoidl-write`, which makes such
files from IDL, is part of a development kit of several hundred megabytes. The format is small:
a header, entities, and maps of names (NUL-terminated) to entities, sorted by name; strings that
occur again are a reference to their first place.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_MAGIC = b"UNOIDL\xff\x00"
_MODULE, _INTERFACE = 0, 5
_AGAIN = 0x80000000


class _Writer:
    """The file so far; strings are written once."""

    def __init__(self) -> None:
        self.data = bytearray(_MAGIC + bytes(8))
        self.strings: dict[str, int] = {}

    def number(self, value: int) -> None:
        self.data += struct.pack("<I", value)

    def string(self, text: str) -> None:
        if text in self.strings:
            self.number(self.strings[text] | _AGAIN)
            return
        self.strings[text] = len(self.data)
        self.number(len(text))
        self.data += text.encode("ascii")

    def interface(self, methods: Mapping[str, Sequence[str]]) -> int:
        """An interface over XInterface: `any name([in] any argument, …)`; its offset."""
        offset = len(self.data)
        self.data.append(_INTERFACE)
        self.number(1)
        self.string("com.sun.star.uno.XInterface")
        self.number(0)  # optional bases
        self.number(0)  # attributes
        self.number(len(methods))
        for name, arguments in methods.items():
            self.string(name)
            self.string("any")
            self.number(len(arguments))
            for argument in arguments:
                self.data.append(0)  # [in]
                self.string(argument)
                self.string("any")
            self.number(0)  # exceptions
        return offset

    def module(self, name: str, entity: int, root: bool) -> int:
        """A map of one name; a module's begins with its kind and count. Its offset."""
        label = len(self.data)
        self.data += name.encode("ascii") + b"\0"
        offset = len(self.data)
        if not root:
            self.data.append(_MODULE)
            self.number(1)
        self.number(label)
        self.number(entity)
        return offset


def interface_library(name: str, methods: Mapping[str, Sequence[str]]) -> bytes:
    """The library with the interface `name` ("org.example.XThing"); methods map to arguments."""
    writer = _Writer()
    offset = writer.interface(methods)
    *modules, last = name.split(".")
    for inner in [last, *reversed(modules[1:])]:
        offset = writer.module(inner, offset, root=False)
    root = writer.module(modules[0], offset, root=True)
    writer.data[8:16] = struct.pack("<II", root, 1)
    return bytes(writer.data)
