"""`xlplan sync`: workbooks and the store brought in step, or the reasons why not."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlplan.domain.errors import XlplanError
    from xlplan.sync.outcome import Outcome, Told

HELP = "Đồng bộ tệp kế hoạch với kho số liệu chung; hai bên cùng sửa thì hỏi, không ghi đè."

_LISTED = 40
"""Changes that a dry run lists."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATHS and how conflicts are settled."""
    add = parser.add_argument
    add("paths", metavar="FILE", nargs="+", type=os.fspath, help="tệp .xlsx, .xlsm hoặc thư mục")
    add("--store", metavar="URL", help="kho: tệp .db hoặc postgresql://… (mặc định: XLPLAN_STORE)")
    add("--dry-run", action="store_true", help="chỉ cho biết sẽ làm gì, không ghi")
    sides = parser.add_mutually_exclusive_group()
    sides.add_argument("--ours", action="store_true", help="xung đột: lấy số của tệp")
    sides.add_argument("--theirs", action="store_true", help="xung đột: lấy số của kho")
    sides.add_argument("--pick", metavar="FILE", type=Path, help="xung đột: theo tệp lựa chọn TOML")
    add("--force", action="store_true", help="vẫn gửi dù kiểm tra có lỗi (được ghi lại)")
    add("--upgrade", action="store_true", help="tệp theo mẫu cũ: nâng lên mẫu hiện hành trước")
    add("--message", metavar="M", default="", help="ghi chú của lần đồng bộ")
    add("--format", choices=("text", "json"), default="text", help="dạng kết quả")


def run(args: argparse.Namespace) -> int:
    """0 in step, 1 where something must be settled first, 2 where a file or the store failed."""
    from xlplan.checks.paths import NO_WORKBOOK, workbooks
    from xlplan.cli._progress import progress
    from xlplan.cli._store import chooser
    from xlplan.domain.errors import XlplanError
    from xlplan.sync.outcome import Choice
    from xlplan.sync.run import sync_files
    from xlplan.sync.store import Store, location

    choice = Choice(chooser(args), args.force, args.dry_run, args.message, args.upgrade)
    outcomes: list[Outcome] = []
    failed = False
    files = workbooks(args.paths)
    stores: dict[str, Store] = {}

    def store_of(path: Path) -> Store:
        url = location(args.store, path.parent)
        return stores.setdefault(url, Store(url))

    if not files:
        print("xlplan:", NO_WORKBOOK, file=sys.stderr)
    show = progress("Đã đồng bộ", "tệp") if len(files) > 1 else None
    jobs = ((path, store_of(path)) for path in files)
    for done, (path, found) in enumerate(sync_files(jobs, choice), 1):
        if isinstance(found, XlplanError):
            failed = True
            print("xlplan:", _sentence(found, path), file=sys.stderr)
        else:
            outcomes.append(found)
            if args.format == "text":
                sys.stdout.write(_text(found, args.dry_run))
        if show:
            show(done, len(files))
    for store in stores.values():
        store.close()
    if args.format == "json":
        told = [_json(outcome) for outcome in outcomes]
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    if failed:
        return 2
    return int(any(outcome.stopped for outcome in outcomes))


def _sentence(error: XlplanError, path: Path) -> str:
    """What went wrong, with the file's name where the sentence has it not already."""
    said = " ".join(error.sentence().split())
    return said if path.name in said else f"{path.name}: {said}"


