"""Runs a write, stopping it at each of its steps in turn, and says what is left: a program.

    python guard_stops.py kill|ENOSPC|EIO|… SCENARIO FOLDER
    python guard_stops.py unlisted OPERATION FOLDER

Each step is a file operation that changes something (`guard_steps.py`). `kill` ends the process
there (half of a write done), an errno makes the operation fail. Prints JSON: the steps, what was
unlisted, what went wrong.
"""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from guard_steps import KILLED, STEPS, no_links, watch

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard
from xlplan.workbook.guard import history

OLD, NEW, NEWER = b"old " * 5000, b"new " * 9000, b"newer " * 4000


def write(data: bytes) -> Callable[[io.BufferedIOBase], object]:
    """Writes in pieces, as a zip does."""

    def pieces(stream: io.BufferedIOBase) -> None:
        for start in range(0, len(data), 10_000):
            stream.write(data[start : start + 10_000])

    return pieces


class Scenario:
    """One way of writing `ke-hoach.xlsx`; `old` is None where there is no file before."""

    def __init__(self, old: bytes | None = OLD, links: bool = True) -> None:
        self.old, self.links = old, links

    def prepare(self, path: Path) -> None:
        if self.old is not None:
            path.write_bytes(self.old)
            path.chmod(0o640)

    def run(self, path: Path) -> None:
        guard.replace(path, guard.digest(path), write(NEW), action="set")


class Pruning(Scenario):
    """The backups are as many as may stay, so that one goes."""

    def prepare(self, path: Path) -> None:
        super().prepare(path)
        os.environ["XLPLAN_BACKUPS"] = "3"
        for data in (b"1", b"2", OLD):
            guard.replace(path, None, write(data), action="set")


class Creating(Scenario):
    def run(self, path: Path) -> None:
        guard.create(path, write(NEW), action="new")


class Undoing(Scenario):
    """Old and new change places: what is undone is the old content."""

    def prepare(self, path: Path) -> None:
        path.write_bytes(NEW)
        path.chmod(0o640)
        guard.replace(path, None, write(OLD), action="set")

    def run(self, path: Path) -> None:
        guard.undo(path)


class AfterAKill(Scenario):
    """A run was killed just before its rename; this one clears up after it."""

    def prepare(self, path: Path) -> None:
        super().prepare(path)
        child = os.fork()
        if not child:
            if not self.links:
                no_links()
            os.replace = _end_at_the_workbook
            Scenario().run(path)
        os.waitpid(child, 0)
        assert any(name.name.endswith(".tmp") for name in path.parent.iterdir())
        (path.parent / ".xlplan" / "0123456789abcdef.lock").touch()


def _end_at_the_workbook(source: Path, target: Path) -> None:
    if Path(target).suffix == ".xlsx" and ".xlplan" not in Path(target).parts:
        os._exit(KILLED)
    os.rename(source, target)


SCENARIOS = {
    "replace": Scenario(),
    "replace-without-links": Scenario(links=False),
    "prune": Pruning(),
    "create": Creating(None),
    "create-without-links": Creating(None, links=False),
    "undo": Undoing(),
    "after-a-kill": AfterAKill(),
    "after-a-kill-without-links": AfterAKill(links=False),
}


