"""Other systems' files in and out, by a mapping."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from xlplan.domain.errors import UsageError
from xlplan.sheets import TABLES
from xlplan.sync.exchange import Mapping, export, load_mapping, read_frame, values_of
from xlplan.sync.figures import PRESENT, Figure
from xlplan.sync.imports import import_values
from xlplan.sync.merge import OURS
from xlplan.sync.revisions import BookId, Draft
from xlplan.sync.store import Store

THANG = TABLES["Thang"]
BOOK = BookId("42", 2026)
MAP = """
decimal = "."
[columns]
"Tài khoản" = "indicator"
"Phát sinh" = "m3"
[constants]
kind = "TH"
rule = "sum"
[values.indicator]
5111 = "BCCP"
5112 = "TCBC"
[factor]
m3 = "0.000001"
"""
BCCP = Figure("Thang", ("BCCP", "TH"), "m3")


def source(folder: Path, amount: str = "1234567890.5") -> Path:
    path = folder / "so-cai.csv"
    path.write_text(f"Tài khoản,Phát sinh\n5111,{amount}\n5112,\n", encoding="utf-8")
    return path


def figures(folder: Path, amount: str = "1234567890.5"):
    (folder / "anh-xa.toml").write_text(MAP, encoding="utf-8")
    mapping = load_mapping(folder / "anh-xa.toml", THANG)
    return values_of(read_frame(source(folder, amount)), THANG, mapping)


def test_columns_constants_values_and_factor(tmp_path: Path) -> None:
    found = figures(tmp_path)
    assert found[BCCP] == "n:1234.5678905"
    assert found[BCCP._replace(column="rule")] == "t:sum"
    assert BCCP._replace(key=("TCBC", "TH")) not in found
    assert found[Figure("Thang", ("TCBC", "TH"), PRESENT)] == "b:1"


def test_a_number_of_two_readings_is_refused() -> None:
    mapping = Mapping({"a": "indicator", "b": "m3"}, {"kind": "TH"})
    frame = pd.DataFrame({"a": ["BCCP"], "b": ["1.234"]})
    with pytest.raises(UsageError, match="Dòng 2"):
        values_of(frame, THANG, mapping)


@pytest.mark.parametrize(
    ("text", "told"),
    [("[columns]\na = 'khong_co'", "không có cột"), ("[columns]\na = 'm3'", "thiếu khóa"),
     ("x = 1", "không hiểu"), ("[columns", "Không đọc được")],
)  # fmt: skip
def test_a_wrong_mapping_is_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(UsageError, match=told):
        load_mapping(tmp_path / "m.toml", THANG)


def test_an_import_is_a_revision_that_names_its_file(store: Store, tmp_path: Path) -> None:
    values = figures(tmp_path)
    result = import_values(store, BOOK, source(tmp_path), values, lambda _: None)
    assert store.state(BOOK)[BCCP] == "n:1234.5678905"
    revision = store.revision(result.revision)
    assert (revision.kind, revision.file) == ("import", "so-cai.csv")
    again = import_values(store, BOOK, source(tmp_path), values, lambda _: None)
    assert (again.revision, again.changes) == (result.revision, [])


def test_what_the_office_changed_meanwhile_is_asked_about(store: Store, tmp_path: Path) -> None:
    import_values(store, BOOK, source(tmp_path), figures(tmp_path), lambda _: None)
    state = store.state(BOOK)
    store.commit(BOOK, store.head(BOOK), {BCCP: "n:1300"}, Draft("a.xlsx", ""), state)
    newer = figures(tmp_path, "1400000000")
    path = source(tmp_path, "1400000000")
    asked = import_values(store, BOOK, path, newer, lambda _: None)
    assert [(c.base, c.ours, c.theirs) for c in asked.conflicts] == [
        ("n:1234.5678905", "n:1400", "n:1300")
    ]
    assert store.state(BOOK)[BCCP] == "n:1300"
    import_values(store, BOOK, path, newer, lambda _: OURS)
    assert store.state(BOOK)[BCCP] == "n:1400"


@pytest.mark.parametrize(("kind", "reader"), [("csv", pd.read_csv), ("parquet", pd.read_parquet),
                                              ("xlsx", pd.read_excel)])  # fmt: skip
def test_what_goes_out_can_be_read(kind: str, reader) -> None:
    values = {
        BCCP._replace(column=PRESENT): "b:1", BCCP: "n:0.1", BCCP._replace(column="rule"): "t:sum",
    }  # fmt: skip
    frame = reader(io.BytesIO(export(values, THANG, kind)))
    assert frame.to_dict("records") == [
        {"indicator": "BCCP", "kind": "TH", "rule": "sum", "m3": 0.1}
    ]
