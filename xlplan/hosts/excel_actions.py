"""The door through which Excel's ribbon reaches the actions."""

from __future__ import annotations

import ctypes
from typing import Any

import xlwings as xw

from xlplan.hosts.excel_log import logged
from xlplan.hosts.perform import perform

_ESCAPE = 0x1B


def run(action: str) -> None:
    """Performs an action on the workbook from which its button was pressed."""
    logged()
    book = xw.Book.caller()
    windows: Any = ctypes.windll  # type: ignore[attr-defined]
    escape_pressed(windows.user32, book.app.pid)  # what was pressed before does not count
    perform(action, book, lambda: escape_pressed(windows.user32, book.app.pid))


def escape_pressed(user32: Any, pid: int) -> bool:
    """Whether Esc was pressed since the last time, in a window of that process.

    Excel itself reads no key while it waits for Python, so the keyboard is asked.
    """
    pressed = user32.GetAsyncKeyState(_ESCAPE) & 0x8001
    if not pressed:
        return False
    owner = ctypes.c_ulong()
    user32.GetWindowThreadProcessId(user32.GetForegroundWindow(), ctypes.byref(owner))
    return bool(owner.value == pid)
