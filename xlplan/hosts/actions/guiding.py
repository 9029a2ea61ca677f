"""Where the guide is, what the functions are, whether everything works."""

from __future__ import annotations

from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.formulas.references import to_a1
from xlplan.hosts.commands import command
from xlplan.hosts.protocol import Outcome, Request

GUIDE = "HuongDan"


def guide(request: Request) -> Outcome:
    """Shows the workbook's own guide."""
    _guide_cells(request)
    return Outcome("Trang hướng dẫn đang mở.", select=(GUIDE, "A1"))


def list_functions(request: Request) -> Outcome:
    """Shows where the workbook lists its functions."""
    cells = _guide_cells(request)
    named = (place for place, text in sorted(cells.items()) if text.startswith("XLPLAN_"))
    place = next(named, (1, 1))
    return Outcome("Danh sách hàm nằm ở trang hướng dẫn đang mở.", select=(GUIDE, to_a1(*place)))


def _guide_cells(request: Request) -> dict[tuple[int, int], str]:
    from xlplan.workbook.reader import read

    sheet = read(Path(request.copy)).sheets.get(GUIDE)
    if sheet is None:
        raise UsageError(f"Tệp không có trang {GUIDE}.", "Dùng tệp tạo từ mẫu chuẩn.")
    return {place: str(cell.value or "").lstrip("=") for place, cell in sheet.cells.items()}


def status(request: Request) -> Outcome:
    """The chain from the program to xlplan, link by link."""
    if request.host == "libreoffice" and request.about:
        from xlplan.hosts import libreoffice_setup
        from xlplan.hosts.links import lines

        return Outcome(lines(libreoffice_setup.told_by_program(request.about)))
    options = ["--libreoffice"] if request.host == "libreoffice" else []
    return Outcome(command("addin", "status", *options))
