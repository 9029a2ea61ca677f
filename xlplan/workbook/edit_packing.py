"""Changed parts made, proved and packed in the archive's order, one ahead of the writing.

zlib works in threads of its own; meanwhile this one makes and proves the next part.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from threading import Thread

from xlplan.workbook.splice import output
from xlplan.workbook.splice.archive import Archive, Chunks, Entry

_LARGE = 64 << 20
"""Bytes of a part beside which no other is held."""


_SMALL = 1 << 15
"""Bytes of a part that take longer to hand to a thread than to pack."""


class _Job(Thread):
    """A part being packed. A thread and no pool: the pool's module takes longer to import than a
    small part to pack."""

    def __init__(self, data: bytes, method: int) -> None:
        super().__init__()
        self._data, self._method = data, method
        self._packed: output.Packed | None = None
        self._error: BaseException | None = None

    def keep(self, archive: Archive, entry: Entry) -> None:
        """Takes the packed bytes that the archive has, where those are of this very part."""
        if archive.read(entry.name) == self._data:
            raw = bytes(archive.bytes[entry.data : entry.data + entry.packed])
            self._packed = output.Packed(raw, entry.size, entry.crc, zlib.crc32(raw))

    def run(self) -> None:
        if self._packed is not None:
            return
        try:
            self._packed = output.packed(self._data, self._method)
        except BaseException as error:  # told where the result is asked for
            self._error = error
        self._data = b""

    def begin(self) -> None:
        """Starts the thread; what is soon done is done at once."""
        if len(self._data) < _SMALL:
            self.run()
        else:
            self.start()

    def result(self) -> output.Packed:
        """The packed part, as soon as it is; or the error that stopped it."""
        if self.ident is not None:
            self.join()
        if self._packed is None:
            raise self._error or RuntimeError("not packed")
        return self._packed


class Packing:
    """The parts that change, by entry; `sums` tells the checksums of the packed bytes."""

    def __init__(
        self,
        archive: Archive,
        makers: Mapping[str, Callable[[], Chunks]],
        prove: Callable[[str, bytes], None],
    ) -> None:
        self.archive, self.makers, self.prove = archive, makers, prove
        self.sums: dict[str, int] = {}
        self._waiting = [entry.name for entry in archive.ordered if entry.name in makers]
        self._packed: dict[str, _Job] = {}

    def __enter__(self) -> Packing:
        return self

    def __exit__(self, *_: object) -> None:
        for job in self._packed.values():
            if job.ident is not None:
                job.join()

    def parts(self) -> dict[str, Callable[[], output.Packed]]:
        """Each part's packed bytes, to be asked for in the archive's order."""
        return {name: lambda name=name: self._take(name) for name in self.makers}

    def _take(self, name: str) -> output.Packed:
        if name not in self._packed:
            self._start()
        if self._waiting and self._small(name) and self._small(self._waiting[0]):
            self._start()
        packed = self._packed.pop(name).result()
        self.sums[name] = packed.packed_sum
        return packed

    def _small(self, name: str) -> bool:
        return self.archive.entries[name].size < _LARGE

    def _start(self) -> None:
        name = self._waiting.pop(0)
        data = b"".join(self.makers[name]())
        entry = self.archive.entries[name]
        self._packed[name] = job = _Job(data, entry.method)
        if len(data) == entry.size and zlib.crc32(data) == entry.crc:
            job.keep(self.archive, entry)
        job.begin()
        self.prove(name, data)
