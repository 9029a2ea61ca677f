"""Writers that are killed at random moments, and writers at the same time: a program.

    python guard_races.py kills COUNT SEED FOLDER
    python guard_races.py together PROCESSES WRITES FOLDER

Workbooks are zips that hold a counter and a filling, so that a half-written one can't be read.
Prints JSON.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard


def packed(count: int) -> bytes:
    """A workbook's stand-in: a zip with a counter and some incompressible kilobytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr(zipfile.ZipInfo("count"), str(count))
        package.writestr(
            zipfile.ZipInfo("filling"), random.Random(count).randbytes(200_000 + count % 7 * 10_000)
        )
    return made.getvalue()


def counted(data: bytes) -> int:
    """The counter of a whole workbook; an exception for any other bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        count = int(package.read("count"))
    if data != packed(count):
        raise ValueError("not the bytes that were written")
    return count


def increment(path: Path) -> int:
    """One more, as every command does it: read, make, replace what was read."""
    data = path.read_bytes()
    count = counted(data) + 1
    fresh = packed(count)
    guard.replace(path, guard.digest(data), lambda stream: stream.write(fresh), action="set")
    return count


def kills(count: int, seed: int, folder: Path) -> dict:
    """Kills a writer `count` times; what was confirmed must be there, and the next run clean."""
    chance = random.Random(seed)
    path, other = folder / "ke-hoach.xlsx", folder / "khac.xlsx"
    path.write_bytes(packed(0))
    other.write_bytes(packed(0))
    wrong: list[str] = []
    during, untidy = 0, 0
    for number in range(count):
        confirmed = _killed(path, other, chance.uniform(0.002, 0.06))
        untidy += bool(_leftovers(folder))
        try:
            found = counted(path.read_bytes())
            counted(other.read_bytes())
            if found < confirmed:
                wrong.append(f"{number}: {confirmed} was confirmed, {found} is there")
            during += found > confirmed
            increment(path)
            other_now = counted(other.read_bytes())
            fresh = packed(other_now + 1)
            guard.replace(other, None, lambda s, fresh=fresh: s.write(fresh), action="set")
        except Exception as error:
            wrong.append(f"{number}: {error!r}")
            break
        if left := _leftovers(folder):
            wrong.append(f"{number}: left over {left}")
    return {"kills": count, "left_something": untidy, "written_unconfirmed": during,
            "problems": wrong}  # fmt: skip


def _killed(path: Path, other: Path, after: float) -> int:
    """The last count that a writer confirmed before it was killed, `after` seconds since it began."""
    reading, writing = os.pipe()
    child = _forked(lambda: _writes_on(path, other, writing))
    os.close(writing)
    confirmed = os.read(reading, 8)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
        raise RuntimeError("the writer ended by itself")
    while block := os.read(reading, 1 << 16):
        confirmed += block
    os.close(reading)
    return int.from_bytes(confirmed[-8:], "big")


def _writes_on(path: Path, other: Path, confirmed: int) -> None:
    """Adds to one workbook and takes writes to another back, until killed."""
    os.write(confirmed, counted(path.read_bytes()).to_bytes(8, "big"))
    while True:
        for _ in range(3):
            os.write(confirmed, increment(path).to_bytes(8, "big"))
        try:
            guard.undo(other)
        except WriteError as error:
            if error.reason != "nothing":
                raise


def _leftovers(folder: Path) -> list[str]:
    names = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    kept = {name for name in names if name.startswith(".xlplan/backup/")}
    odd = {
        n
        for n in kept
        if (n.removesuffix(".json") if n.endswith(".json") else f"{n}.json") not in kept
    }
    return sorted((names - kept - {"ke-hoach.xlsx", "khac.xlsx"}) | odd)


def together(processes: int, writes: int, folder: Path) -> dict:
    """Each process adds one `writes` times; the sum must be there in the end."""
    path = folder / "ke-hoach.xlsx"
    path.write_bytes(packed(0))
    children = [_forked(lambda: _adds(path, writes)) for _ in range(processes)]
    failed = sum(bool(os.waitpid(child, 0)[1]) for child in children)
    created = [_forked(lambda n=n: _creates(folder / "moi.xlsx", n)) for n in range(processes)]
    won = [n for n, child in enumerate(created) if not os.waitpid(child, 0)[1]]
    return {"count": counted(path.read_bytes()), "failed": failed, "created_by": won,
            "created": counted((folder / "moi.xlsx").read_bytes()),
            "left": [n for n in _leftovers(folder) if n != "moi.xlsx"]}  # fmt: skip


def _forked(work: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def _adds(path: Path, writes: int) -> None:
    done = 0
    while done < writes:
        try:
            increment(path)
            done += 1
        except WriteError as error:
            if error.reason not in ("changed", "locked"):
                raise


def _creates(path: Path, number: int) -> None:
    guard.create(path, lambda stream: stream.write(packed(number)))


def main() -> None:
    what, first, second, folder = sys.argv[1:]
    work = {"kills": kills, "together": together}[what]
    json.dump(work(int(first), int(second), Path(folder)), sys.stdout)


if __name__ == "__main__":
    main()
