"""The offices: dated, typed, with successors; and the two rows that are no office."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Optional

from xlplan.domain import toml
from xlplan.domain.errors import UsageError
from xlplan.domain.terms import NO_OFFICE, TYPES


@dataclass(frozen=True)
class Unit:
    """One unit. `opened` and `closed` are its first and last day (None = always, still open);
    `successor` is the code of the unit that took over when it closed."""

    code: str
    name: str
    type: str
    opened: Optional[date] = None
    closed: Optional[date] = None
    successor: str = ""

    @property
    def is_office(self) -> bool:
        """False for "chưa phân bổ" and "loại trừ nội bộ"."""
        return self.type not in NO_OFFICE

    def open_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        begun = self.opened is None or self.opened <= day
        return begun and (self.closed is None or day <= self.closed)


Units = Dict[str, Unit]


def standing_for(units: Units, code: str, day: date) -> Optional[Unit]:
    """The unit that a code's figures belong to on a day, through any number of mergers; None when
    the chain ends in no open unit."""
    seen = set()
    while code in units and code not in seen:
        unit = units[code]
        if unit.closed is None or day <= unit.closed:
            return unit if unit.open_on(day) else None
        seen.add(code)
        code = unit.successor
    return None


def load(path: Path) -> Units:
    """The units of a TOML file by code, in its order, the rows that are no office behind them;
    UsageError names the entry that is wrong."""
    units = {**_read(path), **{c: unit for c, unit in standard().items() if not unit.is_office}}
    for code, unit in units.items():
        if unit.successor and unit.successor not in units:
            raise _wrong(path, code, f"đơn vị kế thừa {unit.successor} không có trong danh mục")
        if unit.successor and standing_for(units, code, date.max) is None:
            raise _wrong(path, code, "chuỗi đơn vị kế thừa không dẫn đến đơn vị đang hoạt động")
    return units


@lru_cache(maxsize=1)
def standard() -> Units:
    """The units that come with xlplan."""
    return _read(Path(__file__).with_name("units.toml"))


def _read(path: Path) -> Units:
    keys = [field.name for field in fields(Unit) if field.name != "code"]
    return toml.load(path, "danh mục đơn vị", _unit, keys, ("name", "type"))


def _unit(code: str, values: Dict[str, Any]) -> Unit:
    if values["type"] not in TYPES:
        raise ValueError("type phải là một trong: " + ", ".join(TYPES))
    for key in ("opened", "closed"):
        if type(values.get(key, date.max)) is not date:
            raise ValueError(f"{key} phải là ngày, viết như 2025-09-01")
    unit = Unit(code=code, **values)
    if not isinstance(unit.name, str) or not isinstance(unit.successor, str):
        raise ValueError("name và successor phải là chữ")
    if unit.opened and unit.closed and unit.closed < unit.opened:
        raise ValueError("closed trước opened")
    if unit.successor and not unit.closed:
        raise ValueError("có successor mà chưa có closed")
    return unit


def _wrong(path: Path, code: str, what: str) -> UsageError:
    return UsageError(f"{path.name}, mục [{code}]: {what}.", toml.REMEDY)
