"""The steps between template versions, read from `steps.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.sheets import TABLES, TEMPLATE_VERSION
from xlplan.sheets.model import Column, Table
from xlplan.sync.version import refuse_newer


@dataclass(frozen=True)
class NewColumn:
    """A column (field) that a version added; `fill` says where its rows' values come from: "" or
    "indicators"."""

    table: str
    column: str
    fill: str = ""

    @property
    def spec(self) -> tuple[Table, Column]:
        """The table and column as the sheets describe them."""
        return TABLES[self.table], TABLES[self.table].column(self.column)


@dataclass(frozen=True)
class NewFormula:
    """A column whose formula changed: `was`, with `{column}` placeholders; in `rows` (keys) only
    where there are any."""

    table: str
    column: str
    was: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What version `after` has and `before` has not."""

    before: str
    after: str
    sheets: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    columns: tuple[NewColumn, ...] = ()
    formulas: tuple[NewFormula, ...] = ()


@cache
def steps() -> tuple[Step, ...]:
    """All steps, the oldest first."""
    path = Path(__file__).with_name("steps.toml")
    return tuple(_step(entry) for entry in tomllib.loads(path.read_text("utf-8"))["step"])


def _step(entry: dict) -> Step:
    formulas = (f | {"rows": tuple(f.get("rows", ()))} for f in entry.get("formula", ()))
    return Step(
        entry["from"],
        entry["to"],
        tuple(entry.get("sheets", ())),
        tuple(entry.get("names", ())),
        tuple(NewColumn(**column) for column in entry.get("column", ())),
        tuple(NewFormula(**formula) for formula in formulas),
    )


def steps_from(version: str) -> list[Step]:
    """The steps from a version to the present one, in order; none at the present one. UsageError
    for a newer version and for one that no step begins at."""
    refuse_newer(version)
    found = list(_chain(version))
    if (found[-1].after if found else version) != TEMPLATE_VERSION:
        known = ", ".join([*(step.before for step in steps()), TEMPLATE_VERSION])
        raise UsageError(
            f"Không rõ phiên bản mẫu «{version or 'trống'}» của tệp.",
            f"Ô «Phiên bản mẫu» ở trang ThongTin phải là một trong: {known}.",
        )
    return found


def _chain(version: str) -> Iterator[Step]:
    for step in steps():
        if step.before == version:
            yield step
            version = step.after
