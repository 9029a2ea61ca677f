"""Checking the open workbook, walking over the findings, explaining a figure."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplan.domain.errors import UsageError
from xlplan.formulas.references import from_a1, to_a1
from xlplan.hosts.actions.progress import doing
from xlplan.hosts.commands import command
from xlplan.hosts.protocol import Area, Outcome, Request, formula

if TYPE_CHECKING:
    from xlplan.domain.findings import Finding
    from xlplan.workbook.book import Book

FINDINGS = "KiemTra"
NONE_YET = "Chưa có phát hiện nào. Bấm «Kiểm tra tệp» trước."


def check_book(request: Request) -> Outcome:
    """Checks the whole workbook; findings go to KiemTra, their cells are highlighted."""
    return _checked(request, "")


def check_sheet(request: Request) -> Outcome:
    """Checks the workbook and shows the findings of the active sheet only."""
    return _checked(request, request.sheet)


def _checked(request: Request, only: str) -> Outcome:
    from xlplan.checks.runner import check_book as findings_of
    from xlplan.checks.runner import require_template
    from xlplan.domain.office import of as office_of
    from xlplan.workbook.reader import read

    doing("đang đọc tệp")
    path = Path(request.copy)
    model = read(path)
    require_template(model)
    doing("đang kiểm tra")
    found = findings_of(model, office_of(path))
    findings = [f for f in found if not only or f.sheet == only]
    doing("đang ghi kết quả")
    area = _area(model, findings)
    shown = [f for f in findings if not f.explained]
    marks = [(f.sheet, f.cell, f.severity.value) for f in shown if f.cell]
    return Outcome(_summary(shown), [area], marks, named="Kiểm tra")


def _summary(findings: list[Finding]) -> str:
    counts = Counter(finding.severity.label for finding in findings)
    if not counts:
        return "Không có phát hiện nào."
    told = ", ".join(f"{count} {label.lower()}" for label, count in counts.items())
    return f"Tìm thấy {told}. Xem trang {FINDINGS}; bấm «Lỗi tiếp theo» để tới từng ô."


def _area(model: Book, findings: list[Finding]) -> Area:
    """KiemTra's rows: the new findings, and blanks over what stood there below them."""
    from xlplan.checks.write import row_values
    from xlplan.workbook.tables import read_tables

    table = read_tables(model).get(FINDINGS)
    if table is None:
        raise UsageError(f"Tệp không có trang {FINDINGS}.", "Dùng tệp tạo từ mẫu chuẩn.")
    sheet = model.sheets[table.sheet]
    first, columns = table.header_row + 1, table.columns
    if sheet.value(first, min(columns.values())) == 1 and sheet.value(first, 2) == 2:
        first += 1  # the row of column numbers
    records = [row_values(number, finding) for number, finding in enumerate(findings, 1)]
    left, right = min(columns.values()), max(columns.values())
    keys = {at: key for key, at in columns.items()}
    used = max((row for row, _ in sheet.cells), default=first)
    height = max(used - first + 1, len(records), 1)
    rows = [
        [_content(record.get(keys.get(at, ""))) for at in range(left, right + 1)]
        for record in [*records, *([{}] * (height - len(records)))]
    ]
    return table.sheet, f"{to_a1(first, left)}:{to_a1(first + height - 1, right)}", rows


def _content(value: Any) -> Any:
    from xlplan.workbook.splice.content import Formula

    if isinstance(value, Formula):
        return formula(value.text)
    return value if isinstance(value, str | float) and value != "" else None


def next_finding(request: Request) -> Outcome:
    """Selects the next cell with a finding, after the selected one, and says what to do there."""
    from xlplan.workbook.reader import read

    text, place = next_place(read(Path(request.copy)), request.sheet, request.cell)
    return Outcome(text, select=place)


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
        return NONE_YET, None
    here = (tabs.index(sheet), from_a1(cell)) if sheet in tabs else (-1, (0, 0))
    listed.sort(key=lambda entry: entry[0])
    _, place, row = next((entry for entry in listed if entry[0] > here), listed[0])
    return f"{'!'.join(place)}: {row.value('message')} {row.value('remedy')}", place


def explain_cell(request: Request) -> Outcome:
    """How the figure in the selected cell comes about."""
    quoted = request.sheet.replace("'", "''")
    return Outcome(command("explain", request.copy, f"'{quoted}'!{request.cell}"))


def clear_marks(request: Request) -> Outcome:
    """Takes the highlight of findings away; KiemTra stays."""
    return Outcome("Đã bỏ tô các ô có phát hiện.", marks=[], named="Bỏ tô")
