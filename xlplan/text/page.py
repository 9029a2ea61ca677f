"""A reviewed text as one HTML page: claims marked, cell and figure on hover, findings below."""

from __future__ import annotations

from html import escape

from xlplan.domain.findings import Severity
from xlplan.domain.indicators import Registry
from xlplan.text.claims import Claim
from xlplan.text.ranges import percent, shown
from xlplan.text.remarks import Remark
from xlplan.text.review import Review

_STYLE = """
:root { --ink: #1b2430; --soft: #5b6673; --line: #d8dde3; --brand: #0b4f8a; --accent: #f4b400; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #f5f7f9;
  font: 16px/1.75 "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif; }
main { max-width: 900px; margin: 0 auto; padding: 28px 24px 48px; }
h1 { margin: 0 0 4px; font-size: 22px; color: var(--brand); }
h2 { font-size: 18px; margin: 28px 0 10px; color: var(--brand); }
p.note { margin: 0 0 14px; color: var(--soft); font-size: 14px; }
.text { background: #fff; border: 1px solid var(--line); border-top: 3px solid var(--accent);
  border-radius: 6px; padding: 18px 22px; position: relative;
  white-space: pre-wrap; overflow-wrap: anywhere; }
mark { color: inherit; background: #eaf1f8; border-radius: 3px; padding: 1px 2px; cursor: help; }
mark.ok { background: #e3f3e6; } mark.note { background: #e4ecfb; box-shadow: 0 2px 0 #6c93d8; }
mark.warning { background: #fdf3d3; box-shadow: 0 2px 0 #d49a00; }
mark.error { background: #fbe3e1; box-shadow: 0 2px 0 #c0392b; }
mark:focus { outline: 2px solid var(--brand); }
mark > span { display: none; position: absolute; left: 22px; margin-top: 4px; z-index: 2;
  width: fit-content; max-width: calc(100% - 44px); padding: 8px 12px;
  border-radius: 6px; background: var(--ink);
  color: #fff; font-size: 13px; line-height: 1.5; white-space: pre-line; }
mark:hover > span, mark:focus > span { display: block; }
ol { margin: 0; padding: 0; list-style: none; }
li { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px;
  margin-bottom: 8px; line-height: 1.5; }
li small { color: var(--soft); display: block; font-size: 14px; }
.tag { display: inline-block; padding: 0 9px; border-radius: 9px; font-size: 13px;
  font-weight: 600; }
.tag.error { background: #fbe3e1; color: #9c2219; }
.tag.warning { background: #fdf3d3; color: #7a5a00; }
.tag.note { background: #e4ecfb; color: #27498a; }
mark sup { font-size: 11px; line-height: 0; margin-left: 2px; }
mark sup a, li a.number { color: var(--brand); text-decoration: none; font-weight: 600; }
li { display: grid; grid-template-columns: 26px 1fr; scroll-margin-top: 20px; }
li:target, mark:target { outline: 2px solid var(--accent); }
mark { scroll-margin-top: 60px; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.legend span { margin-right: 14px; } .legend mark { cursor: default; }
@media print { body { background: #fff; } main { max-width: none; padding: 0; } }
"""

_VERBS = {
    "index": "chỉ số",
    "growth": "tốc độ tăng",
    "excess": "phần vượt kế hoạch",
    "difference": "mức chênh lệch",
    "level": "mức đạt",
    "ratio": "tỷ lệ, bình quân",
    "share": "tỷ trọng",
}
_BASES = {
    "plan": "so với kế hoạch",
    "prior_year": "so với năm trước",
    "prior_period": "so với kỳ trước",
    "none": "",
}


def page(review: Review, title: str) -> str:
    """The page; it needs no network."""
    counts = ", ".join(
        f"{sum(one.finding.severity is s for one in review.remarks)} {s.label.lower()}"
        for s in Severity
    )
    held = any(claim.place for claim in review.claims)
    hint = (
        "Rê chuột hoặc chạm vào số liệu để xem ý nghĩa; bấm số nhỏ để đến phát hiện."
        if review.claims
        else "Văn bản không nêu số liệu nào."
    )
    return f"""<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Soát văn bản: {escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>Soát văn bản: {escape(title)}</h1>
<p class="note">{len(review.claims)} số liệu; {counts}. {hint}</p>
<p class="note legend">{_legend(held)}</p>
<div class="text">{_marked(review)}</div>
{_list(review)}
</main>
</body>
</html>
"""


def _legend(held: bool) -> str:
    known = '<span><mark class="ok">khớp tệp</mark></span>' if held else ""
    return f"{known}<span><mark>số liệu</mark></span>" + "".join(
        f'<span><mark class="{s.value}">{escape(s.label.lower())}</mark></span>' for s in Severity
    )


def _marked(review: Review) -> str:
    """The text as given, each claim in a mark of the worst finding at it."""
    parts, at = [], 0
    numbers = {id(one): n for n, one in enumerate(review.remarks, 1)}
    for claim in review.claims:
        if claim.start < at:
            continue
        found = [one for one in review.remarks if one.start == claim.start]
        told = [numbers[id(one)] for one in found]
        name = f' id="m{told[0]}"' if told else ""
        links = ", ".join(f'<a href="#f{number}">{number}</a>' for number in told)
        parts.append(escape(review.text[at : claim.start]))
        parts.append(
            f'<mark class="{_kind(claim, found)}"{name} tabindex="0">{escape(claim.text)}'
            f"<span>{escape(_hover(claim, found, review.registry))}</span>"
            f"{f'<sup>{links}</sup>' if links else ''}</mark>"
        )
        at = claim.end
    parts.append(escape(review.text[at:]))
    return "".join(parts)


def _kind(claim: Claim, found: list[Remark]) -> str:
    if found:
        return max((one.finding.severity for one in found), key=lambda s: s.rank).value
    return "ok" if claim.place else "claim"


def _hover(claim: Claim, found: list[Remark], registry: Registry) -> str:
    head = " ".join(filter(None, (_VERBS[claim.verb], _BASES[claim.base])))
    known = registry.get(claim.code)
    name = known.label if known else claim.indicator
    lines = [f"{name}: {head}" if name else head]
    if claim.place is not None and claim.known is not None:
        rate = claim.verb in ("index", "growth", "excess", "share")
        figure = percent(claim.known) if rate else shown(claim.known, claim.unit)
        lines.append(f"Ô {'!'.join(claim.place)}: {figure}")
    lines += [one.finding.message for one in found]
    return "\n".join(lines)


def _list(review: Review) -> str:
    if not review.remarks:
        return "<h2>Không có phát hiện</h2>"
    items = "\n".join(_item(n, one) for n, one in enumerate(review.remarks, 1))
    return f"<h2>Phát hiện</h2>\n<ol>\n{items}\n</ol>"


def _item(number: int, one: Remark) -> str:
    finding = one.finding
    where = "!".join(part for part in (finding.sheet, finding.cell) if part)
    tail = " · ".join(filter(None, (finding.remedy, where, finding.code)))
    return (
        f'<li id="f{number}"><a class="number" href="#m{number}">{number}</a>'
        f'<div><span class="tag {finding.severity.value}">{escape(finding.severity.label)}</span> '
        f"{escape(finding.message)}<small>{escape(tail)}</small></div></li>"
    )
