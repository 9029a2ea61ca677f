"""The formats of `check`: text, JSON, JUnit, GitHub, SARIF."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.checks.config import Config
from xlplan.checks.registry import RULES
from xlplan.cli.formats import Run, github, jsonout, junit, sarif, text
from xlplan.domain.findings import Finding, Severity

CODE = next(rule.code for rule in RULES if rule.code != "XLP901")
GAP = Finding(
    CODE,
    Severity.ERROR,
    "Chênh lệch thu chi lệch 3.271 triệu đồng.",
    "Giải trình, hoặc sửa số.",
    file="báo cáo/2023.xlsx",
    sheet="ChiTieu",
    cell="G13",
    values={"gap": 3271.0, "parts": ["a", 1]},
)
NOTE = replace(GAP, severity=Severity.NOTE, cell="F7", message="Lệch 1 do làm tròn: 50%, 1:2")
UNREADABLE = Finding("XLP901", Severity.ERROR, "Tệp hỏng.", "Lưu lại.", file="hong.xlsx")
RUN = Run(("báo cáo/2023.xlsx", "hong.xlsx", "sạch.xlsx"))
ALL = [NOTE, GAP, UNREADABLE]
EXPLAINED = replace(GAP, explained=True, explanation="Giá vốn hàng hóa.")


def test_json_has_the_contract_fields_unescaped() -> None:
    shown = jsonout.render(ALL, RUN)
    assert "Chênh lệch" in shown
    entries = json.loads(shown)
    assert list(entries[1]) == [
        "file", "code", "severity", "sheet", "cell", "message", "remedy", "values", "explained",
        "explanation",
    ]  # fmt: skip
    assert entries[1]["values"] == {"gap": 3271.0, "parts": ["a", 1]}
    assert (entries[2]["sheet"], entries[2]["cell"]) == ("", "")
    assert json.loads(jsonout.render([], RUN)) == []


def test_json_is_json_even_with_an_endless_number() -> None:
    shown = jsonout.render([replace(GAP, values={"x": float("inf")})], RUN)
    assert json.loads(shown, parse_constant=pytest.fail)[0]["values"] == {"x": "inf"}


def test_text_groups_by_file_and_counts_last() -> None:
    lines = text.render([NOTE, EXPLAINED, UNREADABLE], RUN).splitlines()
    assert lines[0] == "báo cáo/2023.xlsx"
    assert lines[1].startswith("  Ghi chú   ChiTieu!F7 ")
    assert any("Đã giải trình: Giá vốn hàng hóa." in line for line in lines)
    assert lines[-1] == "3 tệp: 2 lỗi, 0 cảnh báo, 1 ghi chú (1 đã giải trình)."
    assert lines[1].index("Lệch") == lines[2].index("Giải trình")


def test_text_has_colour_only_when_asked_and_never_a_control_character() -> None:
    evil = [replace(GAP, message="a\x1b[31mb\nc")]
    assert "\x1b" not in text.render(evil, RUN)
    assert "\x1b[31mLỗi" in text.render([GAP], replace(RUN, colour=True))


def test_github_escapes_what_would_end_a_value() -> None:
    shown = github.render([NOTE], RUN)
    assert shown.startswith("::notice file=báo cáo/2023.xlsx,line=7,col=6,title=")
    assert "50%25, 1:2%0A" in shown
    odd = github.render([replace(NOTE, file="a:b,c.xlsx", cell="")], RUN)
    assert "file=a%3Ab%2Cc.xlsx,title" in odd
    assert github.render([EXPLAINED], RUN).startswith("::notice ")


def test_junit_has_a_suite_a_file_and_fails_what_fails() -> None:
    root = ET.fromstring(junit.render(ALL, RUN))
    assert [suite.get("name") for suite in root] == list(RUN.files)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "1", "1")
    strict = ET.fromstring(junit.render(ALL, replace(RUN, config=Config(fail_on="note"))))
    assert strict.get("failures") == "2"
    calm = ET.fromstring(junit.render([EXPLAINED], RUN))
    assert calm.get("failures") == "0"


@given(st.text())
def test_junit_is_well_formed_whatever_a_cell_holds(said: str) -> None:
    ET.fromstring(junit.render([replace(GAP, message=said, file=said, sheet=said)], RUN))


def test_sarif_names_rules_places_and_suppressions() -> None:
    log = json.loads(sarif.render([EXPLAINED, UNREADABLE], RUN))
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    first, second = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"]
    place = first["locations"][0]
    assert place["physicalLocation"]["region"] == {"startLine": 13, "startColumn": 7}
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "b%C3%A1o%20c%C3%A1o/2023.xlsx"
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "ChiTieu!G13"
    assert first["suppressions"][0]["justification"] == "Giá vốn hàng hóa."
    assert "logicalLocations" not in second["locations"][0]
