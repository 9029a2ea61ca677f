"""What a call of a function costs in its host, beyond what the host costs by itself.

Run by hand: `.venv/bin/python benchmarks/hosts.py`. Excel's side: 10,000 rows through the real
COM server of xlwings, with stand-ins for pywin32 (`tests/hosts/standins.py`), beside xlwings'
default converter on the same rows; processor time of this process. LibreOffice's side: 5,000 cells
calculated anew in the real program, the ways interleaved: native ones, ours, and the floor, the
same add-in with functions that return their first argument at once; processor time of LibreOffice's
process, and the clock beside it. The quickest round counts: what is slower was the machine's doing.
Results in benchmarks/results/hosts.json.
"""

from __future__ import annotations

import importlib
import io
import json
import platform
import statistics
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from xlplan.hosts import build_oxt
from xlplan.hosts.soffice import Profile
from xlplan.hosts.uno_office import properties, service, started, uno_module

ROOT = Path(__file__).parent.parent
ROWS, CELLS, ROUNDS = 10_000, 5_000, 5
MONTHS = 12
RATIO, LIST = "A{0}/B{0}", "SUM(D{0}:O{0})"
NATIVE = {"native": f"={RATIO}", "native, 12 cells": f"={LIST}"}
FORMULAS = {
    "HTKH": "=XLPLAN.HTKH(A{0};B{0})",
    "HTKH, guarded": '=IF(OR(A{0}="";B{0}="");"";XLPLAN.HTKH(A{0};B{0}))',
    "DANHGIA": "=XLPLAN.DANHGIA(C{0})",
    "MUCCANDAT": "=XLPLAN.MUCCANDAT(B{0};A{0};9)",
    "LUYKE, 12 cells": "=XLPLAN.LUYKE(D{0}:O{0};9)",
}
ECHO = b"""
for _name in [name for name in dir(Functions) if name.islower() and not name.startswith("_")]:
    setattr(Functions, _name, lambda self, first, *rest: 1.0 if type(first) is tuple else first)
"""
"""Ends the floor's addin.py; Calc takes no tuple, so a range's answer is a number."""


def through_xlwings() -> dict[str, dict[str, float]]:
    """Milliseconds for all rows: our call, and the default converter alone for the same data."""
    sys.path.insert(0, str(ROOT / "tests" / "hosts"))
    from standins import xlwings_on_windows

    actual = tuple((float(n),) for n in range(1, ROWS + 1))
    plan = tuple((n + 1.5,) for n in range(1, ROWS + 1))
    with xlwings_on_windows() as parts:

        def ours() -> None:
            server = parts.com_server.XLPython()
            server.CallUDF("xlplan.hosts.excel", "XLPLAN_HTKH", (actual, plan))

        def converter() -> None:
            read = [parts.udfs.conversion.read(None, column, {}) for column in (actual, plan)]
            parts.udfs.conversion.write([[cell] for cell in read[0]], None, {})

        times = measured({"xlplan": ours, "converter": converter}, (time.process_time,))
    return {name: told(seconds, 1000) for name, seconds in times.items()}


