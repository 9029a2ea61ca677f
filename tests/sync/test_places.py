"""Where a store is, what happens when it can't be reached, is full, or goes away in the middle."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text

from xlplan import cli
from xlplan.domain.errors import UsageError
from xlplan.sync.figures import Figure
from xlplan.sync.revisions import BookId, Draft, StoreError
from xlplan.sync.store import Store

BOOK, DRAFT = BookId("42", 2026), Draft("a.xlsx", "d")
FIGURES = {Figure("Thang", ("BCCP", "TH"), f"m{n}"): f"n:{n}" for n in range(1, 13)}


def test_a_store_on_a_shared_folder_serves_two_machines(
    workbooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    share = tmp_path / "Ổ chung #1 (50%) a?b"
    share.mkdir()
    monkeypatch.setenv("XLPLAN_STORE", str(share / "kho số liệu.db"))
    paths = []
    for machine in ("may-1", "may-2"):
        (tmp_path / machine).mkdir()
        paths.append(shutil.copy(workbooks / "mau-chuan.xlsx", tmp_path / machine / "kh.xlsx"))
        monkeypatch.setenv("XLPLAN_USER", machine)
        assert cli.main(["sync", str(paths[-1])]) == 0
    assert cli.main(["set", str(paths[0]), "Thang!E16=12"]) == 0
    assert cli.main(["sync", str(paths[0])]) == 0
    assert cli.main(["sync", str(paths[1])]) == 0
    assert cli.main(["blame", str(paths[1]), "Thang!E16"]) == 0
    assert "may-2" in capsys.readouterr().out.splitlines()[-2]
    assert [file.name for file in share.iterdir()] == ["kho số liệu.db"]


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:bimat@h:abc/kho", "mysql://u:bimat@h/kho", "foo://u:bimat@h", "://x",
     "oracle+x://u:bimat@h/kho"],
)  # fmt: skip
def test_a_wrong_address_is_a_sentence(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Store(url)
    assert "bimat" not in caught.value.sentence()
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("password", ["bi-mat", "b%40 m/t", "ti%C3%AAu"])
def test_no_password_in_what_is_said(password: str) -> None:
    store = Store(f"postgresql://u:{password}@127.0.0.1:9/kho".replace(" ", "%20"))
    with pytest.raises(StoreError) as caught:
        store.history()
    assert password not in caught.value.sentence()
    assert str(store.url.password) not in caught.value.sentence()
    assert str(store.url.password) not in store.name + repr(store.url)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "khong" / "kho.db"))
    with pytest.raises(StoreError, match=r"khong/kho\.db"):
        store.history()


@contextmanager
def before_changes(store: Store, do) -> Iterator[None]:
    """Does something in the middle of a commit: after the revision, before its changes."""
    engine = store._opened()

    def on(connection, _cursor, statement: str, *_rest) -> None:
        if statement.startswith("INSERT INTO change"):
            do(connection)

    event.listen(engine, "before_cursor_execute", on)
    yield
    event.remove(engine, "before_cursor_execute", on)


def untouched(store: Store, first: int) -> None:
    """History ends with the first revision, and goes on from it."""
    assert [revision.id for revision in store.history(BOOK)] == [first]
    assert store.head(BOOK) == first
    state = store.state(BOOK)
    store.commit(BOOK, first, {next(iter(FIGURES)): "n:7"}, DRAFT, state)
    assert store.state(BOOK)[next(iter(FIGURES))] == "n:7"


@pytest.mark.host
def test_a_connection_lost_in_the_middle_leaves_nothing(store: Store, url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("a file has no connection to lose")
    first = store.commit(BOOK, 0, FIGURES, DRAFT, {})

    def cut(connection) -> None:
        mine = connection.connection.dbapi_connection.info.backend_pid
        other = Store(url)
        with other._opened().begin() as line:
            line.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        other.close()

    with before_changes(store, cut), pytest.raises(StoreError, match="connection"):
        store.commit(BOOK, first, dict.fromkeys(FIGURES, "n:9"), DRAFT, FIGURES)
    untouched(store, first)


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "kho.db"))
    first = store.commit(BOOK, 0, FIGURES, DRAFT, {})
    full = {Figure("Thang", (f"X{n}", "TH"), "m1"): "t:" + "x" * 500 for n in range(2000)}

    def fill(connection) -> None:
        pages = connection.connection.dbapi_connection.execute("PRAGMA page_count").fetchone()[0]
        connection.connection.dbapi_connection.execute(f"PRAGMA max_page_count = {pages + 5}")

    with before_changes(store, fill), pytest.raises(StoreError, match="full"):
        store.commit(BOOK, first, full, DRAFT, FIGURES)
    store.close()
    untouched(store, first)
    store.close()
