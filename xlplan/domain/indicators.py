"""The registry of indicators: what each is, its unit, its good direction, how it accumulates."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from xlplan.domain.errors import UsageError

ACCUMULATIONS = ("sum", "last", "mean", "recomputed")


@dataclass(frozen=True)
class Indicator:
    """One indicator. `number` is its printed TT; `parent` the total it is a part of."""

    code: str
    number: str
    label: str
    unit: str
    direction: int
    accumulation: str
    decimals: int = 0
    parent: str = ""
    signed: bool = False
    aliases: tuple[str, ...] = ()


def load(path: Path) -> dict[str, Indicator]:
    """The indicators of a TOML file, by code; UsageError names the entry that is wrong."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"Không đọc được danh mục chỉ tiêu {path.name}: {error}.", "Sửa tệp rồi chạy lại."
        ) from error
    return {code: _indicator(path.name, code, entry, entries) for code, entry in entries.items()}


def _indicator(file: str, code: str, entry: object, entries: dict[str, object]) -> Indicator:
    def wrong(what: str) -> UsageError:
        return UsageError(f"{file}, mục [{code}]: {what}.", "Sửa mục này rồi chạy lại.")

    if not isinstance(entry, dict):
        raise wrong("phải là một bảng")
    known = {f.name for f in fields(Indicator)} - {"code"}
    if unknown := sorted(set(entry) - known):
        raise wrong("không hiểu " + ", ".join(unknown))
    if missing := sorted({"number", "label", "unit", "direction", "accumulation"} - set(entry)):
        raise wrong("thiếu " + ", ".join(missing))
    if entry["direction"] not in (1, 0, -1):
        raise wrong("direction phải là 1, 0 hoặc -1")
    if entry["accumulation"] not in ACCUMULATIONS:
        raise wrong("accumulation phải là " + ", ".join(ACCUMULATIONS))
    if entry.get("parent", code) not in entries:
        raise wrong(f"parent {entry['parent']} không có trong danh mục")
    return Indicator(code=code, **{**entry, "aliases": tuple(entry.get("aliases", ()))})


@lru_cache(maxsize=1)
def standard() -> dict[str, Indicator]:
    """The indicators that come with xlplan, in printed order."""
    return load(Path(__file__).with_name("indicators.toml"))


def parts_of(total: str, registry: dict[str, Indicator]) -> tuple[str, ...]:
    """Codes of the direct parts of a total, in printed order; empty when it has none."""
    return tuple(code for code, entry in registry.items() if entry.parent == total)
