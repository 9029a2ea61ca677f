"""300 cells into workbooks of 6 and 38 MB of XML: xlplan beside the floor and its peers.

`python benchmarks/writing.py [--peers build/peers/bin/python] [--rounds 5]`. Interleaved, every run
in a process of its own, medians; what came out is checked; results in benchmarks/results. Ways
whose library is not installed in the peers' environment are reported as missing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import big_workbook

HERE = Path(__file__).parent
OURS = ("floor", "xlplan no calc", "xlplan calc")
PEERS = ("wolfxl", "excelize", "openpyxl")


_SLOW = {"PYTHONDONTWRITEBYTECODE"}
"""A user's Python keeps what it has compiled."""


def run(python: str, way: str, source: Path, target: Path) -> dict[str, float] | None:
    """One run; None when the library is missing. Raises when the library fails."""
    command = [python, str(HERE / "writers.py"), way]
    files = [str(source), str(source.with_suffix(".json")), str(target)]
    known = {name: text for name, text in os.environ.items() if name not in _SLOW}
    result = subprocess.run(
        [*command, *files], capture_output=True, text=True, check=False, cwd=HERE.parent, env=known
    )
    if "ModuleNotFoundError" in result.stderr:
        return None
    if result.returncode:
        raise RuntimeError(f"{way}: {result.stderr[-500:]}")
    return dict(json.loads(result.stdout))


def held(target: Path, source: Path) -> int:
    """How many of the 300 numbers stand in the workbook written."""
    edits = json.loads(source.with_suffix(".json").read_text(encoding="utf-8"))
    count = 0
    with zipfile.ZipFile(target) as package:
        for number, name in enumerate(big_workbook.TOUCHED, 1):
            text = package.read(f"xl/worksheets/sheet{number}.xml").decode()
            shown = dict(re.findall(r'<c r="(\w+)"[^>]*><v>([^<]*)</v>', text))
            count += sum(
                float(shown.get(cell, "nan")) == value for tab, cell, value in edits if tab == name
            )
    return count


def summed(target: Path, source: Path) -> int:
    """How many of the 300 rows edited end in the sum of what they hold."""
    edits = json.loads(source.with_suffix(".json").read_text(encoding="utf-8"))
    count = 0
    with zipfile.ZipFile(target) as package:
        for number, name in enumerate(big_workbook.TOUCHED, 1):
            text = package.read(f"xl/worksheets/sheet{number}.xml").decode()
            rows = dict(re.findall(r'<row r="(\d+)"[^>]*>(.*?)</row>', text))
            for cell in (cell for tab, cell, _ in edits if tab == name):
                values = re.findall(r"<v>([^<]*)</v></c>", rows[re.sub(r"\D", "", cell)])
                *figures, total = map(float, values[-big_workbook.MONTHS - 1 :])
                count += abs(sum(figures) - total) < 1e-6
    return count


def measure(source: Path, peers: str, rounds: int, slow_rounds: int) -> dict[str, object]:
    """Medians of all ways for one workbook, and their ratios to the floor."""
    target = source.with_name("out.xlsx")
    for way in OURS:
        run(sys.executable, way, source, target)  # compiles what was never imported
    runs: dict[str, list[dict[str, float]]] = {}
    counts: dict[str, object] = {}
    sums = 0
    for number in range(rounds):
        for way in (*OURS, *PEERS):
            if way == "openpyxl" and number >= slow_rounds:
                continue
            target.unlink(missing_ok=True)
            figures = run(peers if way in PEERS else sys.executable, way, source, target)
            if figures is None:
                counts[way] = "missing"
                continue
            runs.setdefault(way, []).append(figures)
            if way != "floor" and number == 0:
                counts[way] = held(target, source)
            if way == "xlplan calc" and number == 0:
                sums = summed(target, source)
    medians = {
        key: {way: statistics.median(run[key] for run in found) for way, found in runs.items()}
        for key in ("seconds", "cpu seconds", "process cpu seconds", "peak MB")
    }
    ratios = {
        f"{key}, times the floor": {
            way: value / medians[key]["floor"] for way, value in medians[key].items()
        }
        for key in ("seconds", "cpu seconds", "process cpu seconds")
    }
    return {
        "MB of XML": big_workbook.xml_bytes(source) / 1e6,
        **medians,
        **ratios,
        "edits held": counts,
        "sums fresh, xlplan calc": sums,
        "runs": {way: len(found) for way, found in runs.items()},
    }


def main() -> None:
    """Builds, measures, prints, keeps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="Python that has the peers")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow-rounds", type=int, default=2, help="rounds of openpyxl")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(HERE / "big_workbook.py"), folder], check=True)
        result = {
            f"{size} MB": measure(
                Path(folder) / f"{size}.xlsx", given.peers, given.rounds, given.slow_rounds
            )
            for size in big_workbook.ROWS
        }
    target = HERE / "results" / "writing.json"
    target.parent.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    target.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
