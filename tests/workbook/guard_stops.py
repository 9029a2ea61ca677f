"""Runs a write, stopping it at each of its steps in turn, and says what is left: a program.

    python guard_stops.py kill|ENOSPC|EIO|… SCENARIO FOLDER
    python guard_stops.py unlisted OPERATION FOLDER

Each step is a file operation that changes something: seen by Python's audit hook, or by wrappers
where there is no audit event (write, fsync). `kill` ends the process there (half of a write done),
an errno makes the operation fail. One that is not in the lists below is reported as unlisted. Prints
JSON: the steps, what was unlisted, what went wrong.
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

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard
from xlplan.workbook.guard import history

CHANGES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.chmod", "os.chown",
           "os.setxattr", "fcntl.flock"}  # fmt: skip
READS = {"os.listdir", "os.scandir", "os.listxattr", "os.getxattr"}
WATCHED = {"os", "shutil", "tempfile", "fcntl", "subprocess", "mmap"}
UNSEEN = ("write", "pwrite", "writev", "pwritev", "fdatasync", "sync", "sendfile", "splice",
          "copy_file_range", "posix_fallocate", "mknod", "mkfifo")  # fmt: skip
"""Functions of `os` that change files without an audit event; none is in use."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
KILLED = 77
OLD, NEW, NEWER = b"old " * 5000, b"new " * 9000, b"newer " * 4000


class Steps:
    """Counts steps; at the one asked for, ends the process or fails the operation."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        self.unlisted: list[str] = []
        self.stop: int | None = None
        self.error: int | None = None
        self.folder = ""

    def step(self, name: str, half: Callable[[], object] | None = None) -> None:
        self.seen.append(name)
        if len(self.seen) != self.stop:
            return
        if half:
            half()
        if self.error is None:
            os._exit(KILLED)
        raise OSError(self.error, os.strerror(self.error))

    def audit(self, event: str, arguments: tuple) -> None:
        if not self.on:
            return
        if event == "open":
            self._open(*arguments)
        elif event in CHANGES:
            paths = [a for a in arguments if isinstance(a, str | bytes | os.PathLike)]
            if all(os.path.abspath(os.fsdecode(p)).startswith(self.folder) for p in paths):
                self.step(event)
            else:
                self.unlisted.append(f"{event} {paths}")
        elif event.split(".")[0] in WATCHED and event not in READS:
            self.unlisted.append(event)

    def _open(self, path: object, mode: str | None, flags: int) -> None:
        if not flags & WRITING:
            return
        name = Path(os.fsdecode(path)).name if not isinstance(path, int) else ""
        ours = name.startswith(".xlplan-") or name.endswith((".lock", ".pending", ".part"))
        if mode is None and ours:
            self.step("open")
        elif not isinstance(path, int):
            self.unlisted.append(f"open {path!r} {mode} {flags}")


STEPS = Steps()


class Watched(io.FileIO):
    """The raw file under the guard's streams."""

    def write(self, data: bytes) -> int:
        STEPS.step("write", lambda: super(Watched, self).write(data[: len(data) // 2]))
        return super().write(data)

    def truncate(self, size: int | None = None) -> int:
        STEPS.unlisted.append("truncate")
        return super().truncate(size)


def watch(folder: Path) -> None:
    """From here on, every change of a file is a step."""
    fsync = os.fsync

    def flush(handle: int) -> None:
        STEPS.step("fsync")
        fsync(handle)

    def fdopen(handle: int, mode: str) -> io.BufferedRandom:
        return io.BufferedRandom(Watched(handle, "r+b"))

    def unlisted(name: str) -> Callable:
        real = getattr(os, name)

        def called(*arguments: object, **options: object) -> object:
            STEPS.unlisted.append(f"os.{name}")
            return real(*arguments, **options)

        return called

    os.fsync, os.fdopen = flush, fdopen
    for name in UNSEEN:
        if hasattr(os, name):
            setattr(os, name, unlisted(name))
    STEPS.folder = str(folder)
    sys.addaudithook(STEPS.audit)


def no_links() -> None:
    """A file system without hard links."""

    def link(*arguments: object, **options: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    os.link = link


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
