"""The store keeps every revision, refuses to forget, and serialises its writers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from xlplan.sync.figures import Figure
from xlplan.sync.revisions import BookId, Draft, Moved, StoreError
from xlplan.sync.store import Store

BOOK = BookId("42", 2026)
DRAFT = Draft("ke-hoach.xlsx", "d1", "lần đầu")
A, B = (Figure("Thang", ("BCCP", "TH"), f"m{n}") for n in (1, 2))


def test_an_empty_store_has_no_head(store: Store) -> None:
    assert store.head(BOOK) == 0
    assert store.state(BOOK) == {}
    assert store.history() == []


def test_revisions_add_up_and_tell_old_and_new(store: Store) -> None:
    first = store.commit(BOOK, 0, {A: "n:1", B: "n:2"}, DRAFT, {})
    second = store.commit(BOOK, first, {A: "n:3", B: None}, DRAFT, store.state(BOOK))
    assert store.head(BOOK) == second
    assert store.state(BOOK) == {A: "n:3"}
    assert store.state(BOOK, first) == {A: "n:1", B: "n:2"}
    found = store.snapshot(BOOK, first)
    assert (found.head, found.base, found.values) == (second, {A: "n:1", B: "n:2"}, {A: "n:3"})
    told = {(c.figure, c.old, c.new) for c in store.changes(BOOK, after=first)}
    assert told == {(A, "n:1", "n:3"), (B, "n:2", None)}
    assert [r.id for r in store.history(BOOK)] == [second, first]
    assert store.revision(first).message == "lần đầu"


def test_books_do_not_see_each_other(store: Store) -> None:
    store.commit(BOOK, 0, {A: "n:1"}, DRAFT, {})
    other = BookId("43", 2026)
    store.commit(other, 0, {A: "n:9"}, DRAFT, {})
    assert store.state(BOOK) == {A: "n:1"}
    assert store.state(other) == {A: "n:9"}


def test_a_stale_head_is_refused(store: Store) -> None:
    store.commit(BOOK, 0, {A: "n:1"}, DRAFT, {})
    with pytest.raises(Moved):
        store.commit(BOOK, 0, {A: "n:2"}, DRAFT, {})
    assert store.state(BOOK) == {A: "n:1"}


@pytest.mark.parametrize(
    "statement", ["UPDATE change SET new = 'n:7'", "DELETE FROM change", "DELETE FROM revision"]
)
def test_history_can_not_be_rewritten(store: Store, statement: str) -> None:
    store.commit(BOOK, 0, {A: "n:1"}, DRAFT, {})
    with pytest.raises(SQLAlchemyError), store._opened().begin() as connection:
        connection.execute(text(statement))
    assert store.state(BOOK) == {A: "n:1"}


def test_four_writers_at_once_lose_nothing(url: str) -> None:
    def write(writer: int) -> None:
        store = Store(url)
        for n in range(10):
            figure = Figure("Thang", (f"W{writer}", "TH"), f"m{n}")
            while True:
                now = store.snapshot(BOOK, 0)
                try:
                    store.commit(BOOK, now.head, {figure: f"n:{n}"}, DRAFT, now.values)
                    break
                except Moved:
                    continue
        store.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    store = Store(url)
    assert len(store.state(BOOK)) == 40
    revisions = store.history(BOOK)
    assert [r.parent for r in revisions] == [*(r.id for r in revisions[1:]), 0]
    store.close()


def test_a_store_out_of_reach_is_a_sentence_without_the_password() -> None:
    store = Store("postgresql://ke-toan:bi-mat@127.0.0.1:9/kho")
    with pytest.raises(StoreError) as caught:
        store.head(BOOK)
    assert "127.0.0.1:9/kho" in caught.value.sentence()
    assert "bi-mat" not in caught.value.sentence()
    assert caught.value.__cause__ is None
