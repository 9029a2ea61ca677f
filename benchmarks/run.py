"""Ratios against the naive way and the floor, interleaved, medians; results in benchmarks/results.

Run by hand: `make bench`. Figures of one machine mean little; the ratios of one run do.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import floor
import naive

from xlplan.checks import runner
from xlplan.checks.cache import Cache

ROOT = Path(__file__).parent.parent
ROUNDS = 5
FILES = 1000
SAMPLE = 40
"""Files of a round for the slow ways; times are per file."""


def copies(folder: Path, source: Path, count: int) -> list[Path]:
    """Workbooks with different bytes (a zip comment) and the same content."""
    paths = []
    for number in range(count):
        path = folder / f"don-vi-{number:04d}.xlsx"
        path.write_bytes(source.read_bytes())
        with zipfile.ZipFile(path, "a") as package:
            package.comment = str(number).encode()
        paths.append(path)
    return paths


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def many(paths: list[Path], cache: Cache) -> dict[str, float]:
    """Milliseconds a file of each way, medians of interleaved rounds."""
    sample = paths[:SAMPLE]
    ways: dict[str, tuple[Callable[[], object], int]] = {
        "floor": (lambda: [floor.read(path) for path in sample], len(sample)),
        "naive": (lambda: [naive.check(path) for path in sample], len(sample)),
        "xlplan": (lambda: runner.check_paths(paths), len(paths)),
        "xlplan, unchanged": (lambda: runner.check_paths(paths, cache=cache), len(paths)),
    }
    runner.check_paths(paths, cache=cache)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (work, count) in ways.items():
            times[name].append(seconds(work) / count * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def start(*command: str) -> float:
    """Milliseconds of a whole process, median."""
    runs = [
        seconds(lambda: subprocess.run(command, capture_output=True, check=False)) * 1000
        for _ in range(ROUNDS * 2 + 1)
    ]
    return statistics.median(runs)


def main() -> None:
    """Measures, prints, keeps."""
    source = ROOT / "workbooks" / "bao-cao-2023.xlsx"
    tool = str(Path(sys.executable).parent / "xlplan")
    with tempfile.TemporaryDirectory() as folder:
        paths = copies(Path(folder), source, FILES)
        result = {"ms a file": many(paths, Cache(Path(folder) / "cache"))}
    result["ms a process"] = {
        "python -c pass": start(sys.executable, "-c", "pass"),
        "import pandera.pandas": start(sys.executable, "-c", "import pandera.pandas"),
        "xlplan --help": start(tool, "--help"),
        "xlplan eval": start(tool, "eval", "=XLPLAN_HTKH(113298;119261)"),
        "xlplan functions": start(tool, "functions", "--format", "json"),
        "xlplan describe": start(tool, "describe", str(source), "--format", "json"),
        "xlplan check": start(tool, "check", str(source), "--no-cache"),
    }
    files, processes = result["ms a file"], result["ms a process"]
    result["ratios"] = {
        "naive / xlplan": files["naive"] / files["xlplan"],
        "unchanged / floor": files["xlplan, unchanged"] / files["floor"],
        "check / import pandera": processes["xlplan check"] / processes["import pandera.pandas"],
        **{
            f"{name} / pass": processes[f"xlplan {name}"] / processes["python -c pass"]
            for name in ("--help", "eval", "functions", "describe")
        },
    }
    target = ROOT / "benchmarks" / "results" / "check.json"
    target.parent.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    target.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
