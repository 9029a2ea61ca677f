"""The table, its chart and the findings as one HTML page that needs no network, A4 on paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from xlplan.checks.context import Context
from xlplan.domain.findings import Finding, Severity
from xlplan.domain.numerals import format_number
from xlplan.report.chart import Bar, bars
from xlplan.report.table import FIGURES, HEADERS, Line, lines

_RATING = {"Đạt": "good", "Theo dõi": "watch", "Chưa đạt": "bad"}
_SEVERITY = {Severity.ERROR: "bad", Severity.WARNING: "watch", Severity.NOTE: "calm"}
_GROUPS = {
    Severity.ERROR: "Lỗi: phải sửa hoặc giải trình",
    Severity.WARNING: "Cảnh báo: cần xem lại",
    Severity.NOTE: "Ghi chú: để biết",
}


def page(context: Context, findings: Sequence[Finding]) -> str:
    """One workbook's cards, chart, table of indicators and findings."""
    name = escape(str(context.setting("unit_name") or ""))
    unit = escape(str(context.setting("shown_unit") or ""))
    period = escape(str(context.period or ""))
    title = f"Bảng chỉ tiêu kế hoạch – {period}" if period else "Bảng chỉ tiêu kế hoạch"
    rows = list(lines(context))
    return f"""<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {name}</title>
<style>{_style()}</style>
</head>
<body>
<main>
<header>
<h1>{title}</h1>
<p>{name} · Đơn vị tính số tiền: {unit}{_pace(context)}</p>
</header>
{_cards(rows, findings)}
{_chart(context, rows)}
<h2 class="table">Bảng chỉ tiêu</h2>
{_table(rows)}
<h2>Kết quả kiểm tra</h2>
<p>{_counts(findings)}</p>
{_findings(findings)}
<footer>Nguồn: {escape(str(context.setting("origin") or context.book.file))}</footer>
</main>
</body>
</html>
"""


def _style() -> str:
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def _pace(context: Context) -> str:
    if context.period is None or context.period.elapsed >= 1:
        return ""
    return f" · Tiến độ thời gian: {format_number(context.period.elapsed * 100, 1)}%"


def _cards(rows: Sequence[Line], findings: Sequence[Finding]) -> str:
    """The totals' figures with their rates, and how many findings are open."""
    cards = [
        f'<div class="card {_RATING.get(row.rating, "")}"><span>{escape(row.texts[1])}</span>'
        f"<b>{escape(row.texts[4])}</b><span>{escape(row.texts[2])}"
        f"{' · ' + escape(row.texts[7]) + ' KH' if row.texts[7] else ''}</span></div>"
        for row in rows
        if row.headline and row.texts[4]
    ]
    open_ones = [f for f in findings if not f.explained and f.severity is not Severity.NOTE]
    kind = "good" if not open_ones else max(
        (_SEVERITY[f.severity] for f in open_ones), key=("watch", "bad").index
    )  # fmt: skip
    cards.append(
        f'<div class="card {kind}"><span>Lỗi và cảnh báo chưa giải trình</span>'
        f"<b>{len(open_ones)}</b><span>trong {len(findings)} phát hiện</span></div>"
    )
    return f'<div class="cards">{"".join(cards)}</div>'


def _chart(context: Context, rows: Sequence[Line]) -> str:
    drawn = bars(
        [Bar(r.texts[1], r.rate, r.texts[7], r.rating) for r in rows if r.rate is not None],
        float(context.period.elapsed) if context.period else None,
    )
    if not drawn:
        return ""
    caption = "Tỷ lệ thực hiện kế hoạch lũy kế"
    return f'<figure class="sheet"><figcaption>{caption}</figcaption>{drawn}</figure>'


def _table(rows: Sequence[Line]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in HEADERS)
    body = []
    for line in rows:
        cells = [
            f'<td class="n">{escape(text)}</td>' if n in FIGURES else f"<td>{escape(text)}</td>"
            for n, text in enumerate(line.texts[:-1])
        ]
        tag = _tag(line.rating, _RATING.get(line.rating, "calm")) if line.rating else ""
        kind = "part" if line.part else "sum" if line.total else "plain"
        body.append(f'<tr class="{kind}">{"".join(cells)}<td>{tag}</td></tr>')
    joined = "\n".join(body)
    return (
        f'<div class="sheet"><table><thead><tr>{head}</tr></thead>\n<tbody>\n{joined}\n'
        "</tbody></table></div>"
    )


def _tag(text: str, kind: str) -> str:
    return f'<span class="tag {kind}">{escape(text)}</span>'


def _counts(findings: Sequence[Finding]) -> str:
    count = {s: sum(f.severity is s for f in findings) for s in Severity}
    explained = sum(f.explained for f in findings)
    return (
        f"{count[Severity.ERROR]} lỗi, {count[Severity.WARNING]} cảnh báo, "
        f"{count[Severity.NOTE]} ghi chú" + (f"; {explained} đã giải trình." if explained else ".")
    )


def _findings(findings: Sequence[Finding]) -> str:
    """Grouped by severity, the heaviest first, each group in the order of the sheets."""
    groups = []
    for severity, heading in _GROUPS.items():
        entries = [_finding(f) for f in findings if f.severity is severity]
        if entries:
            groups.append(f"<h3>{heading} ({len(entries)})</h3>\n" + "\n".join(entries))
    return "\n".join(groups)


def _finding(finding: Finding) -> str:
    place = "!".join(part for part in (finding.sheet, finding.cell) if part)
    told = f"Đã giải trình: {finding.explanation}" if finding.explained else f"→ {finding.remedy}"
    kinds = f"finding {_SEVERITY[finding.severity]}{' explained' if finding.explained else ''}"
    return (
        f'<div class="{kinds}"><code>{escape(finding.code)}</code>'
        f"{_tag(finding.severity.label, _SEVERITY[finding.severity])} "
        f'<span class="where">{escape(place)}</span>'
        f'<p class="what">{escape(finding.message)}</p><p>{escape(told)}</p></div>'
    )
