"""What a call of a function costs in its host, beyond what the host costs by itself.

Run by hand: `.venv/bin/python benchmarks/hosts.py`. Excel's side: 10,000 rows through the real
COM server of xlwings, with stand-ins for pywin32 (`tests/hosts/standins.py`), beside xlwings'
default converter on the same rows; processor time of this process. LibreOffice's side: 20,000 cells
calculated anew in the real program, ours beside native ones, the ways interleaved; the clock, as
the work is another process's. The quickest round counts: what is slower was the machine's doing.
Results in benchmarks/results/hosts.json.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xlplan.hosts.soffice import profile_with_addin
from xlplan.hosts.uno_office import properties, running

ROOT = Path(__file__).parent.parent
ROWS, CELLS, ROUNDS = 10_000, 20_000, 9
FORMULAS = {
    "native": "=A{0}/B{0}",
    "native, guarded": '=IF(OR(A{0}="";B{0}="");"";A{0}/B{0})',
    "XLPLAN.HTKH": "=XLPLAN.HTKH(A{0};B{0})",
    "XLPLAN.HTKH, guarded": '=IF(OR(A{0}="";B{0}="");"";XLPLAN.HTKH(A{0};B{0}))',
}


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

        times = measured({"xlplan": ours, "converter": converter}, time.process_time)
    return {name: told(seconds, 1000) for name, seconds in times.items()}


def in_libreoffice() -> dict[str, dict[str, float]]:
    """Microseconds a cell, each way in a document of its own."""
    with profile_with_addin() as profile, running(profile) as desktop:
        documents = {name: filled(desktop, text) for name, text in FORMULAS.items()}
        ways = {name: document.calculateAll for name, document in documents.items()}
        times = measured(ways, time.perf_counter)
        for document in documents.values():
            document.close(True)
    return {name: told(seconds, 1e6 / CELLS) for name, seconds in times.items()}


def filled(desktop: Any, formula: str) -> Any:
    """A document with numbers in A and B and the formula in C of every row, calculated."""
    hidden = properties(Hidden=True)
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden)
    sheet = document.Sheets.getByIndex(0)
    numbers = tuple((float(n), n + 1.5) for n in range(1, CELLS + 1))
    sheet.getCellRangeByName(f"A1:B{CELLS}").DataArray = numbers
    cells = sheet.getCellRangeByName(f"C1:C{CELLS}")
    cells.FormulaArray = tuple((formula.format(n),) for n in range(1, CELLS + 1))
    last = cells.DataArray[-1][0]
    if abs(last - CELLS / (CELLS + 1.5)) > 1e-12:
        raise SystemExit(f"{formula}: {last}")
    return document


def measured(
    ways: dict[str, Callable[[], object]], clock: Callable[[], float]
) -> dict[str, list[float]]:
    """Seconds of each way, round by round, after one round that does not count."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, way in ways.items():
            start = clock()
            way()
            if number:
                times[name].append(clock() - start)
    return times


def told(seconds: list[float], scale: float) -> dict[str, float]:
    """The quickest and the median round."""
    return {
        "min": round(min(seconds) * scale, 2),
        "median": round(statistics.median(seconds) * scale, 2),
    }


def main() -> None:
    """Runs both and keeps the figures."""
    udf, calc = through_xlwings(), in_libreoffice()
    result = {
        "python": platform.python_version(),
        "rounds": ROUNDS,
        "xlwings_rows": ROWS,
        "xlwings_ms": udf,
        "xlwings_ratio_to_converter": round(udf["xlplan"]["min"] / udf["converter"]["min"], 3),
        "libreoffice_cells": CELLS,
        "libreoffice_us_per_cell": calc,
        "libreoffice_us_beyond_native": round(
            calc["XLPLAN.HTKH"]["min"] - calc["native"]["min"], 2
        ),
    }
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (ROOT / "benchmarks" / "results" / "hosts.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
