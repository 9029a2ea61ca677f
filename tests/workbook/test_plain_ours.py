"""The straight way to a function of ours gives what the careful one does, whatever the arguments."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlplan.functions.call import apply
from xlplan.functions.catalogue import CATALOGUE, LIST, Function
from xlplan.functions.values import Error, Value
from xlplan.workbook.plain_ours import caller

SINGLE: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 3.0, 9.0, 12.0, 0.95, 1.21, 1e308]),
    st.floats(-1e6, 1e6),
    st.sampled_from(
        [None, "", "sum", "last", "mean", "triệu đồng", "x", True, Error.NA, Error.DIV0]
    ),
)
MONTHS: st.SearchStrategy[Value] = st.lists(
    st.sampled_from([1.0, 2.5, 0.0, 7.0, None, None]) | SINGLE, min_size=0, max_size=12
).map(lambda row: [row])
FIGURES: st.SearchStrategy[Value] = st.lists(
    st.sampled_from([1.0, 2.5, 0.0, 7.0, -3.0, None]), min_size=12, max_size=12
).map(lambda row: [row])


@pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)
@settings(max_examples=60)
@given(data=st.data())
def test_the_straight_way_gives_what_the_careful_one_gives(
    function: Function, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, len(function.arguments) + 1))
    arguments = [
        data.draw(st.one_of(FIGURES, FIGURES, MONTHS, SINGLE))
        if at < len(function.arguments) and function.arguments[at].kind == LIST
        else data.draw(st.one_of(SINGLE, SINGLE, SINGLE, MONTHS))
        for at in range(count)
    ]
    before = repr(arguments)
    found = caller(function, count)(arguments)
    assert repr(arguments) == before
    assert repr(found) == repr(apply(function, arguments))
