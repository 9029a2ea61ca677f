"""One action, run as a process of its own: a request comes in on stdin, its outcome goes out.

Both hosts work so. LibreOffice's own Python has none of our libraries, and whatever the host is,
a process can be stopped at any time: it works on a copy and writes nothing of the user's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from xlplan.domain import office
from xlplan.domain.errors import XlplanError
from xlplan.hosts.actions import ACTIONS
from xlplan.hosts.buttons import by_action
from xlplan.hosts.protocol import Outcome, Request


def outcome(request: Request) -> Outcome:
    """What the action leads to; what went wrong for a known reason is its text."""
    try:
        action = ACTIONS[by_action(request.action).action]
        if not request.closed and request.own:
            _bring_office(Path(request.copy), Path(request.own))
        return action(request)
    except XlplanError as error:
        return Outcome(error.sentence())


def _bring_office(copy: Path, own: Path) -> None:
    """An office's own registries count for the copy as they do for the workbook."""
    config = office.found(own)
    if config is None:
        return
    values = office.registries(config)
    lines = [f"{key} = {json.dumps(str(path))}\n" for key, path in values.items()]
    (copy.parent / office.FILE).write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Reads the request, performs it, prints the outcome."""
    request = Request(**json.loads(sys.stdin.buffer.read().decode()))
    answer, sys.stdout = sys.stdout, sys.stderr  # a stray print must not spoil the answer
    told = json.dumps(outcome(request)._asdict())
    answer.write(told)
    answer.flush()
