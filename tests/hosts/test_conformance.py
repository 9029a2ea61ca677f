"""One answer everywhere: the same cases in every host, compared with plain Python."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from pathlib import Path

import pytest
from answers import by_engine, by_libreoffice, rows_of
from cases import Case, all_cases, expected
from known import KNOWN

from xlplan.functions.catalogue import CATALOGUE, LIST
from xlplan.functions.values import Error, Range
from xlplan.hosts.soffice import Profile

pytestmark = pytest.mark.host

LEAST, FAILS_UNDER = 3000, 2000


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    found = all_cases()
    assert len(found) >= LEAST
    return found


def same(ours: Range, theirs: Range) -> bool:
    """Equal type, equal error, numbers within 1e-12 relative, in every cell."""
    pairs = [(a, b) for row, other in zip(ours, theirs, strict=True)
             for a, b in zip(row, other, strict=True)]  # fmt: skip
    return all(_same_cell(a, b) for a, b in pairs)


def _same_cell(one: object, other: object) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
    return one == other


def compare(host: str, cases: list[Case], answers: list[Range]) -> None:
    """Prints the counts; every difference must be a known one, every known one must occur."""
    known = [entry for entry in KNOWN if entry.host == host]
    seen: Counter[str] = Counter()
    unknown = []
    for case, answer in zip(cases, answers, strict=True):
        ours = rows_of(expected(case))
        if same(ours, answer):
            seen["the same"] += 1
            continue
        explained = [e.reason for e in known if (says := e.says(case)) and same(says, answer)]
        if explained:
            seen[explained[0]] += 1
        else:
            unknown.append((case.name, case.args, ours, answer))
    print(f"\n{host}: {len(answers)} cases")
    for reason, count in seen.items():
        print(f"  {count:6d}  {reason}")
    assert len(answers) >= FAILS_UNDER
    assert unknown == []
    assert [e.reason for e in known if not seen[e.reason]] == []


def test_the_cases_reach_every_argument_with_every_kind_of_value(cases: list[Case]) -> None:
    reached = {(case.name, len(case.args)) for case in cases}
    for entry in CATALOGUE:
        for count in range(1, len(entry.arguments) + 1):
            assert {(entry.name, count), (entry.alias, count)} & reached


def test_plain_python_answers_every_case_with_a_cell_value(cases: list[Case]) -> None:
    for case in cases:
        for row in rows_of(expected(case)):
            for value in row:
                assert isinstance(value, str | Error) or isfinite(value), case
    print(f"\npython: {len(cases)} cases")


def test_lists_never_broadcast(cases: list[Case]) -> None:
    lists = {e.name for e in CATALOGUE if all(a.kind == LIST for a in e.arguments)}
    assert lists == {"WEIGHTED_REVENUE"}
    for case in cases:
        if case.name in lists:
            assert len(rows_of(expected(case))) == 1


def test_the_headless_engine(cases: list[Case]) -> None:
    compare("engine", cases, by_engine(cases))


def test_libreoffice(cases: list[Case], office: Profile, tmp_path: Path) -> None:
    compare("libreoffice", cases, by_libreoffice(cases, office, tmp_path))
