"""What can't go on: one small tree, each with a Vietnamese sentence for the user.

XlplanError
├── UsageError        a wrong argument
└── UnreadableError   an input that can't be read
"""

from __future__ import annotations


class XlplanError(Exception):
    """Stops the work. `message` says what is wrong, `remedy` what to do, both in Vietnamese."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def sentence(self) -> str:
        """Message and remedy as one line for stderr."""
        return " ".join(part for part in (self.message, self.remedy) if part)


class UsageError(XlplanError):
    """The caller asked for something that doesn't exist or doesn't fit."""


class UnreadableError(XlplanError):
    """A file is not what it should be: missing, damaged, encrypted, hostile, too large."""

    def __init__(self, file: str, message: str, remedy: str = "", reason: str = "") -> None:
        super().__init__(message, remedy)
        self.file = file
        self.reason = reason
