"""Reports out of the workbook, and the texts of others held against it."""

from __future__ import annotations

import json
from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.formulas.references import to_a1
from xlplan.hosts.actions.files import own_file
from xlplan.hosts.actions.progress import doing
from xlplan.hosts.commands import command
from xlplan.hosts.protocol import Outcome, Request

_PASTE = "Đoạn văn đã ở bộ nhớ tạm, bấm Ctrl+V để dán vào văn bản:"
_SHOWN = 12


def report(request: Request) -> Outcome:
    """The leader's page beside the workbook."""
    target = own_file(request).with_suffix(".html")
    doing("đang lập trang báo cáo")
    command("report", request.copy, "--format", "html", "-o", str(target))
    return Outcome(f"Đã lập trang báo cáo: {target}")


def paragraph(request: Request) -> Outcome:
    """The official paragraph: onto the clipboard, and into BaoCao where there is that page, unless
    somebody changed what stands there."""
    from xlplan.domain.office import of as office_of
    from xlplan.sheets.leader import PARAGRAPH
    from xlplan.text import leader
    from xlplan.workbook.reader import read

    doing("đang viết đoạn văn")
    text = command("report", request.copy, "--format", "text")
    path = Path(request.copy)
    book = read(path)
    at = leader.place(book, PARAGRAPH)
    if at is None:
        return Outcome(f"{_PASTE}\n\n{text}", clipboard=text)
    edits, notes = leader.edits(book, office_of(path))
    areas = [
        (sheet, to_a1(row, column), [[value if isinstance(value, str | float) else None]])
        for (sheet, row, column), value in edits.items()
    ]
    told = notes[0] if notes else f"Đoạn văn đã ghi vào trang {at[0]}."
    select = (at[0], to_a1(*at[1:]))
    return Outcome(
        f"{told} {_PASTE}\n\n{text}", areas, select=select, clipboard=text, named="Đoạn văn"
    )


def review_text(request: Request) -> Outcome:
    """Holds a chosen document against itself and this workbook; the findings, worst first."""
    if not request.chosen:
        raise UsageError("Chưa chọn văn bản.", "Chọn tệp .docx, .txt hoặc .md rồi bấm lại.")
    doing("đang soát văn bản")
    found = json.loads(
        command("review", request.chosen, "--workbook", request.copy, "--format", "json")
    )
    claims, findings = found["claims"], found["findings"]
    name = Path(request.chosen).name
    if not findings:
        return Outcome(f"{name}: đã soát {len(claims)} số liệu, không có phát hiện nào.")
    order = ("error", "warning", "note")
    findings.sort(key=lambda entry: (order.index(entry["severity"]), entry["start"]))
    lines = [f"{n}. {f['message']} {f['remedy']}" for n, f in enumerate(findings[:_SHOWN], 1)]
    if len(findings) > _SHOWN:
        lines.append(f"… và {len(findings) - _SHOWN} phát hiện nữa («xlplan review»).")
    head = f"{name}: đã soát {len(claims)} số liệu, {len(findings)} phát hiện."
    return Outcome("\n".join([head, *lines]))
