"""xlplan's own commands, run for their text."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

from xlplan.domain.errors import UsageError

Main = Callable[[list[str]], int]
_given: list[Main] = []


def use(main: Main) -> None:
    """The command line that `command` runs: a layer above this one, so it is given, not imported.

    It takes arguments and returns a status.
    """
    _given[:] = [main]


def command(*args: str) -> str:
    """What the command prints; UsageError with its sentence when its status is 2."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        status = _given[0](list(args))
    if status not in (0, 1):
        raise UsageError(err.getvalue().strip().removeprefix("xlplan: ") or "Lệnh không chạy được.")
    return out.getvalue().strip()
