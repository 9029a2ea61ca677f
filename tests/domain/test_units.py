"""Units as an office names them: dated, with successors, beside the rows that are no office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from xlplan.domain import units
from xlplan.domain.errors import UsageError

MERGED = """
[H01]
name = "Bưu điện huyện A"
type = "Bưu điện huyện"
closed = 2025-06-30
successor = "KV1"

[KV1]
name = "Bưu điện khu vực 1"
type = "Bưu điện khu vực"
opened = 2025-07-01
closed = 2025-08-31
successor = "X01"

[X01]
name = "Bưu điện xã B"
type = "Bưu điện xã"
opened = 2025-09-01
"""


def made(tmp_path: Path, text: str) -> units.Units:
    path = tmp_path / "don-vi.toml"
    path.write_text(text, encoding="utf-8")
    return units.load(path)


def test_the_rows_that_are_no_office_stay(tmp_path: Path) -> None:
    loaded = made(tmp_path, MERGED)
    assert [code for code, unit in loaded.items() if unit.is_office] == ["H01", "KV1", "X01"]
    assert tuple(u.type for u in loaded.values() if not u.is_office) == units.NO_OFFICE


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2025, 6, 30), "H01"), (date(2025, 7, 1), "KV1"), (date(2025, 8, 31), "KV1"),
        (date(2025, 9, 1), "X01"), (date(2030, 1, 1), "X01"),
    ],
)  # fmt: skip
def test_figures_follow_the_mergers(day: date, code: str, tmp_path: Path) -> None:
    standing = units.standing_for(made(tmp_path, MERGED), "H01", day)
    assert standing is not None
    assert standing.code == code


def test_a_unit_stands_for_nothing_before_it_opened(tmp_path: Path) -> None:
    loaded = made(tmp_path, MERGED)
    assert units.standing_for(loaded, "X01", date(2025, 1, 1)) is None
    assert units.standing_for(loaded, "không có", date(2025, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[A]\nname = "A"', "thiếu type"), ('[A]\nname = "A"\ntype = "Chợ"', "type phải là"),
        ('[A]\nname = "A"\ntype = "Bưu điện xã"\nmau = 1', "không hiểu mau"), ("a = 1", "phải là một bảng"),
        ('[A]\nname = "A"\ntype = "Bưu điện xã"\nopened = "1/9"', "opened phải là ngày"),
        ('[A]\nname = "A"\ntype = "Bưu điện xã"\nopened = 2025-09-01\nclosed = 2025-01-01', "closed trước opened"),
        ('[A]\nname = "A"\ntype = "Bưu điện xã"\nclosed = 2025-01-01\nsuccessor = "B"', "kế thừa B"),
        ('[A]\nname = "A"\ntype = "Bưu điện xã"\nclosed = 2025-01-01\nsuccessor = "A"', "chuỗi đơn vị"),
        ('[A]\nname = "A"\ntype = "Bưu điện xã"\nsuccessor = "CPB"', "chưa có closed"), ("[A", "Không đọc được"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named(text: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=what) as caught:
        made(tmp_path, text)
    assert "don-vi.toml" in caught.value.message
