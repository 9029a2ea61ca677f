"""Reports out of the workbook, and the texts of others held against it."""

from __future__ import annotations

import json
from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.formulas.references import to_a1
from xlplan.hosts.actions.progress import doing
from xlplan.hosts.commands import command
from xlplan.hosts.protocol import Outcome, Request

PARAGRAPH = "BaoCao_DoanVan"
"""The defined name of the paragraph's cell on the leader's page."""
_SHOWN = 12


def report(request: Request) -> Outcome:
    """The leader's page beside the workbook."""
    target = Path(request.own).with_suffix(".html")
    doing("đang lập trang báo cáo")
    command("report", request.copy, "--format", "html", "-o", str(target))
    return Outcome(f"Đã lập trang báo cáo: {target}")


def paragraph(request: Request) -> Outcome:
    """The official paragraph: into BaoCao where there is that page, and onto the clipboard."""
    doing("đang viết đoạn văn")
    text = command("report", request.copy, "--format", "text")
    place = _place(Path(request.copy))
    if place is None:
        return Outcome(
            f"Đoạn văn đã ở bộ nhớ tạm, dán (Ctrl+V) vào văn bản:\n\n{text}", clipboard=text
        )
    sheet, cell = place
    return Outcome(
        f"Đoạn văn đã ghi vào trang {sheet} và ở bộ nhớ tạm (Ctrl+V để dán):\n\n{text}",
        [(sheet, cell, [[text]])], select=place, clipboard=text, named="Đoạn văn",
    )  # fmt: skip


def _place(path: Path) -> tuple[str, str] | None:
    """The sheet and cell of the paragraph; None in a workbook without that page."""
    from xlplan.formulas.references import from_a1
    from xlplan.workbook.reader import read

    book = read(path)
    sheet, _, cell = book.names.get(PARAGRAPH, "").rpartition("!")
    name = sheet.strip("'").replace("''", "'")
    if name not in book.sheets:
        return None
    first = cell.replace("$", "").partition(":")[0]
    return name, to_a1(*from_a1(first))


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