def _text(outcome: Outcome, dry_run: bool) -> str:
    from xlplan.sync.figures import shown

    lines = [f"{outcome.file}: {_summary(outcome, dry_run)}"]
    if dry_run:
        for word, changes in (("gửi", outcome.pushed), ("nhận", outcome.pulled)):
            told = [f"  {word} {outcome.places.get(figure, figure)}: {shown(old)} → {shown(new)}"
                    for figure, (old, new) in changes.items() if figure.column]  # fmt: skip
            lines += told[:_LISTED]
            if len(told) > _LISTED:
                lines.append(f"  … và {word} {len(told) - _LISTED} số khác (--format json: tất cả)")
    for told in outcome.conflicts:
        lines += _conflict(outcome, told)
    lines += [f"  tháng {r.month} đã khóa, {r.figure}: {shown(r.old)} → {shown(r.new)}; ghi bút "
              "toán ở KhoaSo trước khi gửi" for r in outcome.refusals]  # fmt: skip
    lines += [f"  lỗi {f.sheet}!{f.cell} {f.code}: {f.message} {f.remedy}" for f in outcome.errors]
    lines += [f"  {place}: {sentence}" for place, sentence in outcome.problems]
    lines += [f"  {note}" for note in outcome.notes]
    return "\n".join(lines) + "\n"


def _conflict(outcome: Outcome, told: Told) -> list[str]:
    """Both values, each with who and when, and how to choose."""
    from xlplan.cli._store import moment

    conflict, theirs = told.conflict, told.revision
    say = _value if conflict.figure.column else _row
    who, when = outcome.saved
    mine = who and who + ", "
    changed = "; ".join(
        f"{figure.column}: {_value(old)} → {_value(new)}"
        for figure, (old, new) in told.changed.items()
    )
    by = f"{theirs.who}, {moment(theirs.at)}, từ {theirs.file}" if theirs else "không rõ ai"
    return [
        f"  xung đột {told.place or conflict.figure}, trước đó {say(conflict.base)}:",
        f"    tệp: {say(conflict.ours)}{_with(changed, conflict.ours)} ({mine}lưu {moment(when)})",
        f"    kho: {say(conflict.theirs)}{_with(changed, conflict.theirs)} ({by})",
        f'    chọn: --ours, --theirs, hoặc trong tệp --pick: "{conflict.figure}" = "ours"',
    ]


def _with(changed: str, side: str | None) -> str:
    return f", sửa {changed}" if changed and side else ""


def _value(text: str | None) -> str:
    from xlplan.sync.figures import shown

    return shown(text)


def _row(text: str | None) -> str:
    """What became of a whole row."""
    if text is None:
        return "bỏ dòng"
    return "giữ dòng" if text == "b:1" else f"dòng {text.removeprefix('t:')}"


def _summary(outcome: Outcome, dry_run: bool) -> str:
    sent, got = len(outcome.pushed), len(outcome.pulled)
    if outcome.stopped:
        return "chưa đồng bộ, không ghi gì."
    if dry_run:
        return f"sẽ gửi {sent}, nhận {got} thay đổi."
    if not sent and not got:
        return f"đã khớp với kho (bản ghi {outcome.revision})."
    return f"đã gửi {sent}, nhận {got} thay đổi (bản ghi {outcome.revision})."


def _json(outcome: Outcome) -> dict[str, Any]:
    def changes(found: dict) -> list[dict[str, Any]]:
        return [
            {"figure": str(f), "cell": outcome.places.get(f, ""), "old": old, "new": new}
            for f, (old, new) in found.items()
        ]

    return {
        "file": outcome.file,
        "revision": outcome.revision,
        "written": outcome.written,
        "pushed": changes(outcome.pushed),
        "pulled": changes(outcome.pulled),
        "conflicts": [
            {
                "figure": str(told.conflict.figure),
                "cell": told.place,
                "base": told.conflict.base,
                "ours": told.conflict.ours,
                "theirs": told.conflict.theirs,
                "who": told.revision.who if told.revision else "",
                "at": told.revision.at if told.revision else "",
                "saved_by": outcome.saved[0],
                "saved_at": outcome.saved[1],
            }
            for told in outcome.conflicts
        ],
        "refusals": [
            {"figure": str(r.figure), "month": r.month, "old": r.old, "new": r.new}
            for r in outcome.refusals
        ],
        "errors": [
            {"code": f.code, "sheet": f.sheet, "cell": f.cell, "message": f.message}
            for f in outcome.errors
        ],
        "problems": [{"place": place, "message": text} for place, text in outcome.problems],
        "notes": outcome.notes,
    }
