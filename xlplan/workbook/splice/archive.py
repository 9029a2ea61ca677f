"""The zip as bytes: where each entry's header, data and descriptor stand, parts inflated."""

from __future__ import annotations

import mmap
import os
import re
import stat
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from xlplan.domain.errors import UnreadableError
from xlplan.workbook import guard
from xlplan.workbook.files import MAX_FILE, read_bytes
from xlplan.workbook.package import MAX_PART, MAX_PARTS, MAX_RATIO, MAX_TOTAL, Package

Buffer = bytes | memoryview | mmap.mmap
Chunks = list[bytes | memoryview]

_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_CENTRAL_FORMAT = struct.Struct("<4s6H3L5H2L")
_DOCTYPE = re.compile(rb"<!\s*DOCTYPE|<\0!\0D\0O\0C\0T\0Y\0P\0E|\0<\0!\0D\0O\0C\0T\0Y\0P\0E", re.I)
_STORED, _DEFLATED = 0, 8
_MAPPED = 64 << 20
_HEAD = 4096


@dataclass(slots=True)
class Entry:
    """One entry: its record in the central directory and where its bytes stand.

    `start`..`end` is the whole local record (header, data, descriptor and what follows it up to
    the next record); `data` is where the compressed bytes begin.
    """

    name: str
    record: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int
    data: int = 0
    end: int = 0