def attempt(scenario: Scenario, path: Path, stop: int | None, error: int | None) -> dict:
    """Runs the scenario in a child that stops at step `stop`; what it says, or that it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        if not scenario.links:
            no_links()
        watch(path.parent)
        STEPS.stop, STEPS.error, STEPS.on = stop, error, True
        told: dict = {"raised": None}
        try:
            scenario.run(path)
        except WriteError as refused:
            told["raised"] = refused.sentence()
        except BaseException as crash:
            told["crash"] = repr(crash)
        STEPS.on = False
        told |= {"seen": STEPS.seen, "unlisted": STEPS.unlisted}
        with open(writing, "w", closefd=True) as pipe:
            json.dump(told, pipe)
        os._exit(0)
    os.close(writing)
    with open(reading) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == KILLED:
        return {"killed": True}
    return json.loads(text)


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def temporaries(path: Path) -> set[Path]:
    return {file for file in path.parent.iterdir() if file.name.endswith(".tmp")}


def leftovers(folder: Path) -> list[str]:
    """What should not be there between two runs."""
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    kept = {n for n in names if n.startswith(".xlplan/backup/")}
    unmatched = {n for n in kept if not n.endswith(".json") and f"{n}.json" not in kept}
    unmatched |= {n for n in kept if n.endswith(".json") and n[:-5] not in kept}
    return sorted((names - kept - {"ke-hoach.xlsx"}) | unmatched)


def problems(scenario: Scenario, path: Path) -> list[str]:
    """What is wrong after a stop: the file itself, its past, and the next run."""
    now = content(path)
    found = []
    if now not in (scenario.old, NEW):
        found.append(f"neither old nor new: {now and now[:20]!r}")
    if now is not None and scenario.old is not None and path.stat().st_mode & 0o777 != 0o640:
        found.append("mode lost")
    if now == NEW and scenario.old is not None:
        kept = {p.read_bytes() for p in (path.parent / ".xlplan" / "backup").iterdir()}
        if scenario.old not in kept:
            found.append("old content lost")
    try:
        guard.put(path, write(NEWER), action="set", wait=1)
        if content(path) != NEWER:
            found.append("next run did not write")
        if left := leftovers(path.parent):
            found.append(f"left over: {left}")
        if now is not None:
            guard.undo(path)
            if content(path) != now:
                found.append("undo of the next run")
        if now == NEW and scenario.old is not None and not isinstance(scenario, Undoing):
            guard.undo(path)
            if content(path) != scenario.old:
                found.append("undo of the killed run")
    except Exception as error:
        found.append(f"next run: {error!r}")
    numbers = [entry.number for entry in history.entries(path)]
    if len(numbers) != len(set(numbers)):
        found.append("two writes of one number")
    return found


def every_stop(scenario: Scenario, root: Path, error: int | None) -> dict:
    """Stops at step 1, 2, … until a run ends by itself."""
    wrong, unlisted, stop = [], [], 0
    while True:
        stop += 1
        folder = root / f"{stop}"
        folder.mkdir()
        path = folder / "ke-hoach.xlsx"
        os.environ.pop("XLPLAN_BACKUPS", None)
        scenario.prepare(path)
        before = temporaries(path)
        told = attempt(scenario, path, stop, error)
        unlisted += told.get("unlisted", [])
        done = not told.get("killed") and len(told["seen"]) < stop
        found = [told["crash"]] if "crash" in told else []
        if error is not None and not done:
            found += failed(scenario, path, told, told["seen"][stop - 1], before)
        found += problems(scenario, path)
        name = told["seen"][stop - 1] if "seen" in told and not done else ""
        wrong += [f"{stop} {name}: {text}" for text in found]
        shutil.rmtree(folder)
        if done:
            return {"steps": told["seen"], "unlisted": unlisted, "problems": wrong}


def failed(scenario: Scenario, path: Path, told: dict, step: str, before: set[Path]) -> list[str]:
    """What is wrong after an operation failed: the word of the run must be what happened."""
    found, sentence = [], told["raised"]
    if sentence is None and content(path) != NEW:
        found.append("said it wrote, and did not")
    if sentence is not None:
        if content(path) != scenario.old:
            found.append("said it did not write, and did")
        if "\n" in sentence or "Không" not in sentence:
            found.append(f"no sentence: {sentence!r}")
    if temporaries(path) - before and step != "os.remove":
        found.append("temporary file left")
    return found


class Straying(Scenario):
    """A write that does what no write of ours should."""

    def __init__(self, operation: str) -> None:
        super().__init__()
        self.operation = operation

    def run(self, path: Path) -> None:
        def stray(stream: io.BufferedRandom) -> None:
            if self.operation == "truncate":
                stream.truncate(3)
            elif self.operation == "write":
                stream.flush()
                os.write(stream.fileno(), b"x")
            elif self.operation == "copy":
                shutil.copyfile(path, path.with_name("khac"))
            else:
                path.with_name("khac").write_bytes(b"")

        guard.replace(path, None, stray, action="set")


def strays(operation: str, root: Path) -> dict:
    scenario, path = Straying(operation), root / "ke-hoach.xlsx"
    scenario.prepare(path)
    return attempt(scenario, path, None, None)


def main() -> None:
    sys.dont_write_bytecode = True
    how, name, folder = sys.argv[1:]
    root = Path(folder)
    if how == "unlisted":
        json.dump(strays(name, root), sys.stdout)
        return
    scenario = SCENARIOS[name]
    if how == "kill":
        told = every_stop(scenario, root, None)
    else:
        told = every_stop(scenario, root, getattr(errno, how))
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
