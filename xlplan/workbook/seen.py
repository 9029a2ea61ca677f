"""What came before, kept in few: learning a shape or a layout pays from its second sight on."""

from __future__ import annotations


class Seen:
    """Remembers up to `kept` marks, then begins anew."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._marks: set[int] = set()

    def before(self, mark: int) -> bool:
        """Whether a mark came before; it has, from now on."""
        if mark in self._marks:
            return True
        if len(self._marks) >= self._kept:
            self._marks.clear()
        self._marks.add(mark)
        return False
