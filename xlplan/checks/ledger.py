"""A workbook's actual figures against a ledger extract: what differs, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from xlplan.checks.context import Context
from xlplan.checks.explanations import explained
from xlplan.checks.rules import Rule
from xlplan.checks.wording import shown
from xlplan.domain.amounts import find_unit
from xlplan.domain.findings import Finding, Severity
from xlplan.domain.labels import fold
from xlplan.workbook.tables import Row, TableData

DIFFERS = Rule(
    "XLP331",
    "differs_from_ledger",
    Severity.ERROR,
    title="Khác sổ cái",
    why="Số thực hiện của chỉ tiêu phải khớp số phát sinh của các tài khoản làm nên nó.",
    bad="Thang ghi CPKL tháng 3 là 4.120 triệu, các tài khoản 6xx cộng lại 4.210 triệu.",
    good="Thang ghi 4.210 triệu, hoặc giải trình khoản 90 triệu chưa hạch toán.",
    remedy="Đối chiếu từng tài khoản; sửa số hoặc giải trình chênh lệch.",
)
UNTIED = Rule(
    "XLP332",
    "account_without_indicator",
    Severity.WARNING,
    title="Tài khoản chưa gắn chỉ tiêu",
    why="Phát sinh của tài khoản không thuộc chỉ tiêu nào thì không được đối chiếu.",
    bad="Tài khoản 6118 có phát sinh nhưng không có trong tệp ánh xạ.",
    good='Thêm "6118" vào accounts của CPKL.',
    remedy="Thêm tài khoản vào tệp ánh xạ (ledger trong xlplan.toml).",
)
NOT_ENTERED = Rule(
    "XLP333",
    "ledger_has_it",
    Severity.WARNING,
    title="Sổ cái đã có, tệp chưa nhập",
    why="Sổ cái đã có phát sinh mà ô thực hiện còn trống thì báo cáo thiếu số.",
    bad="Tháng 3 tài khoản 511 có phát sinh, ô tháng 3 của Tổng doanh thu để trống.",
    good="Nhập số tháng 3.",
    remedy="Nhập số của tháng, hoặc kiểm tra kỳ của sổ cái.",
)

RULES = (DIFFERS, UNTIED, NOT_ENTERED)


@dataclass(frozen=True)
class Tied:
    """What an indicator's accounts come to, in đồng, by month (None: the extract names none)."""

    accounts: tuple[str, ...]
    months: dict[int | None, Decimal]


@dataclass(frozen=True)
class Ledger:
    """An extract: figures by indicator; accounts of none, with their balance; the months it has."""

    indicators: dict[str, Tied]
    loose: dict[str, Decimal] = field(default_factory=dict)
    months: set[int | None] = field(default_factory=set)


class _Place(NamedTuple):
    table: TableData
    row: Row
    column: str
    when: str
    amount: Decimal


def tie(context: Context, ledger: Ledger) -> list[Finding]:
    """The findings of one workbook against a ledger, those explained in KiemTra marked so.

    By month: each month of the extract up to the workbook's last month against Thang. By year, and
    for an extract without months: the period's sum against ChiTieu's "TH kỳ". A figure is taken to
    be rounded to the places it is written with.
    """
    context.complete()
    found = [*_indicators(context, ledger), *_loose(context, ledger)]
    return explained([replace(finding, file=context.book.file) for finding in found], context)


def _indicators(context: Context, ledger: Ledger) -> Iterator[Finding]:
    for code, tied in ledger.indicators.items():
        row = context.main_rows.get(code)
        unit = find_unit(str(row.value("unit") or "")) if row else None
        if row is None or unit is None or unit.dimension != "đồng":
            continue
        for place in _places(context, code, tied, ledger.months):
            yield from _against(context, place, tied, unit.factor, str(row.value("unit")))


def _places(context: Context, code: str, tied: Tied, months: set[int | None]) -> Iterator[_Place]:
    """Each cell with what the ledger has for it. A month that the extract has, but not for this
    indicator, is nought there."""
    last = context.last_month or 12
    table = context.tables.get("Thang")
    if context.by_month and None not in months and table:
        row = table.by_key().get((code, "TH"))
        for month in sorted(m for m in months if m is not None and m <= last):
            if row is not None and f"m{month}" in table.columns:
                amount = tied.months.get(month, Decimal(0))
                yield _Place(table, row, f"m{month}", f"tháng {month}", amount)
        return
    main = context.tables.get("ChiTieu")
    period = context.period
    if main is None or code not in context.main_rows or "actual" not in main.columns:
        return
    first = period.first if period else 1
    inside = [v for m, v in tied.months.items() if m is None or first <= m <= last]
    if inside:
        yield _Place(main, context.main_rows[code], "actual", "trong kỳ", sum(inside, Decimal(0)))


def _against(
    context: Context, place: _Place, tied: Tied, factor: Decimal, unit: str
) -> Iterator[Finding]:
    table, row, column, when, amount = place
    ours, ledger = context.figure(table, row, column), amount / factor
    label = str(context.main_rows[row.key[0]].value("label"))
    accounts = ", ".join(tied.accounts[:6]) + ("…" if len(tied.accounts) > 6 else "")
    if ours is None:
        if amount and context.blank(table, row, column):
            yield NOT_ENTERED.on(
                table, row, column,
                f"{label} {when} chưa nhập; sổ cái có {shown(ledger)} {unit} ({accounts}).",
                ledger=float(ledger),
            )  # fmt: skip
        return
    gap = ours - ledger
    places = max(0, -int(ours.normalize().as_tuple().exponent))
    if abs(gap) <= Decimal("0.5").scaleb(-places):
        return
    yield DIFFERS.on(
        table, row, column,
        f"{label} {when} {shown(ours)} {unit}, sổ cái {shown(ledger)} ({accounts}): "
        f"lệch {shown(gap)}.",
        actual=float(ours), ledger=float(ledger), gap=float(gap),
    )  # fmt: skip


def _loose(context: Context, ledger: Ledger) -> Iterable[Finding]:
    """Accounts that no indicator stands on, at the sheet where the figures are."""
    sheet = next((n for n in context.book.sheets if fold(n) == "thang"), "")
    for account, balance in sorted(ledger.loose.items()):
        amount = shown(abs(balance) / 10**6)
        yield UNTIED.at(
            sheet, None,
            f"Tài khoản {account} phát sinh {amount} triệu đồng, chưa gắn chỉ tiêu nào.",
            subject=("ledger", account), amount=float(balance),
        )  # fmt: skip
