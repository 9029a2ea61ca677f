"""Progress of long work, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable


def progress(done_word: str, things: str) -> Callable[[int, int], None] | None:
    """Shows «done_word 3/10 things» on stderr, over itself; None where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        end = "\n" if done >= total else ""
        print(f"\r{done_word} {done}/{total} {things}", end=end, file=sys.stderr, flush=True)

    return show
