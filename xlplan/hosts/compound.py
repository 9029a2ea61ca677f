"""OLE compound files (MS-CFB, version 3) written from streams; the same bytes every time."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]
"""Names to contents; a mapping is a storage (folder)."""

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_NAMES_IN_HEADER = 109


@dataclass
class _Entry:
    """A directory entry; children are numbers of entries."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = _END
    size: int = 0


@dataclass
class _Chains:
    """Sectors of one size and the table that chains them."""

    size: int
    table: list[int] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)

    def add(self, data: bytes) -> int:
        """Stores data in new sectors; the first one's number, _END when there is none."""
        if not data:
            return _END
        start, count = len(self.table), -(-len(data) // self.size)
        self.table += [*range(start + 1, start + count), _END]
        self.data += data.ljust(count * self.size, b"\0")
        return start


def compound(tree: Tree) -> bytes:
    """The file with these streams and storages; below 6.8 MB (its table fits the header)."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _children(tree, entries)
    big, mini = _Chains(_SECTOR), _Chains(_MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (mini if entry.size < _CUTOFF else big).add(entry.data)
    entries[0].size = len(mini.data)
    entries[0].start = big.add(bytes(mini.data))
    mini_table = big.add(_numbers(mini.table))
    directory = big.add(_padded(b"".join(map(_record, entries)), _record(_Entry("", 0))))
    tables = _table_sectors(len(big.table))
    first = len(big.table)
    table = [*big.table, *([_FAT] * tables)]
    header = _header(
        tables,
        directory,
        mini_table,
        -(-len(mini.table) * 4 // _SECTOR),
        range(first, first + tables),
    )
    return header + bytes(big.data) + _numbers(table)


def _children(tree: Tree, entries: list[_Entry]) -> int:
    """Adds the entries of a storage; the number of the top of their search tree."""
    numbers = []
    for name, content in tree.items():
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            storage = _Entry(name, _STORAGE, start=0)
            entries.append(storage)
            storage.child = _children(content, entries)
    numbers.sort(key=lambda n: (len(entries[n].name), entries[n].name.upper()))
    return _balanced(numbers, entries)


def _balanced(numbers: list[int], entries: list[_Entry]) -> int:
    if not numbers:
        return _FREE
    middle = len(numbers) // 2
    top = numbers[middle]
    entries[top].left = _balanced(numbers[:middle], entries)
    entries[top].right = _balanced(numbers[middle + 1 :], entries)
    return top


def _record(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    unused = not entry.kind
    return struct.pack(
        "<64sHBBIII16sI16sIQ",
        name,
        0 if unused else len(name) + 2,
        entry.kind,
        0 if unused else 1,  # black
        entry.left,
        entry.right,
        entry.child,
        b"",
        0,
        b"",
        0 if unused else entry.start,
        entry.size,
    )


def _padded(records: bytes, empty: bytes) -> bytes:
    missing = -len(records) % _SECTOR // len(empty)
    return records + empty * missing


def _numbers(values: list[int]) -> bytes:
    data = struct.pack(f"<{len(values)}I", *values)
    return data + b"\xff" * (-len(data) % _SECTOR)


def _table_sectors(sectors: int) -> int:
    """How many sectors the table of all sectors needs, itself included."""
    count = 0
    while count * (_SECTOR // 4) < sectors + count:
        count += 1
    if count > _NAMES_IN_HEADER:
        raise ValueError("compound file too large")
    return count


def _header(tables: int, directory: int, mini_table: int, minis: int, places: range) -> bytes:
    listed = [*places, *([_FREE] * (_NAMES_IN_HEADER - len(places)))]
    return struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, tables, directory,
        0, _CUTOFF, mini_table, minis, _END, 0, *listed,
    )  # fmt: skip
