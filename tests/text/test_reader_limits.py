"""The reader on hostile and degenerate texts: no crash, no quadratic time, offsets that hold."""

from __future__ import annotations

import random
import time

import pytest

from xlplan.text.review import review
from xlplan.workbook.report_2023 import published

PARAGRAPH = " ".join(e["sentence"] for e in published().values() if isinstance(e, dict))

LONG = [
    "9" * 20_000, "1." * 5_000, "1/" * 5_000, "tăng " * 5_000, "(" * 5_000, "1-" * 5_000,
    "1 tỷ " * 3_000, " " * 200_000, "so với " * 5_000, "a\u0301" * 20_000, "5%, " * 3_000,
    "tăng 5% so với cùng kỳ, " * 2_000, "\n" * 50_000, "- " * 20_000,
]  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:6].strip() or "blank")
def test_long_texts_take_no_time_out_of_proportion(text: str) -> None:
    start = time.process_time()
    review(text)
    assert time.process_time() - start < 10


def test_spoiled_texts_are_survived() -> None:
    chance = random.Random(7)
    for _ in range(400):
        at = chance.randrange(len(PARAGRAPH))
        text = "".join(
            letter if chance.random() > 0.05 else chance.choice("()%.,;:/-–0123456789 \n\u00a0")
            for letter in PARAGRAPH[at : at + chance.randint(5, 300)]
        )
        end = 0
        for claim in review(text).claims:
            assert text[claim.start : claim.end] == claim.text
            assert end <= claim.start <= claim.at < claim.until <= claim.end
            assert claim.fields()["verb"]
            end = claim.end
