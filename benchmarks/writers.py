"""One way of writing 300 cells, run in a process of its own: `writers.py WAY FILE EDITS OUT`.

Prints seconds of the work alone (imports apart), on the clock and of the processor in all
threads, the processor's seconds of the whole process, and the peak resident memory as JSON.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

Edits = list[tuple[str, str, float]]
Work = Callable[[], None]


def floor(source: Path, edits: Edits, target: Path) -> Work:
    """No writer can do less: untouched members copied raw, touched sheets inflated and deflated."""
    touched = {f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3)}

    def work() -> None:
        data = source.read_bytes()
        with zipfile.ZipFile(source) as package, target.open("wb") as out:
            for info in package.infolist():
                at = info.header_offset
                names = struct.unpack_from("<2H", data, at + 26)
                start = at + 30 + sum(names)
                body = memoryview(data)[start : start + info.compress_size]
                out.write(data[at:start])
                if info.filename in touched:
                    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
                    text = zlib.decompress(body, -15)
                    body = memoryview(packer.compress(text) + packer.flush())
                out.write(body)

    return work


def xlplan_no_calc(source: Path, edits: Edits, target: Path, calculate: bool = False) -> Work:
    """The library call beneath `xlplan set --no-calc`: looked at, spliced, proved."""
    from xlplan.formulas.references import from_a1
    from xlplan.workbook.edit import Options, prepare

    wanted = {(sheet, *from_a1(cell)): value for sheet, cell, value in edits}

    def work() -> None:
        plan = prepare(source, wanted, Options(calculate=calculate))
        with target.open("w+b") as stream:
            plan.write(stream)
            stream.flush()
            os.fsync(stream.fileno())

    return work


def xlplan_calc(source: Path, edits: Edits, target: Path) -> Work:
    """The same with dependents computed by the headless engine."""
    return xlplan_no_calc(source, edits, target, calculate=True)


def wolfxl(source: Path, edits: Edits, target: Path) -> Work:
    """wolfxl in its modifying mode."""
    import wolfxl as library

    def work() -> None:
        book = library.load_workbook(str(source), modify=True)
        for sheet, cell, value in edits:
            book[sheet][cell] = value
        book.save(str(target))

    return work


def excelize(source: Path, edits: Edits, target: Path) -> Work:
    """excelize through its Python binding."""
    import excelize as library

    def work() -> None:
        book = library.open_file(str(source))
        for sheet, cell, value in edits:
            book.set_cell_value(sheet, cell, value)
        book.save_as(str(target))
        book.close()

    return work


def openpyxl(source: Path, edits: Edits, target: Path) -> Work:
    """openpyxl, load and save."""
    import openpyxl as library

    def work() -> None:
        book = library.load_workbook(source)
        for sheet, cell, value in edits:
            book[sheet][cell] = value
        book.save(target)

    return work


WAYS = {
    way.__name__.replace("_", " "): way
    for way in (floor, xlplan_no_calc, xlplan_calc, wolfxl, excelize, openpyxl)
}


def peak_megabytes() -> float:
    """Peak resident memory of this process image alone."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(way: str, source: str, edits: str, target: str) -> None:
    """Runs it and prints."""
    wanted = [tuple(edit) for edit in json.loads(Path(edits).read_text(encoding="utf-8"))]
    work = WAYS[way](Path(source), wanted, Path(target))
    before = peak_megabytes()
    start, spent = time.perf_counter(), time.process_time()
    work()
    figures = {
        "seconds": time.perf_counter() - start,
        "cpu seconds": time.process_time() - spent,
        "peak MB": peak_megabytes(),
        "process cpu seconds": time.process_time(),
        "imports MB": before,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
