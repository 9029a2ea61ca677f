"""Who wins a conflict: one side for all, or a file that says it figure by figure."""

from __future__ import annotations

from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.domain.toml import read_toml
from xlplan.sync.merge import OURS, THEIRS, Chooser, Conflict


def always(side: str) -> Chooser:
    """Every conflict to the workbook (`OURS`) or to the store (`THEIRS`)."""
    return lambda _conflict: side


def picked(path: Path) -> Chooser:
    """By a TOML file with a line a figure, as `sync` lists them:
    `"Thang/BCCP/TH/m3" = "ours"`. Figures it does not name stay unresolved; UsageError for a file
    that can't be read or that holds anything but "ours" and "theirs"."""
    example = 'Mỗi dòng một ô, ví dụ: "Thang/BCCP/TH/m3" = "ours".'
    choices = read_toml(path, "tệp lựa chọn", example)
    for figure, side in choices.items():
        if side not in (OURS, THEIRS):
            raise UsageError(
                f"Tệp lựa chọn {path.name}, mục {figure}: phải là «ours» hoặc «theirs».",
                "Sửa mục này rồi chạy lại.",
            )

    def choose(conflict: Conflict) -> str | None:
        return choices.get(str(conflict.figure))

    return choose
