"""The workbook and the store of figures; taking a sync's write back."""

from __future__ import annotations

from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.hosts.actions.files import own_file
from xlplan.hosts.actions.progress import doing
from xlplan.hosts.commands import command
from xlplan.hosts.protocol import Outcome, Request

NAMED = "Đồng bộ"


def changes(request: Request) -> Outcome:
    """What a sync would do with the workbook as it stands on the screen."""
    from xlplan.sync.store import location

    doing("đang so với kho số liệu")
    own = own_file(request)
    text = command("sync", request.copy, "--dry-run", "--store", location(None, own.parent))
    return Outcome(text.replace(request.copy, own.name))


def sync(request: Request) -> Outcome:
    """Sends and gets figures. The workbook's own file is written, so it has to be closed."""
    own = own_file(request)
    if not request.closed:
        return Outcome(close=True)
    doing("đang đồng bộ với kho số liệu")
    before = _last_write(own)
    text = command("sync", request.own).replace(request.own, own.name)
    last = _last_write(own)
    return Outcome(text, written=last if last != before else 0, named=NAMED)


def undo(request: Request) -> Outcome:
    """Takes the last write into the workbook's own file back.

    What was changed in the workbook since then would go with it, so that is refused; values that
    were only calculated anew are no change.
    """
    from xlplan.workbook import guard

    own = Path(request.own)
    last = _last_write(own)
    if not last:
        return Outcome("Không còn gì để hoàn tác.")
    if not request.closed:
        if changed := _changed(Path(request.copy), own):
            raise UsageError(
                f"Tệp đã được sửa ở {changed} ô sau lần đồng bộ nên không hoàn tác được ở đây.",
                f"Lưu và đóng tệp, rồi chạy «xlplan undo {own.name} --force» (bản hiện tại được "
                "sao lưu).",
            )
        return Outcome(close=True)
    receipt = guard.undo(own, force=True)
    text = f"Đã hoàn tác: {NAMED}. Số đã gửi lên kho vẫn ở kho; xem bằng «xlplan log»."
    return Outcome(text, written=receipt.number or 0)


def _last_write(path: Path) -> int:
    """The number of the file's last write that can be taken back; 0 without one."""
    from xlplan.workbook import guard

    entries = guard.backups(path)
    return entries[-1].number if entries else 0


def _changed(copy: Path, own: Path) -> int:
    """How many cells hold another constant or formula."""
    from xlplan.workbook.reader import read

    def contents(path: Path) -> dict[tuple[str, int, int], object]:
        return {
            (name, *place): cell.value if cell.formula is None else cell.formula.upper()
            for name, sheet in read(path).sheets.items()
            for place, cell in sheet.cells.items()
            if cell.formula is not None or cell.value not in (None, "")
        }

    screen, disk = contents(copy), contents(own)
    return sum(screen.get(place) != disk.get(place) for place in screen.keys() | disk.keys())
