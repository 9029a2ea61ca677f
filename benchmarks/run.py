"""Ratios against the naive way and the floor, interleaved, medians; results in benchmarks/results.

Run by hand: `make bench`. Figures of one machine mean little; the ratios of one run do. Times are
of the processor, not of the clock, so that a busy machine tells nearly the same.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import floor
import naive
import units

from xlplan.checks import runner
from xlplan.checks.cache import Cache

ROOT = Path(__file__).parent.parent
ROUNDS = 3
DISTINCT = 100
"""Workbooks with figures of their own; the others are the same again with other bytes. More than
any cache of rows holds, so that none is met twice."""
FILES = 1000
SAMPLE = 10
"""Files of a round for the slow ways; times are per file."""


def workbooks(folder: Path) -> list[Path]:
    """Unit workbooks, no two with the same bytes (a zip comment)."""
    made = [path.read_bytes() for path in units.write(folder, DISTINCT)]
    paths = []
    for number in range(FILES):
        path = folder / f"tep-{number:04d}.xlsx"
        comment = str(number).encode()
        path.write_bytes(
            made[number % DISTINCT][:-2] + len(comment).to_bytes(2, "little") + comment
        )
        paths.append(path)
    return paths


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call, its child processes included."""
    start = _used()
    work()
    return _used() - start


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def many(paths: list[Path], cache: Cache) -> dict[str, float]:
    """Milliseconds a file of each way, medians of interleaved rounds."""
    sample = paths[:SAMPLE]
    ways: dict[str, tuple[Callable[[], object], int]] = {
        "floor": (lambda: [floor.read(path) for path in sample * 5], len(sample) * 5),
        "naive": (lambda: [naive.check(path) for path in sample], len(sample)),
        "xlplan": (lambda: runner.check_paths(paths), len(paths)),
        "xlplan, unchanged": (lambda: runner.check_paths(paths, cache=cache), len(paths)),
    }
    runner.check_paths(paths, cache=cache)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (work, count) in ways.items():
            times[name].append(seconds(work) / count * 1000)
    return {name: round(statistics.median(values), 3) for name, values in times.items()}


def processes(commands: dict[str, list[str]]) -> dict[str, float]:
    """Milliseconds of whole processes, medians of interleaved rounds."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS * 2 + 1):
        for name, command in commands.items():
            run = lambda command=command: subprocess.run(command, capture_output=True, check=False)  # noqa: E731
            times[name].append(seconds(run) * 1000)
    return {name: round(statistics.median(values), 1) for name, values in times.items()}


def main() -> None:
    """Measures, prints, keeps."""
    tool = str(Path(sys.executable).parent / "xlplan")
    with tempfile.TemporaryDirectory() as folder:
        paths = workbooks(Path(folder))
        one = str(paths[0])
        cold = processes({
            "python -c pass": [sys.executable, "-c", "pass"],
            "import pandera.pandas": [sys.executable, "-c", "import pandera.pandas"],
            "--help": [tool, "--help"],
            "eval": [tool, "eval", "=XLPLAN_HTKH(113298;119261)"],
            "functions": [tool, "functions", "--format", "json"],
            "describe": [tool, "describe", one, "--format", "json"],
            "check": [tool, "check", one, "--no-cache"],
        })  # fmt: skip
        files = many(paths, Cache(Path(folder) / "cache"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        size = len(paths[0].read_bytes())
    result = {
        "files": {"count": FILES, "distinct": DISTINCT, "bytes": size},
        "ms a file": files,
        "ms a process": cold,
        "peak MB": peak,
        "ratios": {
            "naive / xlplan": round(files["naive"] / files["xlplan"], 1),
            "unchanged / floor": round(files["xlplan, unchanged"] / files["floor"], 3),
            "check / import pandera": round(cold["check"] / cold["import pandera.pandas"], 2),
            **{
                f"{name} / pass": round(cold[name] / cold["python -c pass"], 1)
                for name in ("--help", "eval", "functions", "describe")
            },
        },
    }
    target = ROOT / "benchmarks" / "results" / "check.json"
    target.parent.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    target.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
