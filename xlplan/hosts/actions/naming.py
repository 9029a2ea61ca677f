"""The names of our functions: links of other machines repaired, files exchanged between hosts."""

from __future__ import annotations

from pathlib import Path

from xlplan.formulas.names import in_dialect
from xlplan.formulas.references import to_a1
from xlplan.hosts.actions.files import own_file
from xlplan.hosts.protocol import Area, Outcome, Request, formula


def repair_links(request: Request) -> Outcome:
    """Formulas that reach our functions by a path of another machine get the plain names."""
    return _renamed(request, "Sửa liên kết hàm")


def from_excel(request: Request) -> Outcome:
    """A workbook that came from Excel gets the names that LibreOffice calculates."""
    return _renamed(request, "Nhận tệp từ Excel")


def _renamed(request: Request, named: str) -> Outcome:
    from xlplan.workbook.reader import read

    areas: list[Area] = []
    arrays = 0
    for name, sheet in read(Path(request.copy)).sheets.items():
        for place, cell in sorted(sheet.cells.items()):
            text = cell.formula and in_dialect(cell.formula, request.host)
            if not text or text == cell.formula:
                continue
            if cell.array:
                arrays += 1
            else:
                areas.append((name, to_a1(*place), [[formula(text)]]))
    left = f" Còn {arrays} công thức mảng: chạy «xlplan dialect»." if arrays else ""
    if not areas:
        return Outcome(f"Không có công thức nào cần sửa.{left}")
    return Outcome(f"Đã sửa {len(areas)} công thức.{left}", areas, named=named)


def for_excel(request: Request) -> Outcome:
    """A copy beside the workbook with the names that Excel calculates; the workbook stays."""
    from xlplan.workbook.dialect import renamed
    from xlplan.workbook.files import read_bytes
    from xlplan.workbook.guard import put

    own = own_file(request)
    target = own.with_name(f"{own.stem}-excel.xlsx")
    result = renamed(read_bytes(Path(request.copy)), "excel", str(own))
    put(target, lambda stream: stream.write(result.data), action="dialect")
    return Outcome(f"Đã lưu bản cho người dùng Excel: {target}")
