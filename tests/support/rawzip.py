"""A zip read byte by byte, without zipfile and without a line of xlplan.

Every byte of the archive belongs to something named here: a local entry (header, data,
descriptor), a central record, or a gap between them. So two archives can be compared as what they
are, not as what a library makes of them.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_FULL = 0xFFFFFFFF


@dataclass(frozen=True)
class Entry:
    """One member. `header` is the whole local header with name and extra, `central` the whole
    central record with its offset zeroed (the offset moves when an earlier member changes)."""

    name: bytes
    offset: int
    header: bytes
    data: bytes
    descriptor: bytes
    central: bytes
    method: int
    flags: int
    crc: int
    size: int

    @property
    def raw(self) -> bytes:
        """All bytes of the member as they lie in the file."""
        return self.header + self.data + self.descriptor

    @property
    def text(self) -> str:
        """The name for people; part names of a package are compared by `name`."""
        return self.name.decode("utf-8" if self.flags & 0x800 else "cp437")

    def inflate(self) -> bytes:
        """The content; ValueError when it is not what size and CRC promise."""
        if self.method not in (0, 8):
            raise ValueError(f"{self.text}: method {self.method}")
        content = self.data if self.method == 0 else zlib.decompress(self.data, -15)
        if len(content) != self.size or zlib.crc32(content) != self.crc:
            raise ValueError(f"{self.text}: size or CRC is wrong")
        return content


@dataclass(frozen=True)
class Archive:
    """The members in the order of the central directory; `stored` in the order they lie in."""

    entries: tuple[Entry, ...]
    gaps: tuple[bytes, ...]
    comment: bytes
    tail: bytes

    @property
    def stored(self) -> tuple[Entry, ...]:
        """The members by offset."""
        return tuple(sorted(self.entries, key=lambda entry: entry.offset))

    def named(self) -> dict[bytes, Entry]:
        """By name; ValueError for a name that stands twice."""
        found = {entry.name: entry for entry in self.entries}
        if len(found) != len(self.entries):
            raise ValueError("a name stands twice")
        return found

    def content(self, name: str) -> bytes:
        """The inflated part, found as a package finds it: any case, either slash."""
        for entry in self.entries:
            if entry.text.replace("\\", "/").lower() == name.lower():
                return entry.inflate()
        raise KeyError(name)


def read(data: bytes) -> Archive:
    """The archive in `data`; ValueError when a structure is not where the one before says."""
    end = data.rfind(b"PK\5\6")
    if end < 0:
        raise ValueError("no end of central directory")
    (_, _, _, _, total, size, start, length) = _END.unpack_from(data, end)
    comment = data[end + _END.size :]
    if len(comment) != length:
        raise ValueError("comment length")
    first_tail = end
    locator = end - _LOCATOR.size
    if locator >= 0 and data[locator : locator + 4] == b"PK\6\7":
        end64 = _LOCATOR.unpack_from(data, locator)[2]
        (sign, _, _, _, _, _, _, total, size, start) = _END64.unpack_from(data, end64)
        if sign != b"PK\6\6":
            raise ValueError("no zip64 end record where the locator points")
        first_tail = end64
    if start + size != first_tail:
        raise ValueError("central directory does not end where the end record begins")
    entries = _central(data, start, total)
    gaps = _gaps(data, entries, start)
    return Archive(tuple(entries), gaps, comment, data[first_tail:end])


def _central(data: bytes, at: int, total: int) -> list[Entry]:
    entries = []
    for _ in range(total):
        fields = _CENTRAL.unpack_from(data, at)
        if fields[0] != b"PK\1\2":
            raise ValueError("central record expected")
        (flags, method, crc, packed, size) = (fields[3], fields[4], *fields[7:10])
        (name_length, extra_length, note_length) = fields[10:13]
        offset = fields[16]
        stop = at + _CENTRAL.size + name_length + extra_length + note_length
        name = data[at + _CENTRAL.size : at + _CENTRAL.size + name_length]
        extra = data[at + _CENTRAL.size + name_length : stop - note_length]
        size, packed, offset = _wide(extra, size, packed, offset)
        record = _without_offset(data[at:stop], fields, len(name))
        entries.append(_local(data, offset, name, record, (flags, method, crc, size, packed)))
        at = stop
    return entries


def _without_offset(record: bytes, fields: tuple[int, ...], name_length: int) -> bytes:
    """The record with its offset zeroed, also where the offset stands in the zip64 extra."""
    plain = bytearray(record)
    plain[42:46] = bytes(4)
    if fields[16] == _FULL:
        at = _CENTRAL.size + name_length
        while struct.unpack_from("<H", plain, at)[0] != 1:
            at += 4 + struct.unpack_from("<H", plain, at + 2)[0]
        at += 4 + 8 * (fields[8:10].count(_FULL))
        plain[at : at + 8] = bytes(8)
    return bytes(plain)


def _wide(extra: bytes, *fields: int) -> list[int]:
    """The 32-bit fields, those that are full replaced from the zip64 extra, in its order."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            wide = [value for (value,) in struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length])]
            return [wide.pop(0) if field == _FULL else field for field in fields]
        at += 4 + length
    return list(fields)


def _local(
    data: bytes, offset: int, name: bytes, record: bytes, facts: tuple[int, int, int, int, int]
) -> Entry:
    flags, method, crc, size, packed = facts
    fields = _LOCAL.unpack_from(data, offset)
    if fields[0] != b"PK\3\4":
        raise ValueError("local header expected")
    body = offset + _LOCAL.size + fields[9] + fields[10]
    header = data[offset:body]
    if header[_LOCAL.size : _LOCAL.size + fields[9]] != name:
        raise ValueError("local and central name differ")
    if not flags & 8 and fields[6] != crc:
        raise ValueError("local and central CRC differ")
    end = body + packed
    descriptor = _descriptor(data, end, crc, packed, size) if flags & 8 else b""
    return Entry(
        name, offset, header, data[body:end], descriptor, record, method, flags, crc, size
    )  # fmt: skip


def _descriptor(data: bytes, at: int, crc: int, packed: int, size: int) -> bytes:
    """The data descriptor in whichever of its four forms stands there."""
    for sign in (b"PK\7\x08", b""):
        for form in ("<I2I", "<I2Q"):
            expected = sign + struct.pack(form, crc, packed, size)
            if data.startswith(expected, at):
                return expected
    raise ValueError("no data descriptor where flag 3 promises one")


def _gaps(data: bytes, entries: list[Entry], directory: int) -> tuple[bytes, ...]:
    """Bytes before, between and after the members that belong to none."""
    gaps = []
    at = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset < at:
            raise ValueError("members overlap")
        gaps.append(data[at : entry.offset])
        at = entry.offset + len(entry.raw)
    gaps.append(data[at:directory])
    return tuple(gaps)