class Archive:
    """A workbook's zip. UnreadableError for what is no zip, is encrypted, over the limits, has
    doubled or overlapping entries, names that leave the folder, or a DOCTYPE."""

    def __init__(self, source: Path | bytes, file: str = "", ours: bool = False) -> None:
        """`ours`: just written by us from one that had no DOCTYPE."""
        self.file = file or (str(source) if isinstance(source, Path) else "")
        self.bytes = _opened(source)
        if isinstance(self.bytes, mmap.mmap):
            _ = self.digest  # now: a mapped file may be changed under us, and then must be refused
        self.entries: dict[str, Entry] = {}
        self._handed: dict[str, str] = {}
        try:
            self._directory()
        except (struct.error, IndexError, ValueError, UnicodeError) as error:
            self._explained(error)
        self._limits()
        if not ours:
            self._check_doctype()

    @cached_property
    def digest(self) -> str:
        """Of the file's bytes, as they were when it was opened; as the guard compares."""
        return guard.digest(self.bytes)

    def refused(self, reason: str, what: str, remedy: str = "") -> UnreadableError:
        """The error for this file; `what` is a sentence."""
        name = Path(self.file).name if self.file else "Tệp"
        return UnreadableError(self.file, f"{name}: {what}", remedy, reason)

    def _explained(self, error: Exception) -> None:
        """The reader's own words for what is no proper zip."""
        Package(bytes(self.bytes[:]), self.file)
        raise self.refused(
            "zip", "Cấu trúc zip của tệp không chuẩn.", "Mở bằng Excel rồi lưu lại."
        ) from error

    def _directory(self) -> None:
        data = self.bytes
        if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise ValueError("OLE")
        at = data.rfind(_END, max(0, len(data) - 65_557))
        if at < 0:
            raise ValueError("no end record")
        count, size, offset = struct.unpack_from("<H2L", data, at + 10)
        self.end64 = b""
        close = at
        if data[max(0, at - 20) : at][:4] == _LOCATOR:
            position = data.rfind(_END64, 0, at - 20)
            self.end64 = bytes(data[position:at])
            count, size, offset = struct.unpack_from("<3Q", data, position + 32)
            close = position
        self.tail = bytes(data[at:])
        first = close - size
        self.shift = first - offset
        if self.shift < 0 or first < 0:
            raise ValueError("directory outside the file")
        self._records(first, count)
        self.directory = first
        self._spans(first)

    def _records(self, at: int, count: int) -> None:
        for _ in range(count):
            fields = _CENTRAL_FORMAT.unpack_from(self.bytes, at)
            if fields[0] != _CENTRAL:
                raise ValueError("not a directory record")
            flags, method, crc, packed, size = fields[3], fields[4], *fields[7:10]
            names, extra, comment, offset = fields[10], fields[11], fields[12], fields[16]
            end = at + 46 + names + extra + comment
            record = bytes(self.bytes[at:end])
            if 0xFFFFFFFF in (size, packed, offset):
                size, packed, offset = _wide(record, names, extra, size, packed, offset)
            raw = record[46 : 46 + names]
            name = raw.decode("utf-8" if flags & 0x800 else "cp437")
            if name in self.entries:
                raise self.refused("zip", "Tệp có hai phần cùng tên.", "Mở bằng Excel rồi lưu lại.")
            self.entries[name] = Entry(
                name, record, flags, method, crc, packed, size, offset + self.shift
            )
            self._handed.setdefault(_key(name), name)
            at = end

    def _spans(self, end: int) -> None:
        ordered = sorted(self.entries.values(), key=lambda entry: entry.start)
        for entry, following in zip(ordered, [*ordered[1:], None], strict=True):
            entry.end = following.start if following else end
            if self.bytes[entry.start : entry.start + 4] != _LOCAL:
                raise ValueError("no local header")
            names, extra = struct.unpack_from("<2H", self.bytes, entry.start + 26)
            entry.data = entry.start + 30 + names + extra
            if entry.data + entry.packed > entry.end:
                raise ValueError("entries overlap")
        self.ordered = ordered

    def _limits(self) -> None:
        entries = self.ordered
        if len(entries) > MAX_PARTS or sum(entry.size for entry in entries) > MAX_TOTAL:
            raise self.refused("limits", "Tệp quá lớn để đọc an toàn.", "Chia nhỏ tệp.")
        if len(self._handed) != len(entries):
            raise self.refused("zip", "Tệp có hai phần cùng tên.", "Mở bằng Excel rồi lưu lại.")
        for entry in entries:
            name = entry.name.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name:
                raise self.refused("name", "Tệp có phần mang tên ra ngoài thư mục.")
            if entry.size > 1 << 20 and entry.size > MAX_RATIO * max(1, entry.packed):
                raise self.refused("limits", "Tệp nén bất thường (bom zip).", "Không mở tệp này.")
            if entry.flags & 1:
                raise self.refused("encrypted", "Tệp có mật khẩu.", "Bỏ mật khẩu rồi thử lại.")

    def _check_doctype(self) -> None:
        for entry in self.ordered:
            if entry.name.lower().endswith((".xml", ".rels", ".vml")):
                head = b"".join(self.pieces(entry.name, _HEAD, _HEAD))
                if b"!" in head and _DOCTYPE.search(head):
                    raise self.refused(
                        "doctype", "Tệp chứa DOCTYPE, bị từ chối.", "Không mở tệp này."
                    )

    def find(self, name: str) -> str | None:
        """The entry's own name for a part's name, whatever case and slashes; None if missing."""
        return self._handed.get(_key(name))

    def read(self, name: str) -> bytes:
        """A part inflated, its checksum proved."""
        entry = self.entries[name]
        data = b"".join(self.pieces(name, MAX_PART + 1, max(entry.size, 1)))
        if len(data) != entry.size or zlib.crc32(data) != entry.crc:
            raise self.refused("damaged", "Tệp đã hỏng, không giải nén được.")
        return data

    def pieces(self, name: str, limit: int, block: int = 1 << 20) -> Iterator[bytes]:
        """A part inflated block by block, up to `limit` bytes."""
        entry = self.entries[name]
        raw = memoryview(self.bytes)[entry.data : entry.data + entry.packed]
        if entry.method == _STORED:
            yield bytes(raw[:limit])
            return
        if entry.method != _DEFLATED:
            raise self.refused("zip", f"Phần {name} nén theo cách không đọc được.")
        inflate, given = zlib.decompressobj(-15), 0
        pending: bytes | memoryview = raw
        try:
            while given < limit and not inflate.eof:
                piece = inflate.decompress(pending, min(block, limit - given))
                pending = inflate.unconsumed_tail
                if not piece and not pending:
                    return
                given += len(piece)
                yield piece
        except zlib.error as error:
            raise self.refused("damaged", "Tệp đã hỏng, không giải nén được.") from error

    def raw(self, entry: Entry) -> memoryview:
        """The whole local record of an entry."""
        return memoryview(self.bytes)[entry.start : entry.end]


def _opened(source: Path | bytes) -> Buffer:
    """The file's bytes: read, so that what is proved is what was read; a very large one is mapped
    (not on Windows, where a mapped file can't be replaced)."""
    if isinstance(source, bytes):
        return source
    with suppress(OSError, ValueError):
        state = os.stat(source)
        if os.name != "nt" and stat.S_ISREG(state.st_mode) and MAX_FILE >= state.st_size > _MAPPED:
            with open(source, "rb") as stream:
                return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    return read_bytes(source)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def extras(extra: bytes) -> Iterable[tuple[int, int, int]]:
    """The extra fields: id, start, end (header of four bytes included)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        yield kind, at, min(at + 4 + size, len(extra))
        at += 4 + size


def _wide(
    record: bytes, names: int, extra: int, size: int, packed: int, offset: int
) -> tuple[int, int, int]:
    """Size, packed size and offset, the 64-bit ones where the 32-bit ones are full."""
    block = record[46 + names : 46 + names + extra]
    for kind, start, end in extras(block):
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{(end - start - 4) // 8}Q", block, start + 4))
            return (
                next(wide) if size == 0xFFFFFFFF else size,
                next(wide) if packed == 0xFFFFFFFF else packed,
                next(wide) if offset == 0xFFFFFFFF else offset,
            )
    return size, packed, offset
