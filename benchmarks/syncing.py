"""200 unit workbooks into a PostgreSQL store in one go, beside pandas.DataFrame.to_sql.

`python benchmarks/syncing.py [--files 200]` starts a server of its own. xlplan reads each workbook,
merges, checks, commits a revision and writes the mark into the file; pandas reads the same tables
and appends them to one SQL table each, without history, merge or check. Processor time of this
process (the server's is not in it) and the clock; statements are counted where SQLAlchemy hands
them to the driver. Results in benchmarks/results/sync.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent))

import pandas as pd
import units
from sqlalchemy import Engine, create_engine, event
from support.postgres import database, server

from xlplan.formulas.references import from_a1
from xlplan.sync.figures import travelling
from xlplan.sync.outcome import Choice
from xlplan.sync.run import sync_files
from xlplan.sync.store import Store
from xlplan.workbook.edit import Options, prepare
from xlplan.workbook.reader import read
from xlplan.workbook.tables import read_tables

RESULTS = Path(__file__).parent / "results" / "sync.json"
CHANGED = 20
"""Workbooks with one new figure in the third run."""

COUNT = {"statements": 0}


@event.listens_for(Engine, "before_cursor_execute")
def _count(*_: Any) -> None:
    COUNT["statements"] += 1


def edited(path: Path, cells: dict[str, Any], calculate: bool = True) -> None:
    """Cells typed into a workbook; `calculate` where formulas follow them."""
    edits = {(place.split("!")[0], *from_a1(place.split("!")[1])): v for place, v in cells.items()}
    data = path.read_bytes()
    with path.open("w+b") as stream:
        prepare(data, edits, Options(calculate)).write(stream)


def measured(work: Callable[[], object], files: int) -> dict[str, float]:
    """Milliseconds of processor and clock a file, statements a file."""
    COUNT["statements"] = 0
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return {
        "cpu ms": round((time.process_time() - processor) * 1000 / files, 2),
        "clock ms": round((time.perf_counter() - clock) * 1000 / files, 2),
        "statements": round(COUNT["statements"] / files, 2),
    }


def synced(paths: list[Path], url: str) -> None:
    """All workbooks, as `xlplan sync FOLDER` does."""
    store = Store(url)
    for path, outcome in sync_files(((path, store) for path in paths), Choice()):
        if isinstance(outcome, Exception) or outcome.stopped:
            raise RuntimeError(f"{path}: {outcome}")
    store.close()


def frames(paths: list[Path]) -> dict[str, list[pd.DataFrame]]:
    """The inputs of the described tables, a frame a table and workbook, as text as the store has
    them; read by xlplan's reader, the quickest at hand."""
    found: dict[str, list[pd.DataFrame]] = {}
    for path in paths:
        tables = read_tables(read(path))
        for table, columns in travelling("tháng"):
            data = tables[table.name]
            rows = [
                {c.key: row.value(c.key) for c in [*map(table.column, data.spec.key), *columns]}
                if not table.fields
                else {c.key: row.value(c.key) for c in columns}
                for row in data.rows
            ]
            frame = pd.DataFrame(rows).astype("string").assign(file=path.name)
            found.setdefault(table.name, []).append(frame)
    return found


def by_workbook(known: dict[str, list[pd.DataFrame]], url: str) -> None:
    """A workbook at a time, as they come in."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    for number in range(len(next(iter(known.values())))):
        for name, parts in known.items():
            parts[number].to_sql(name.lower(), engine, if_exists="append", index=False)
    engine.dispose()


def at_once(known: dict[str, list[pd.DataFrame]], url: str) -> None:
    """All rows of a table in one call."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    for name, parts in known.items():
        whole = pd.concat(parts)
        whole.to_sql(name.lower(), engine, if_exists="append", index=False, method="multi",
                     chunksize=500)  # fmt: skip
    engine.dispose()


def unchanged(paths: list[Path], url: str) -> dict[str, float]:
    """Nothing changed, beside reading the same files; medians of interleaved rounds, warm."""
    times: dict[str, list[float]] = {"sync": [], "read": [], "saved anew": []}
    store = Store(url)
    for _ in range(5):
        start = time.process_time()
        for path, outcome in sync_files(((path, store) for path in paths), Choice()):
            assert not outcome.written, path
        times["sync"].append(time.process_time() - start)
        start = time.process_time()
        for path in paths:
            read(path)
        times["read"].append(time.process_time() - start)
        for path in paths:  # the same content in other bytes, as a program that saves it leaves
            path.write_bytes(path.read_bytes()[:-2] + b"\x01\x00" + os.urandom(1))
        start = time.process_time()
        list(sync_files(((path, store) for path in paths), Choice()))
        times["saved anew"].append(time.process_time() - start)
    store.close()
    return {k: round(statistics.median(v) * 1000 / len(paths), 2) for k, v in times.items()}


def main() -> None:
    """Measures, prints, keeps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as folder, server() as url:
        os.environ["XDG_CACHE_HOME"] = folder
        place = Path(folder) / "tep"
        place.mkdir()
        paths = units.write(place, files)
        for number, path in enumerate(paths):
            edited(path, {"ThongTin!B5": f"{number:04d}"}, calculate=False)
        known = frames(paths)
        result: dict[str, Any] = {"files": files, "bytes": paths[0].stat().st_size}
        result["to_sql by workbook"] = measured(
            lambda: by_workbook(known, database(url, "theo_tep")), files
        )
        result["to_sql at once"] = measured(lambda: at_once(known, database(url, "mot_lan")), files)
        result["read, no SQL"] = measured(lambda: frames(paths), files)
        kho = database(url, "kho")
        result["sync, first"] = measured(lambda: synced(paths, kho), files)
        result["sync, nothing changed"] = measured(lambda: synced(paths, kho), files)
        for path in paths[:CHANGED]:
            edited(path, {"Thang!O16": 4321})
        result["sync, changed ones"] = measured(lambda: synced(paths[:CHANGED], kho), CHANGED)
        few = unchanged(paths[:CHANGED], kho)
        result["nothing changed, ms a file"] = few
        result["nothing changed / read"] = round(few["sync"] / few["read"], 2)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
