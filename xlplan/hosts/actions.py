"""What the buttons do, each a function of the open workbook; the same code as the commands.

A function returns the Vietnamese sentences that the user is shown. Nothing here knows whether
Excel or LibreOffice is behind the workbook.
"""

from __future__ import annotations

import logging
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplan.domain.errors import UsageError, XlplanError
from xlplan.formulas.names import in_dialect
from xlplan.formulas.references import from_a1, to_a1
from xlplan.hosts.action_undo import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings as xw

    from xlplan.domain.findings import Finding
    from xlplan.workbook.book import Book

_log = logging.getLogger(__name__)

Area = tuple[str, str, list[list[Any]]]
"""A sheet, an address on it, and the rows of values and formulas that go there."""
TITLE = "xlplan"
FINDINGS = "KiemTra"


def perform(action: str, book: xw.Book) -> str:
    """Runs the action of that name; shows and returns what it says, never a traceback."""
    app = book.app
    try:
        with _status(app, "xlplan đang làm việc…"):
            text = ACTIONS[action](book)
    except XlplanError as error:
        text = error.sentence()
    except Exception:
        _log.exception("%s", action)
        text = "Không chạy được nút này. Chi tiết nằm trong tệp nhật ký xlplan.log."
    app.alert(text, TITLE)
    return text


@contextmanager
def _status(app: xw.App, text: str) -> Iterator[None]:
    app.status_bar = text
    try:
        yield
    finally:
        app.status_bar = False


def check_book(book: xw.Book) -> str:
    """Checks the whole workbook; findings go to KiemTra."""
    return _checked(book, "")


def check_sheet(book: xw.Book) -> str:
    """Checks the workbook and shows the findings of the active sheet only."""
    return _checked(book, book.sheets.active.name)


def _checked(book: xw.Book, only: str) -> str:
    with _copy(book) as path:
        text, area = found(read_copy(path), only)
    Journal(book).write("Kiểm tra", [area])
    return text


def found(model: Book, only: str) -> tuple[str, Area]:
    """What the checks find (on the sheet `only`, or anywhere), as a sentence and KiemTra's rows."""
    from xlplan.checks.runner import check_book as findings_of
    from xlplan.checks.runner import require_template

    require_template(model)
    findings = [f for f in findings_of(model) if not only or f.sheet == only]
    area = _area(model, findings)
    counts = Counter(f.severity.label for f in findings if not f.explained)
    if not counts:
        return "Không có phát hiện nào.", area
    told = ", ".join(f"{count} {label.lower()}" for label, count in counts.items())
    text = f"Tìm thấy {told}. Xem trang {FINDINGS}; bấm «Lỗi tiếp theo» để tới từng ô."
    return text, area


def _area(model: Book, findings: list[Finding]) -> Area:
    """KiemTra's rows: the new findings, and blanks over what stood there below them."""
    from xlplan.checks.explanations import fingerprint
    from xlplan.workbook.build import finding_row
    from xlplan.workbook.tables import read_tables

    table = read_tables(model).get(FINDINGS)
    if table is None:
        raise UsageError(f"Tệp không có trang {FINDINGS}.", "Dùng tệp tạo từ mẫu chuẩn.")
    sheet = model.sheets[table.sheet]
    first, columns = table.header_row + 1, table.columns
    if sheet.value(first, min(columns.values())) == 1 and sheet.value(first, 2) == 2:
        first += 1  # the row of column numbers
    records = [finding_row(n, f, fingerprint(f)) for n, f in enumerate(findings, 1)]
    left, right = min(columns.values()), max(columns.values())
    keys = {at: key for key, at in columns.items()}
    used = max((row for row, _ in sheet.cells), default=first)
    height = max(used - first + 1, len(records), 1)
    rows = [
        [record.get(keys.get(at, "")) or None for at in range(left, right + 1)]
        for record in [*records, *([{}] * (height - len(records)))]
    ]
    return table.sheet, f"{to_a1(first, left)}:{to_a1(first + height - 1, right)}", rows


def next_finding(book: xw.Book) -> str:
    """Selects the next cell with a finding, after the selected one, and says what to do there."""
    with _copy(book) as path:
        model = read_copy(path)
    chosen = book.selection
    here = (chosen.sheet.name, to_a1(chosen.row, chosen.column)) if chosen else ("", "A1")
    text, place = next_place(model, *here)
    if place:
        book.sheets[place[0]].activate()
        book.sheets[place[0]].range(place[1]).select()
    return text


