"""The paragraph: what it writes is read back, by the reader and by expressions of its own."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from xlplan.cli import main
from xlplan.domain.errors import UsageError
from xlplan.domain.indicators import standard
from xlplan.text.lines import Line, Scope
from xlplan.text.reader import read_claims
from xlplan.text.review import review
from xlplan.text.write import chosen, write

ROOT = Path(__file__).parent.parent.parent
SETS = 2000
YEAR = 2024


def made(seed: int) -> tuple[list[Line], Scope]:
    """A made set of figures: any indicators, plans and prior years missing, zero or negative."""
    chance = random.Random(seed)
    codes = chance.sample(sorted(standard()), chance.randint(2, 5))
    scope = Scope(YEAR, chance.choice((12, 12, 12, 1, 3, 6, 9, 10)))
    return [made_line(chance, code) for code in codes], scope


def made_line(chance: random.Random, code: str) -> Line:
    entry = standard()[code]

    def figure(low: float, high: float) -> Decimal:
        size = chance.choice((10, 1000, 50_000, 900_000, 3_000_000))
        number = Decimal(str(round(chance.uniform(low, high) * size, entry.decimals)))
        return number if entry.decimals else number.to_integral_value()

    actual = figure(-1, 1) if entry.signed else figure(0.01, 1)
    plan = chance.choice((None, Decimal(0), actual, *[figure(0.01, 1)] * 6))
    if entry.signed and chance.random() < 0.3:
        plan = figure(-1, 0)
    ytd = None if plan is None else (plan * chance.randint(1, 12) / 12).quantize(Decimal(1))
    prior = chance.choice((None, actual, *[figure(-1, 1) if entry.signed else figure(0.01, 1)] * 6))
    return Line(code, entry.unit, actual, plan, ytd, prior, {})


@pytest.mark.parametrize("part", range(4))
def test_what_is_written_is_read_back(part: int) -> None:
    """Every number: its verb, base, indicator and figure; and nothing else is read."""
    for seed in range(part, SETS, 4):
        paragraph = write(*made(seed))
        found = {claim.at: claim for claim in read_claims(paragraph.text)}
        assert len(found) == len(paragraph.numbers), paragraph.text
        for number in paragraph.numbers:
            claim = found.get(number.start)
            told = claim and (
                claim.code, claim.verb, claim.base, claim.amount, claim.rate, claim.whole
            )  # fmt: skip
            wanted = (
                number.indicator, number.verb, number.base, number.value, number.rate, number.whole
            )  # fmt: skip
            assert told == wanted, paragraph.text


def half_up(value: Decimal, places: str) -> Decimal:
    return value.quantize(Decimal(places), rounding=ROUND_HALF_UP)


def vietnamese(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


_GROWTH = re.compile(r"(tăng|giảm) (?:\S+ \S+(?: \S+)? \()?([\d.,]+)%\)? so với")
_INDEX = re.compile(r"(?:bằng|và) ([\d.,]+)% kế hoạch(?: (năm|lũy kế))?")
_EXCESS = re.compile(r"vượt ([\d.,]+)% kế hoạch lũy kế")
_MONEY = re.compile(r"(?:([\d.]+) tỷ ?)?(?:([\d.]+) triệu ?)?đồng(?!/)")


def test_an_independent_reading_gives_the_figures() -> None:
    """Regular expressions and arithmetic of this test, on one indicator at a time."""
    seen = dict.fromkeys(("growth", "index", "excess", "money"), 0)
    for seed in range(SETS):
        chance = random.Random(seed)
        line = made_line(chance, chance.choice(("TONG_DT", "BCCP", "DTTL", "QTL", "CPKL")))
        months = chance.choice((12, 6, 10))
        text = write([line], Scope(YEAR, months)).text
        assert "đạt" not in text or standard()[line.code].direction == 1
        money = _MONEY.search(text)
        assert money
        told = vietnamese(money[1] or "0") * 1000 + vietnamese(money[2] or "0")
        assert told == line.actual, text
        seen["money"] += 1
        if found := _GROWTH.search(text):
            assert line.prior
            rate = half_up(abs(line.actual / line.prior - 1) * 100, "0.1")
            assert vietnamese(found[2]) == rate, text
            assert (found[1] == "tăng") == (line.actual > line.prior), text
            seen["growth"] += 1
        for found in _INDEX.finditer(text):
            plan = line.plan_ytd if found[2] == "lũy kế" else line.plan_year
            assert plan
            assert vietnamese(found[1]) == half_up(line.actual / plan * 100, "0.1"), text
            assert bool(found[2]) == (months < 12)
            seen["index"] += 1
        if found := _EXCESS.search(text):
            assert line.plan_ytd
            over = half_up((line.actual / line.plan_ytd - 1) * 100, "0.1")
            assert vietnamese(found[1]) == over > 0, text
            seen["excess"] += 1
    assert all(count > 100 for count in seen.values()), seen


def one(code: str, actual: str, plan: str | None, prior: str | None, months: int = 12) -> str:
    numbers = [None if n is None else Decimal(n) for n in (plan, plan, prior)]
    line = Line(code, standard()[code].unit, Decimal(actual), *numbers)
    return write([line], Scope(YEAR, months)).text


def test_costs_are_never_achieved() -> None:
    text = one("CPKL", "56223", "77018", "60110")
    assert text == (
        "Năm 2024, chi phí không lương 56 tỷ 223 triệu đồng, bằng 73% kế hoạch, giảm 6,5% so với "
        "năm 2023."
    )


def test_losses_have_their_own_words() -> None:
    assert "giảm lỗ 310 triệu đồng" in one("CLTC", "-820", None, "-1130")
    assert "tăng lỗ 1 tỷ 180 triệu đồng" in one("CLTC", "-2310", None, "-1130")
    assert "chuyển từ lỗ sang lãi" in one("CLTC", "415", None, "-1130")
    assert "chuyển từ lãi sang lỗ" in one("CLTC", "-96", None, "540")
    assert "%" not in one("CLTC", "-96", "-50", "-30")


def test_small_changes_and_none_are_told_as_such() -> None:
    assert "không đổi so với năm 2023" in one("SL_DEN", "936517", None, "936517")
    assert "tăng 33 triệu đồng so với năm 2023" in one("TONG_DT", "113033", None, "113000")
    assert "100%" not in one("DTBQ_DIEM", "6.8", None, "6.8")


def test_both_plans_of_a_part_year_share_a_verb() -> None:
    line = Line("DTTL", "triệu đồng", *map(Decimal, ("51240", "104000", "51900", "49871")))
    text = write([line], Scope(2025, 3)).text
    assert text == (
        "Quý I năm 2025, doanh thu tính lương đạt 51 tỷ 240 triệu đồng, bằng 49,3% kế hoạch năm và "
        "98,7% kế hoạch lũy kế, tăng 2,7% so với cùng kỳ năm 2024."
    )


def test_missing_and_zero_plans_are_told_apart() -> None:
    assert "kế hoạch" not in one("DTTL", "97603", None, None)
    assert "không giao kế hoạch" in one("DTTL", "97603", "0", None)


def test_lengths_and_choice() -> None:
    lines, _ = made(1)
    known = {line.code for line in lines}
    assert {line.code for line in chosen(lines, "đầy đủ")} == known
    assert {line.code for line in chosen(lines, "ngắn")} == known & {"TONG_DT", "CLTC", "BHXH"}
    assert [line.code for line in chosen(lines, "vừa", [lines[1].code])] == [lines[1].code]
    with pytest.raises(UsageError):
        chosen(lines, "vừa", ["KHÔNG"])
    assert write([], Scope(YEAR)).text == ""


def test_the_2023_workbook_written_and_reviewed(
    workbooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(workbooks / "bao-cao-2023.xlsx")
    assert main(["report", file, "--format", "json", "--length", "đầy đủ"]) == 0
    written = json.loads(capsys.readouterr().out)
    text = written["text"]
    assert "tăng 21% so với năm 2022" in text
    assert "đạt 15.959/19.668 lượt người" in text
    for number in written["numbers"]:
        assert text[number["start"] : number["end"]] == number["text"]
        assert number["cells"]
    by_text = {number["text"]: number["cells"] for number in written["numbers"]}
    assert by_text["113 tỷ 298 triệu đồng"] == ["ChiTieu!G7"]
    assert by_text["21%"] == ["ChiTieu!G7", "ChiTieu!J7"]
    assert {one.finding.code for one in review(text).remarks} == {"XLP805", "XLP808", "XLP815"}
    assert main(["report", file, "--format", "text", "--indicators", "QTL"]) == 0
    shown = capsys.readouterr().out
    assert shown == "Năm 2023, quỹ tiền lương 28 tỷ 392 triệu đồng, bằng 112% kế hoạch.\n"


def test_sample_page_is_not_stale_and_has_twenty() -> None:
    script = ROOT / "docs" / "paragraphs.py"
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0
    spec = importlib.util.spec_from_file_location("paragraphs", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert len(module.SAMPLES) >= 20
