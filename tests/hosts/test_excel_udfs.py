"""The functions through the real xlwings, as its COM server calls them on Windows."""

from __future__ import annotations

import datetime as dt
import io
import logging
import sysconfig
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cases import Case, all_cases
from standins import MISSING, FakeRange, xlwings_on_windows
from test_conformance import compare

from xlplan.functions.catalogue import CATALOGUE
from xlplan.functions.values import Error, Range
from xlplan.hosts import excel_values

MARKS = {text: error for error, text in excel_values._MARKED.items()}
NUMBERS = {error: number for number, error in excel_values._ERRORS.items()}
MODULE = "xlplan.hosts.excel"


@pytest.fixture(scope="module")
def windows() -> Iterator[SimpleNamespace]:
    with xlwings_on_windows() as parts:
        yield parts


def asked(windows: SimpleNamespace, name: str, *args: Any) -> Any:
    """What VBA gets from XLPy.CallUDF."""
    return windows.com_server.XLPython().CallUDF(MODULE, f"XLPLAN_{name}", args)


def test_the_code_under_test_is_the_installed_xlwings(windows: SimpleNamespace) -> None:
    site = Path(sysconfig.get_paths()["purelib"])
    for module in (windows.udfs, windows.com_server, windows.xlwindows):
        assert site in Path(module.__file__).parents


def test_every_name_and_alias_with_help_and_arguments(windows: SimpleNamespace) -> None:
    for entry in CATALOGUE:
        for name in (entry.name, entry.alias):
            info = getattr(windows.excel, f"XLPLAN_{name}").__xlfunc__
            assert info["ret"]["doc"].startswith(entry.help)
            assert [arg["name"] for arg in info["args"]] == [a.name for a in entry.arguments]
            optional = [arg["name"] for arg in info["args"] if "optional" in arg]
            assert optional == [a.name for a in entry.arguments if not a.required]
            assert max(len(arg["doc"]) for arg in info["args"]) <= 255


def test_xlwings_own_generator_takes_the_module(windows: SimpleNamespace) -> None:
    written = io.StringIO()
    book = SimpleNamespace(Name="xlplan.xlam")
    windows.udfs.generate_vba_wrapper(MODULE, windows.excel, written, book)
    assert written.getvalue().count("\nEnd Function") == 2 * len(CATALOGUE)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((121.0, 100.0), 1.21), ((121.0, 0.0), Error.DIV0), ((NUMBERS[Error.NA], 2.0), Error.NA),
        ((None, 2.0), ""), ((True, 2.0), 0.5), (("chữ", 2.0), Error.VALUE),
        ((FakeRange(8.0), 2.0), 4.0), ((FakeRange(Decimal("8.5")), 2.0), 4.25),
        ((FakeRange(dt.datetime(2026, 1, 1)), 1.0), 46023.0),
    ],
)  # fmt: skip
def test_single_values(windows: SimpleNamespace, args: tuple[Any, ...], expected: Any) -> None:
    answer = asked(windows, "HTKH", *args)
    assert MARKS.get(answer, answer) == expected


def test_a_range_is_asked_for_once(windows: SimpleNamespace) -> None:
    column = FakeRange(((1.0,), (None,), (NUMBERS[Error.REF],)))
    assert asked(windows, "HTKH", column, 2.0) == [[0.5], [""], [excel_values._MARKED[Error.REF]]]
    assert column.asked == 1


def test_an_omitted_argument_has_its_default(windows: SimpleNamespace) -> None:
    assert asked(windows, "LUYKE", ((1.0, 2.0, None),), 2.0, MISSING) == 3.0


def test_a_row_of_constants(windows: SimpleNamespace) -> None:
    assert asked(windows, "LUYKE", (1.0, 2.0, 3.0), 3.0, MISSING) == 6.0


def test_a_crash_is_an_error_and_a_line_in_the_log(
    windows: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("hỏng")

    monkeypatch.setattr(windows.excel, "answer", broken)
    with caplog.at_level(logging.ERROR):
        answer = asked(windows, "HTKH", 1.0, 2.0)
    assert MARKS[answer] is Error.VALUE
    assert "hỏng" in caplog.text


def test_conformance(windows: SimpleNamespace) -> None:
    cases = all_cases()
    compare("xlwings", cases, [_answer(windows, case) for case in cases])


def _answer(windows: SimpleNamespace, case: Case) -> Range:
    answer = asked(windows, case.name, *map(_sent, case.values))
    rows = answer if isinstance(answer, list) else [answer]
    rows = rows if isinstance(rows[0], list) else [rows]
    return [[MARKS.get(cell, cell) for cell in row] for row in rows]


def _sent(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(tuple(_sent(cell) for cell in row) for row in value)
    return NUMBERS[value] if isinstance(value, Error) else value


def test_ten_thousand_rows_take_a_third_of_the_default_converter(windows: SimpleNamespace) -> None:
    actual = tuple((float(n),) for n in range(1, 10_001))
    plan = tuple((n + 1.5,) for n in range(1, 10_001))
    ours, theirs = [], []
    while len(ours) < 7 or (min(ours) * 3 > min(theirs) and len(ours) < 50):
        start = time.process_time()
        asked(windows, "HTKH", actual, plan)
        middle = time.process_time()
        read = [windows.udfs.conversion.read(None, column, {}) for column in (actual, plan)]
        windows.udfs.conversion.write([[cell] for cell in read[0]], None, {})
        ours.append(middle - start)
        theirs.append(time.process_time() - middle)
    print(f"\n10.000 rows: {min(ours) * 1000:.1f} ms, converter {min(theirs) * 1000:.1f} ms")
    assert min(ours) * 3 <= min(theirs)
