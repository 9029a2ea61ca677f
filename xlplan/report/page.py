"""The table and the findings as one HTML page that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from xlplan.checks.context import Context
from xlplan.domain.findings import Finding, Severity
from xlplan.report.table import HEADERS, lines

_STYLE = """
:root { --ink: #1b2430; --soft: #5b6673; --line: #d8dde3; --brand: #0b4f8a; --accent: #f4b400; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #f5f7f9;
  font: 15px/1.5 "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 28px 24px 48px; }
header { border-bottom: 3px solid var(--accent); margin-bottom: 20px; padding-bottom: 10px; }
h1 { margin: 0; font-size: 24px; color: var(--brand); }
h2 { font-size: 18px; margin: 28px 0 10px; color: var(--brand); }
p { margin: 4px 0; color: var(--soft); }
.sheet { background: #fff; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { background: #eaf1f8; text-align: center; font-weight: 600; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; }
td.n { text-align: right; white-space: nowrap; }
tr.part td { color: var(--soft); } tr.part td:nth-child(2) { padding-left: 26px; }
tr.total td { font-weight: 600; }
.tag { display: inline-block; padding: 0 8px; border-radius: 9px; white-space: nowrap; }
.good { background: #e3f3e6; color: #1c6b2c; } .watch { background: #fdf3d3; color: #7a5a00; }
.bad { background: #fbe3e1; color: #9c2219; } .calm { background: #e8edf2; color: #45515e; }
td.place { white-space: nowrap; font-weight: 600; } td.remedy { color: var(--soft); }
@media print { body { background: #fff; } @page { size: A4 landscape; margin: 12mm; } }
"""

_RATING = {"Đạt": "good", "Theo dõi": "watch", "Chưa đạt": "bad"}
_SEVERITY = {Severity.ERROR: "bad", Severity.WARNING: "watch", Severity.NOTE: "calm"}


def page(context: Context, findings: Sequence[Finding]) -> str:
    """One workbook's table of indicators and its findings."""
    name = escape(str(context.setting("unit_name") or ""))
    year = context.setting("year")
    year_text = str(int(year)) if isinstance(year, int | float) else ""
    unit = escape(str(context.setting("shown_unit") or ""))
    return f"""<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bảng chỉ tiêu kế hoạch năm {year_text} – {name}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<header>
<h1>Bảng chỉ tiêu kế hoạch năm {year_text}</h1>
<p>{name} · Đơn vị tính số tiền: {unit}</p>
</header>
{_table(context)}
<h2>Kết quả kiểm tra</h2>
<p>{_counts(findings)}</p>
{_findings(findings)}
</main>
</body>
</html>
"""


def _table(context: Context) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in HEADERS)
    body = []
    for line in lines(context):
        cells = [
            f'<td class="n">{escape(text)}</td>' if 3 <= n <= 9 else f"<td>{escape(text)}</td>"
            for n, text in enumerate(line.texts[:-1])
        ]
        tag = _tag(line.rating, _RATING.get(line.rating, "calm")) if line.rating else ""
        kind = "part" if line.part else "total"
        body.append(f'<tr class="{kind}">{"".join(cells)}<td>{tag}</td></tr>')
    rows = "\n".join(body)
    return (
        f'<div class="sheet"><table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n'
        "</tbody></table></div>"
    )


def _tag(text: str, kind: str) -> str:
    return f'<span class="tag {kind}">{escape(text)}</span>'


def _counts(findings: Sequence[Finding]) -> str:
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return (
        f"{counts[Severity.ERROR]} lỗi, {counts[Severity.WARNING]} cảnh báo, "
        f"{counts[Severity.NOTE]} ghi chú."
    )


def _findings(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    rows = "\n".join(
        f"<tr><td>{_tag(f.severity.label, _SEVERITY[f.severity])}</td>"
        f'<td class="place">{escape("!".join(part for part in (f.sheet, f.cell) if part))}</td>'
        f'<td>{escape(f.message)}</td><td class="remedy">{escape(f.explanation or f.remedy)}</td>'
        f"<td>{escape(f.code)}</td></tr>"
        for f in findings
    )
    return (
        '<div class="sheet"><table><thead><tr><th>Mức</th><th>Ô</th><th>Nội dung</th>'
        f"<th>Cách xử lý</th><th>Mã</th></tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )
