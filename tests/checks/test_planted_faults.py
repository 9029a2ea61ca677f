"""One fault, one finding: each line of planted_faults.txt gives exactly the new findings it names.

New means: at a (code, place) that the workbook without the fault doesn't have, of any severity.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pytest

from tests import synthetic
from tests.checks.planting import planted, shown
from xlplan.checks.context import Context
from xlplan.checks.runner import check_contexts
from xlplan.domain.findings import Finding
from xlplan.workbook import report_2023
from xlplan.workbook.build import build
from xlplan.workbook.content import empty
from xlplan.workbook.reader import read

BASES = {
    "2023": lambda: build(report_2023.content()),
    "tháng": synthetic.workbook,
    "tháng 9": lambda: synthetic.workbook("tháng", 9),
    "năm": lambda: synthetic.workbook("năm"),
    "mẫu": lambda: build(empty("TN", "Đơn vị thử nghiệm", synthetic.YEAR)),
}

GROUP = 20


@lru_cache(maxsize=4)
def base(name: str) -> Context:
    """A base workbook, never checked itself; its tables are read once."""
    return Context(read(BASES[name]()))


def found(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(f.code, f"{f.sheet}!{f.cell}") for f in findings}


def lines() -> list[list[str]]:
    text = Path(__file__).with_name("planted_faults.txt").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [[part.strip() for part in line.split(" | ")] for line in kept]


def expectation(name: str, text: str) -> set[tuple[str, str]]:
    wanted = set()
    for entry in text.split(", ") if text != "nothing" else ():
        code, _, at = entry.partition(" ")
        wanted.add((code, at[1:] if at.startswith("@") else shown(base(name).tables, at)))
    return wanted


def test_there_are_enough_of_them() -> None:
    faults = lines()
    assert len({(name, plant) for name, plant, _ in faults}) == len(faults) >= 60


def groups() -> list[tuple[str, int]]:
    """The faults of each base in groups of a size that tests in parallel share well."""
    return [
        (name, start)
        for name in BASES
        for start in range(0, sum(at == name for at, *_ in lines()), GROUP)
    ]


@pytest.mark.parametrize(("name", "start"), groups())
def test_each_fault_gives_exactly_its_findings(name: str, start: int) -> None:
    own = [(plant, text) for at, plant, text in lines() if at == name][start : start + GROUP]
    faults = [(plant, expectation(name, text)) for plant, text in own]
    contexts = [planted(base(name), plant) for plant, _ in faults]
    clean, *each = check_contexts([Context(base(name).book), *contexts])
    wrong = {
        plant: {"expected": wanted, "found": have}
        for (plant, wanted), findings in zip(faults, each, strict=True)
        if (have := found(findings) - found(clean)) != wanted
    }
    assert wrong == {}


@pytest.mark.parametrize("name", list(BASES)[1:])
def test_the_template_and_the_synthetic_year_are_clean(name: str) -> None:
    assert check_contexts([Context(base(name).book)]) == [[]]


def test_a_closed_unit_names_who_took_over() -> None:
    plant = 'DonVi[D03].closed = date 2025-08-31 ; DonVi[D03].successor = "D01"'
    (findings,) = check_contexts([planted(base("tháng"), plant)])
    (finding,) = [f for f in findings if f.code == "XLP322"]
    assert "D01 (Bưu điện xã Thử nghiệm Một)" in finding.remedy