def in_libreoffice(package: bytes, formulas: dict[str, str]) -> dict[str, dict[str, float]]:
    """Microseconds a cell, each way in a document of its own; `package` is the add-in."""
    with tempfile.TemporaryDirectory(prefix="xlplan-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / build_oxt.NAME
        path.write_bytes(package)
        profile = Profile(Path(folder) / "profile")
        profile.install(path)
        with started(profile) as context:
            desktop = service(context, "com.sun.star.frame.Desktop")
            clocks = processor_of(profile), time.perf_counter

            def work() -> dict[str, list[tuple[float, ...]]]:
                found = {name: filled(desktop, text) for name, text in formulas.items()}
                ways = {name: document.calculateAll for name, document in found.items()}
                return measured(ways, clocks)

            times = in_main_thread(context, work)
    return {name: told(seconds, 1e6 / CELLS) for name, seconds in times.items()}


def in_main_thread(context: Any, work: Callable[[], Any]) -> Any:
    """What `work` gives, its calls carried out by LibreOffice's main thread, as a user's are.

    In a thread where Python was not started, LibreOffice makes a new state of the interpreter for
    each call of a function, and the system a new page: three times the time.
    """
    interface = uno_module().getClass("com.sun.star.awt.XCallback")
    unohelper = importlib.import_module("unohelper")
    done, found = threading.Event(), []

    class Callback(unohelper.Base, interface):
        """Called back by the main thread, which carries out what is called meanwhile."""

        def notify(self, _: Any) -> None:
            """Works."""
            try:
                found.append(work())
            finally:
                done.set()

    service(context, "com.sun.star.awt.AsyncCallback").addCallback(Callback(), None)
    done.wait()
    return found[0]


def processor_of(profile: Profile) -> Callable[[], float]:
    """Processor seconds of the LibreOffice that runs in that profile (Linux)."""
    for entry in Path("/proc").glob("[0-9]*"):
        command = (entry / "cmdline").read_bytes()
        if b"soffice.bin" in command and str(profile.folder).encode() in command:
            threads = entry / "task"
            return lambda: sum(
                int(path.read_text().split()[0]) / 1e9 for path in threads.glob("*/schedstat")
            )
    raise SystemExit("soffice.bin was not found")


def floor_package() -> bytes:
    """The add-in whose functions do nothing: what LibreOffice and its bridge to Python cost."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(build_oxt.build())) as ours,
        zipfile.ZipFile(made, "w") as floor,
    ):
        for name in ours.namelist():
            data = ours.read(name)
            at = data.find(b"g_ImplementationHelper") if name == "addin.py" else len(data)
            floor.writestr(name, data[:at] + (ECHO if name == "addin.py" else b"") + data[at:])
    return made.getvalue()


def filled(desktop: Any, formula: str) -> Any:
    """A document with numbers in A to O and the formula in P of every row, calculated."""
    hidden = properties(Hidden=True)
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden)
    sheet = document.Sheets.getByIndex(0)
    numbers = tuple(
        (float(n), n + 1.5, 0.5 + n / CELLS, *[float(m) for m in range(1, MONTHS + 1)])
        for n in range(1, CELLS + 1)
    )
    sheet.getCellRangeByName(f"A1:O{CELLS}").DataArray = numbers
    cells = sheet.getCellRangeByName(f"P1:P{CELLS}")
    cells.FormulaArray = tuple((formula.format(n),) for n in range(1, CELLS + 1))
    wrong = [n for n in (1, CELLS) if sheet.getCellRangeByName(f"P{n}").getError()]
    if wrong:
        raise SystemExit(f"{formula}: an error in row {wrong}")
    return document


def measured(
    ways: dict[str, Callable[[], object]], clocks: Sequence[Callable[[], float]]
) -> dict[str, list[tuple[float, ...]]]:
    """Seconds of each way by each clock, round by round, after one round that does not count."""
    times: dict[str, list[tuple[float, ...]]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, way in ways.items():
            start = [clock() for clock in clocks]
            way()
            took = tuple(clock() - then for clock, then in zip(clocks, start, strict=True))
            if number:
                times[name].append(took)
    return times


def told(seconds: list[tuple[float, ...]], scale: float) -> dict[str, float]:
    """The quickest and the median round by the first clock; the quickest by the second."""
    first, *second = zip(*seconds, strict=True)
    found = {"min": min(first), "median": statistics.median(first)}
    if second:
        found["clock"] = min(second[0])
    return {name: round(value * scale, 2) for name, value in found.items()}


def main() -> None:
    """Runs both and keeps the figures."""
    udf = through_xlwings()
    ours = in_libreoffice(build_oxt.build(), {**NATIVE, **FORMULAS})
    floor = in_libreoffice(floor_package(), FORMULAS)
    result = {
        "python": platform.python_version(),
        "rounds": ROUNDS,
        "xlwings_rows": ROWS,
        "xlwings_ms": udf,
        "xlwings_ratio_to_converter": round(udf["xlplan"]["min"] / udf["converter"]["min"], 3),
        "libreoffice_cells": CELLS,
        "libreoffice_us_per_cell": ours,
        "libreoffice_floor_us_per_cell": floor,
        "libreoffice_us_beyond_native": {
            name: round(ours[name]["min"] - ours[native(name)]["min"], 2) for name in FORMULAS
        },
    }
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (ROOT / "benchmarks" / "results" / "hosts.json").write_text(text + "\n", encoding="utf-8")
    print(text)


def native(name: str) -> str:
    """The native formula to hold one of ours against."""
    return "native, 12 cells" if "12 cells" in name else "native"


if __name__ == "__main__":
    main()
