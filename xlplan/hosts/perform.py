"""A button pressed: xlplan's process asked, its outcome carried out in the open workbook."""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.domain.errors import XlplanError
from xlplan.formulas.references import to_a1
from xlplan.hosts import child, marks
from xlplan.hosts.action_undo import Journal
from xlplan.hosts.buttons import by_action
from xlplan.hosts.clipboard import put_on_clipboard
from xlplan.hosts.protocol import Outcome, Request

if TYPE_CHECKING:
    import xlwings as xw

_log = logging.getLogger(__name__)

TITLE = "xlplan"
FAILED = "Không chạy được nút này. Chi tiết nằm trong tệp nhật ký xlplan.log."
STOPPED = "Đã dừng theo yêu cầu; tệp giữ nguyên như trước khi bấm."
PROTECTED = "Không tô được ô ở trang đang khóa: {}."

Stop = Callable[[], bool]


def perform(action: str, book: xw.Book, stop: Stop = lambda: False) -> str:
    """Runs the action of that name; shows and returns what it says, never a traceback.

    `stop` is asked a few times a second whether the user wants it to end.
    """
    app = book.app
    try:
        with _status(app) as tick:
            text = _performed(action, book, lambda doing: tick(doing) or stop())
    except XlplanError as error:
        text = error.sentence()
    except child.Stopped:
        text = STOPPED
    except Exception:
        _log.exception("%s", action)
        text = FAILED
    app.alert(text, TITLE)
    return text


@contextmanager
def _status(app: xw.App) -> Iterator[Callable[[str], bool]]:
    """The status bar says what is being done, since when, and how to stop it."""
    start, seen = time.monotonic(), ""

    def tick(doing: str) -> bool:
        nonlocal seen
        text = f"xlplan {doing or 'đang làm việc'}… {time.monotonic() - start:.0f} giây (Esc: dừng)"
        if text != seen:
            app.status_bar = seen = text
        return False

    tick("")
    try:
        yield tick
    finally:
        app.status_bar = False


def _performed(action: str, book: xw.Book, tick: Callable[[str], bool]) -> str:
    button = by_action(action)
    if action == "undo":
        last = Journal(book).last()
        if last is None:
            return "Không còn gì để hoàn tác."
        if not last.get("file"):
            return f"Đã hoàn tác: {Journal(book).undo()}."
    chosen = _chosen(book, button.chooses) if button.chooses else ""
    with _copy(book) as path:
        request = _request(action, book, path, chosen)
        outcome = child.asked(sys.executable, request, tick)
    if outcome.close:
        book, outcome = _closed(book, request, tick)
    return _carried_out(outcome, book)


def _request(action: str, book: xw.Book, copy: Path, chosen: str) -> Request:
    selected = book.selection
    sheet = selected.sheet.name if selected else book.sheets.active.name
    cell = to_a1(selected.row, selected.column) if selected else "A1"
    host = "excel" if marks.is_excel(book) else "libreoffice"
    return Request(action, host, str(copy), book.fullname, sheet, cell, chosen)


def _closed(
    book: xw.Book, request: Request, tick: Callable[[str], bool]
) -> tuple[xw.Book, Outcome]:
    """Asks again with the workbook saved and closed; then it is opened again, whatever happened."""
    app, path = book.app, Path(book.fullname)
    if request.action != "undo":
        book.save()
    book.close()
    try:
        request = request._replace(closed=True, copy=str(path))
        outcome = child.asked(sys.executable, request, tick)
    finally:
        book = app.books.open(str(path))
    journal = Journal(book)
    if request.action == "undo":
        journal.drop()
    elif outcome.written:
        journal.note_file(outcome.named)
    return book, outcome


def _carried_out(outcome: Outcome, book: xw.Book) -> str:
    text = outcome.text
    if outcome.areas or outcome.marks is not None:
        refused = Journal(book).write(outcome.named, outcome.areas, outcome.marks)
        if refused:
            text += "\n" + PROTECTED.format(", ".join(refused))
    if outcome.select:
        sheet, cell = outcome.select
        book.sheets[sheet].activate()
        book.sheets[sheet].range(cell).select()
    if outcome.clipboard:
        put_on_clipboard(book, outcome.clipboard)
    return text


@contextmanager
def _copy(book: xw.Book) -> Iterator[Path]:
    """The workbook as it stands on the screen, as a file of the same name."""
    with tempfile.TemporaryDirectory(prefix="xlplan-", ignore_cleanup_errors=True) as folder:
        name = Path(book.fullname)
        path = Path(folder) / f"{name.stem or 'tep'}{name.suffix or '.xlsx'}"
        book.api.SaveCopyAs(str(path))
        yield path


def _chosen(book: xw.Book, filters: str) -> str:
    """The file that the user chooses in the program's own dialog; "" when she doesn't."""
    answer = book.app.api.GetOpenFilename(FileFilter=filters, Title=TITLE)
    return answer if isinstance(answer, str) else ""
