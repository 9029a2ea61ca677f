"""A text put on the clipboard of the program's machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.domain.errors import UsageError

if TYPE_CHECKING:
    import xlwings as xw

_TRIES = 5
_UNICODE_TEXT = 13


def put_on_clipboard(book: xw.Book, text: str) -> None:
    """Puts a text there; UsageError when another program keeps the clipboard to itself."""
    if book.app.engine.name == "libreoffice":
        from xlplan.hosts.uno_clipboard import put

        put(book.api, text)
        return
    import time

    import win32clipboard

    for attempt in range(_TRIES):
        try:
            win32clipboard.OpenClipboard(0)
            break
        except Exception as error:  # pywintypes.error: another program has it open just now
            if attempt == _TRIES - 1:
                raise UsageError("Bộ nhớ tạm đang bận.", "Bấm lại sau giây lát.") from error
            time.sleep(0.1)
    try:
        win32clipboard.EmptyClipboard()
        win32clipboard.SetClipboardText(text.replace("\n", "\r\n"), _UNICODE_TEXT)
    finally:
        win32clipboard.CloseClipboard()