def next_place(model: Book, sheet: str, cell: str) -> tuple[str, tuple[str, str] | None]:
    """The finding of KiemTra that comes after a cell, the first one after the last: what it says,
    and its sheet and cell."""
    from xlplan.workbook.tables import read_tables

    table, tabs = read_tables(model).get(FINDINGS), list(model.sheets)
    listed = []
    for row in table.rows if table else []:
        name, _, at = str(row.value("place") or "").rpartition("!")
        if name in model.sheets and at:
            listed.append(((tabs.index(name), from_a1(at)), (name, at), row))
    if not listed:
        return "Chưa có phát hiện nào. Bấm «Kiểm tra tệp» trước.", None
    here = (tabs.index(sheet), from_a1(cell)) if sheet in tabs else (-1, (0, 0))
    listed.sort(key=lambda entry: entry[0])
    _, place, row = next((entry for entry in listed if entry[0] > here), listed[0])
    return f"{'!'.join(place)}: {row.value('message')} {row.value('remedy')}", place


def explain_cell(book: xw.Book) -> str:
    """How the figure in the selected cell comes about."""
    from xlplan.hosts.commands import command

    chosen = book.selection
    if chosen is None:
        return "Chọn một ô rồi bấm lại."
    cell = to_a1(chosen.row, chosen.column)
    with _copy(book) as path:
        return command("explain", str(path), f"'{chosen.sheet.name}'!{cell}")


def repair_links(book: xw.Book) -> str:
    """Formulas that reach our functions by a path of another machine get the plain names."""
    dialect = "libreoffice" if book.app.engine.name == "libreoffice" else "excel"
    areas = []
    for sheet in book.sheets:
        used = sheet.used_range
        formulas = used.formula
        rows = [[formulas]] if isinstance(formulas, str) else formulas
        for down, row in enumerate(rows):
            for right, text in enumerate(row):
                if isinstance(text, str) and text.startswith("="):
                    named = in_dialect(text, dialect)
                    if named != text:
                        place = to_a1(used.row + down, used.column + right)
                        areas.append((sheet.name, place, [[named]]))
    if not areas:
        return "Không có công thức nào cần sửa."
    Journal(book).write("Sửa liên kết hàm", areas)
    return f"Đã sửa {len(areas)} công thức."


def undo(book: xw.Book) -> str:
    """Gives back what the last button changed."""
    action = Journal(book).undo()
    if action is None:
        return "Không còn gì để hoàn tác."
    return f"Đã hoàn tác: {action}."


def guide(book: xw.Book) -> str:
    """Shows the workbook's own guide."""
    return _shown(book, "HuongDan", "Trang hướng dẫn đang mở.")


def list_functions(book: xw.Book) -> str:
    """Shows where the workbook lists its functions."""
    return _shown(book, "HuongDan", "Danh sách hàm nằm ở trang hướng dẫn đang mở.")


def _shown(book: xw.Book, name: str, text: str) -> str:
    if name not in [sheet.name for sheet in book.sheets]:
        raise UsageError(f"Tệp không có trang {name}.", "Dùng tệp tạo từ mẫu chuẩn.")
    book.sheets[name].activate()
    return text


def status(book: xw.Book) -> str:
    """The chain from the program to xlplan, link by link."""
    from xlplan.hosts.commands import command

    options = ["--libreoffice"] if book.app.engine.name == "libreoffice" else []
    return command("addin", "status", *options)


def report(book: xw.Book) -> str:
    """The leader's page beside the workbook."""
    from xlplan.hosts.commands import command

    target = Path(book.fullname).with_suffix(".html")
    with _copy(book) as path:
        command("report", str(path), "--format", "html", "-o", str(target))
    return f"Đã lập trang báo cáo: {target}"


def changes(book: xw.Book) -> str:
    """What a sync would do; the saved file is compared."""
    from xlplan.hosts.commands import command

    return command("sync", book.fullname, "--dry-run")


def sync(book: xw.Book) -> str:
    """Saves and syncs."""
    from xlplan.hosts.commands import command

    book.save()
    return command("sync", book.fullname)


@contextmanager
def _copy(book: xw.Book) -> Iterator[Path]:
    """The workbook as it stands on the screen, as a file."""
    with tempfile.TemporaryDirectory(prefix="xlplan-", ignore_cleanup_errors=True) as folder:
        suffix = Path(book.fullname).suffix or ".xlsx"
        path = Path(folder) / f"{Path(book.fullname).stem or 'tep'}{suffix}"
        book.api.SaveCopyAs(str(path))
        yield path


def read_copy(path: Path) -> Book:
    """A saved copy as a book."""
    from xlplan.workbook.reader import read

    return read(path)


ACTIONS: dict[str, Callable[[Any], str]] = {
    action.__name__: action
    for action in (
        check_book, check_sheet, next_finding, explain_cell, changes, sync, undo, report,
        list_functions, guide, status, repair_links,
    )
}  # fmt: skip
