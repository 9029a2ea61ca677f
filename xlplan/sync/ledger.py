"""A ledger extract added up by indicator and month, by a mapping of accounts kept as TOML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from xlplan.checks.ledger import Ledger, Tied
from xlplan.domain.amounts import find_unit
from xlplan.domain.errors import UsageError
from xlplan.domain.labels import fold
from xlplan.domain.toml import read_toml
from xlplan.sync.exchange import date_of, number_of

STANDARD = Path(__file__).with_name("ledger.toml")
_COLUMNS = ("account", "contra", "month", "date", "debit", "credit")


@dataclass(frozen=True)
class Accounts:
    """Beginnings of account numbers that count, those among them that don't, and the side on which
    they grow ("credit" or "debit")."""

    accounts: tuple[str, ...]
    without: tuple[str, ...] = ()
    side: str = "credit"

    def holds(self, account: str) -> bool:
        """Whether an account counts: its longest beginning decides."""
        inside = max((len(a) for a in self.accounts if account.startswith(a)), default=0)
        return inside > max((len(a) for a in self.without if account.startswith(a)), default=0)


@dataclass(frozen=True)
class AccountMap:
    """Names of the extract's columns, unit and decimal sign of its amounts, contra accounts that
    are left out, accounts by indicator, accounts that should all be mapped."""

    columns: Mapping[str, list[str]]
    unit: str = "đồng"
    decimal: str = ""
    without: tuple[str, ...] = ()
    indicators: Mapping[str, Accounts] = field(default_factory=dict)
    covered: tuple[str, ...] = ()


class Posting(NamedTuple):
    """One row of an extract, in its own unit; month None where the extract says none."""

    account: str
    contra: str
    month: int | None
    debit: Decimal
    credit: Decimal


def account_map(*files: Path | None) -> AccountMap:
    """The standard mapping, with what each file says laid over it; UsageError names the file and
    the entry that is wrong."""
    found = AccountMap({})
    for path in (STANDARD, *(file for file in files if file)):
        found = _laid_over(found, read_toml(path, "tệp ánh xạ tài khoản"), path)
    return found


def _laid_over(known: AccountMap, entries: dict[str, Any], path: Path) -> AccountMap:
    allowed = ("columns", "unit", "decimal", "without", "indicators", "covered")
    if unknown := [key for key in entries if key not in allowed]:
        raise _wrong(path, f"khóa lạ «{unknown[0]}»", f"Các khóa: {', '.join(allowed)}.")
    columns = {
        name: _texts(path, name, names) for name, names in entries.get("columns", {}).items()
    }
    if unknown := [name for name in columns if name not in _COLUMNS]:
        raise _wrong(path, f"cột lạ «{unknown[0]}»", f"Các cột: {', '.join(_COLUMNS)}.")
    unit = entries.get("unit", known.unit)
    if find_unit(str(unit)) is None:
        raise _wrong(path, f"đơn vị «{unit}» không rõ", "Viết như: đồng, nghìn đồng, triệu đồng.")
    indicators = {
        code: _accounts(path, code, entry) for code, entry in entries.get("indicators", {}).items()
    }
    covered = entries.get("covered", {}).get("accounts")
    return replace(
        known,
        columns={**known.columns, **columns},
        unit=unit,
        decimal=entries.get("decimal", known.decimal),
        without=_texts(path, "without", entries.get("without", list(known.without))),
        indicators={**known.indicators, **indicators},
        covered=known.covered if covered is None else _texts(path, "covered", covered),
    )


def _accounts(path: Path, code: str, entry: Any) -> Accounts:
    if not isinstance(entry, dict) or entry.keys() - {"accounts", "without", "side"}:
        raise _wrong(path, f"mục {code} không đúng", "Mỗi chỉ tiêu có accounts, without, side.")
    if entry.get("side", "credit") not in ("credit", "debit"):
        raise _wrong(path, f"mục {code} có side không đúng", 'Viết "credit" hoặc "debit".')
    return Accounts(
        _texts(path, code, entry.get("accounts")), _texts(path, code, entry.get("without", [])),
        entry.get("side", "credit"),
    )  # fmt: skip


def _texts(path: Path, name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise _wrong(path, f"mục {name} không đúng", 'Viết một danh sách như ["5111", "5113"].')
    return tuple(value)


def _wrong(path: Path, what: str, remedy: str) -> UsageError:
    return UsageError(f"Tệp ánh xạ tài khoản {path.name}: {what}.", remedy)


def postings(frame: pd.DataFrame, known: AccountMap, year: int) -> list[Posting]:
    """The rows of an extract that are of this year; UsageError names the row that can't be read.

    Rows without an account, or without an amount, say nothing. Subtotals (an account that stands
    beside its own parts and is their sum) are left out.
    """
    columns = _columns(frame, known)
    found = []
    for number, row in enumerate(frame.to_dict("records"), 2):

        def cell(name: str, row: dict = row) -> Any:
            value = row[columns[name]] if name in columns else None
            return None if value is None or value != value or value == "" else value

        account = _account(cell("account"))
        if not account[:1].isdigit():
            continue
        of_year, month = _month(cell("month"), cell("date"), number)
        amounts = [
            Decimal(0) if cell(side) is None else number_of(cell(side), number, known.decimal)
            for side in ("debit", "credit")
        ]
        if of_year in (None, year) and any(amounts):
            found.append(Posting(account, _account(cell("contra")), month, *amounts))
    return list(_without_subtotals(found))


def _columns(frame: pd.DataFrame, known: AccountMap) -> dict[str, str]:
    have = {fold(str(name)): name for name in frame.columns}
    found = {
        ours: have[fold(name)]
        for ours, theirs in known.columns.items()
        for name in reversed(theirs)
        if fold(name) in have
    }
    for needed in ("account", "debit", "credit"):
        if needed not in found:
            names = ", ".join(known.columns[needed])
            raise UsageError(
                f"Sổ cái không có cột {needed} ({names}).",
                f'Ghi tên cột ở [columns] của tệp ánh xạ: {needed} = ["…"].',
            )
    return found


def _account(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else "".join(str(value).split())


def _month(month: Any, date: Any, row: int) -> tuple[int | None, int | None]:
    """(year, month) of a row; None where it says none."""
    if month is not None:
        text = str(month).strip().removesuffix(".0")
        if not text.isdigit() or not 1 <= int(text) <= 12:
            raise UsageError(f"Dòng {row}: «{month}» không phải tháng.", "Ghi số từ 1 đến 12.")
        return None, int(text)
    if date is None:
        return None, None
    iso = date.isoformat() if hasattr(date, "isoformat") else date_of(str(date).strip(), row)
    return int(iso[:4]), int(iso[5:7])


def _without_subtotals(found: list[Posting]) -> Iterable[Posting]:
    sums: dict[tuple[int | None, str], list[Decimal]] = {}
    for posting in found:
        both = sums.setdefault((posting.month, posting.account), [Decimal(0), Decimal(0)])
        both[0] += posting.debit
        both[1] += posting.credit
    for posting in found:
        month, account = posting.month, posting.account
        below = [a for m, a in sums if m == month and a != account and a.startswith(account)]
        leaves = [a for a in below if not any(b != a and b.startswith(a) for b in below)]
        parts = [sum((sums[month, a][n] for a in leaves), Decimal(0)) for n in (0, 1)]
        if not leaves or parts != sums[month, account]:
            yield posting


def ledger_of(found: list[Posting], known: AccountMap) -> Ledger:
    """The postings added up in đồng: by indicator and month; accounts that are covered by no
    indicator. UsageError where only closing entries can have brought an indicator to nought."""
    factor = find_unit(known.unit).factor  # type: ignore[union-attr]
    rows = [p for p in found if not (p.contra and p.contra.startswith(known.without or ("\0",)))]
    tied = {}
    for code, accounts in known.indicators.items():
        mine = [p for p in rows if accounts.holds(p.account)]
        months: dict[int | None, Decimal] = {}
        sign = 1 if accounts.side == "credit" else -1
        for p in mine:
            months[p.month] = months.get(p.month, Decimal(0)) + sign * (p.credit - p.debit) * factor
        if mine and not any(months.values()) and any(p.debit for p in mine):
            raise UsageError(
                f"Sổ cái: các tài khoản của {code} đã kết chuyển hết (phát sinh Nợ bằng Có).",
                "Xuất sổ có cột TK đối ứng để bỏ bút toán kết chuyển sang 911.",
            )
        if mine:
            tied[code] = Tied(tuple(sorted({p.account for p in mine})), months)
    loose: dict[str, Decimal] = {}
    for p in rows:
        if p.account.startswith(known.covered or ("\0",)) and not any(
            accounts.holds(p.account) for accounts in known.indicators.values()
        ):
            loose[p.account] = loose.get(p.account, Decimal(0)) + (p.credit - p.debit) * factor
    covered = {p.month for p in rows}
    return Ledger(tied, {a: v for a, v in loose.items() if v}, covered)
