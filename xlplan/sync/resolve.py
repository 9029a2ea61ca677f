"""Who wins a conflict: one side for all, or a file that says it figure by figure."""

from __future__ import annotations

import tomllib
from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.sync.merge import OURS, THEIRS, Chooser, Conflict


def always(side: str) -> Chooser:
    """Every conflict to the workbook (`OURS`) or to the store (`THEIRS`)."""
    return lambda _conflict: side


def picked(path: Path) -> Chooser:
    """By a TOML file with a line a figure, as `sync` lists them:
    `"Thang/BCCP/TH/m3" = "ours"`. Figures it does not name stay unresolved; UsageError for a file
    that can't be read or that holds anything but "ours" and "theirs"."""
    try:
        choices = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"Không đọc được tệp lựa chọn {path.name}.",
            'Mỗi dòng một ô, ví dụ: "Thang/BCCP/TH/m3" = "ours".',
        ) from error
    for figure, side in choices.items():
        if side not in (OURS, THEIRS):
            raise UsageError(
                f"Tệp lựa chọn {path.name}, mục {figure}: phải là «ours» hoặc «theirs».",
                "Sửa mục này rồi chạy lại.",
            )

    def choose(conflict: Conflict) -> str | None:
        return choices.get(str(conflict.figure))

    return choose
