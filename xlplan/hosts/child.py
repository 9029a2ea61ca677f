"""xlplan's process, as a host runs it: progress while it works, stopped when the user wants.

Standard library only: LibreOffice's add-in carries this module, whose Python has none of ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from typing import Any, Callable, Dict, List

from xlplan.hosts.protocol import Outcome, Request, outcome_of

MARK = "xlplan-progress:"
"""Begins a line of stderr that says what is being done."""
_STEP = 0.15
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class Stopped(Exception):
    """The user stopped it; nothing was written."""


class Failed(Exception):
    """The process ended otherwise than by an answer; the text is the end of what it said."""


def asked(python: str, request: Request, tick: Callable[[str], bool]) -> Outcome:
    """What the request leads to. `tick` is called a few times a second with what is being done and
    returns True to stop; it is not asked while the workbook's own file may be written."""
    process = subprocess.Popen(
        [python, "-m", "xlplan.button"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=_environment(), creationflags=_NO_WINDOW,
    )  # fmt: skip
    said: List[str] = []
    answer: List[bytes] = []
    readers = [
        threading.Thread(target=_keep_lines, args=(process.stderr, said), daemon=True),
        threading.Thread(target=lambda: answer.append(process.stdout.read()), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        process.stdin.write(json.dumps(request._asdict()).encode())
        process.stdin.close()
    except OSError:
        pass  # it ended at once; what it said tells why
    try:
        _wait(process, said, tick, request.closed)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for reader in readers:
            reader.join()
        process.stdout.close()
        process.stderr.close()
    if process.returncode:
        raise Failed("\n".join(line for line in said if not line.startswith(MARK))[-600:])
    told: Dict[str, Any] = json.loads(b"".join(answer).decode())
    return outcome_of(told)


def _wait(
    process: subprocess.Popen, said: List[str], tick: Callable[[str], bool], closed: bool
) -> None:
    while True:
        try:
            process.wait(_STEP)
            return
        except subprocess.TimeoutExpired:
            doing = [line[len(MARK) :].strip() for line in said if line.startswith(MARK)]
            if tick(doing[-1] if doing else "") and not closed:
                raise Stopped from None


def _keep_lines(stream: Any, lines: List[str]) -> None:
    for line in stream:
        lines.append(line.decode("utf-8", "replace").rstrip())


def _environment() -> Dict[str, str]:
    """Without what LibreOffice's own Python has set for itself."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
