"""The compression of VBA sources (MS-OVBA 2.4.1): chunks of 4096 bytes, each on its own."""

from __future__ import annotations

import struct

_CHUNK = 4096
_COMPRESSED, _RAW = 0xB000, 0x3000
_TRIED = 32


def compressed(data: bytes) -> bytes:
    """The compressed container."""
    out = bytearray(b"\x01")
    for start in range(0, len(data), _CHUNK):
        out += _chunk(data[start : start + _CHUNK])
    return bytes(out)


def _chunk(data: bytes) -> bytes:
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            length, place = _longest(data, at, seen)
            if length >= 3:
                bits = _offset_bits(at)
                tokens += struct.pack("<H", (at - place - 1) << (16 - bits) | (length - 3))
                flags |= 1 << bit
            else:
                length = 1
                tokens.append(data[at])
            for past in range(at, at + length):
                seen.setdefault(data[past : past + 3], []).append(past)
            at += length
        out.append(flags)
        out += tokens
    if len(out) > _CHUNK:
        return struct.pack("<H", _RAW | (_CHUNK - 1)) + data.ljust(_CHUNK, b"\0")
    return struct.pack("<H", _COMPRESSED | (len(out) - 1)) + bytes(out)


def _offset_bits(at: int) -> int:
    """How many of a copy's sixteen bits hold the offset: enough for all that is behind it."""
    return max(4, (at - 1).bit_length())


def _longest(data: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Length and place of the longest earlier piece that goes on as the data does here."""
    places = seen.get(data[at : at + 3], ())
    if not places or at + 3 > len(data):
        return 0, 0
    limit = min(len(data) - at, (0xFFFF >> _offset_bits(at)) + 3)
    best = found = 0
    for place in places[: -_TRIED - 1 : -1]:
        length = 3
        while length < limit and data[place + length] == data[at + length]:
            length += 1
        if length > best:
            best, found = length, place
            if best == limit:
                break
    return best, found
