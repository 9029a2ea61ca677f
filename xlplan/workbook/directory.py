"""The central directory of a zip: which parts a workbook has and where their bytes are.

`zipfile` takes longer to import than a small workbook takes to read, and looks at each entry with
more care than a directory without any peculiarity needs. So one of the plain form that nearly every
program writes is read here; all others, and all damage, are left to `zipfile`.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

STORED, DEFLATED = 0, 8

BROKEN = (
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What damage raises, here and while a part is inflated."""

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_NEWEST = 45
"""The version of the format from which on an entry may be peculiar."""
_UTF8, _ENCRYPTED = 0x800, 1
_LARGE = 0xFFFF_FFFF


class Entry(NamedTuple):
    """One part: its name as the zip spells it, the method, checksum and sizes that the directory
    promises, where its local header stands."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    encrypted: bool


def entries(data: bytes) -> list[Entry]:
    """The parts in the directory's order; one of `BROKEN` for what is no zip."""
    found = _plain(data)
    return _by_zipfile(data) if found is None else found


def _plain(data: bytes) -> list[Entry] | None:
    """The parts of a directory without peculiarities; None for any other."""
    end = data.rfind(b"PK\5\6")
    if end < 0 or len(data) < end + _END.size:
        return None
    _, disk, first, here, count, size, start, comment = _END.unpack_from(data, end)
    if disk or first or here != count or end + _END.size + comment != len(data):
        return None
    if start + size != end or start == _LARGE or data[end - 20 : end - 16] == b"PK\6\7":
        return None
    found, at = [], start
    for _ in range(count):
        if at + _ENTRY.size > end:
            return None
        (mark, _, needs, flags, method, _, _, crc, packed, inflated, length, extra, note, volume, _,
         _, offset) = _ENTRY.unpack_from(data, at)  # fmt: skip
        name = data[at + _ENTRY.size : at + _ENTRY.size + length]
        at += _ENTRY.size + length + note
        plain_name = name.isascii() and b"\0" not in name and name
        if mark != b"PK\1\2" or needs > _NEWEST or extra or volume or not plain_name:
            return None
        if _LARGE in (packed, inflated, offset):
            return None
        text = name.decode("ascii")
        found.append(Entry(text, method, crc, packed, inflated, offset, bool(flags & _ENCRYPTED)))
    return found if at == end else None


def _by_zipfile(data: bytes) -> list[Entry]:
    import io
    import zipfile

    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error
    return [
        Entry(
            info.filename, info.compress_type, info.CRC, info.compress_size, info.file_size,
            info.header_offset, bool(info.flag_bits & _ENCRYPTED),
        )
        for info in infos
    ]  # fmt: skip
