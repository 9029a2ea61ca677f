"""Renaming touches names in formulas and nothing else of the file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from xlplan import cli
from xlplan.workbook.dialect import renamed
from xlplan.workbook.reader import read


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    path = tmp_path / "strange.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Số liệu")
        sheet.write_formula("A1", "=[1]!XLPLAN_HTKH(B1,C1)", value=0.5)
        sheet.write_formula("A2", r"='C:\R&D\xlplan.xlam'!xlplan_htkh(B1,C1)", value=0.5)
        sheet.write_formula("A3", '="XLPLAN_HTKH("&"<&>"', value="XLPLAN_HTKH(<&>")
        sheet.write_string("A4", "=XLPLAN_HTKH(1;2)")
        sheet.conditional_format(
            "B1:B9", {"type": "formula", "criteria": "=XLPLAN_DANHGIA(B1)=\"Đạt\"", "format": None}
        )  # fmt: skip
        book.define_name("TyLe", "=XLPLAN_HTKH('Số liệu'!$B$1,1)")
    return path


def formulas_of(path: Path) -> list[str | None]:
    sheet = read(path).sheets["Số liệu"]
    return [sheet.cells[(row, 1)].formula for row in (1, 2, 3, 4)]


def test_a_colleagues_path_is_repaired(strange: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dialect", str(strange), "--to", "excel"]) == 0
    assert "2 công thức" in capsys.readouterr().err
    assert formulas_of(strange)[:2] == ["XLPLAN_HTKH(B1,C1)", "XLPLAN_HTKH(B1,C1)"]


def test_names_change_wherever_formulas_stand_and_texts_stay(strange: Path) -> None:
    result = renamed(strange.read_bytes(), "libreoffice")
    assert result.formulas == 4
    strange.write_bytes(result.data)
    assert formulas_of(strange) == [
        "XLPLAN.HTKH(B1,C1)", "XLPLAN.HTKH(B1,C1)", '"XLPLAN_HTKH("&"<&>"', None,
    ]  # fmt: skip
    assert read(strange).names["TyLe"].startswith("XLPLAN.HTKH(")
    with zipfile.ZipFile(strange) as package:
        assert b"XLPLAN.DANHGIA(B1)" in package.read("xl/worksheets/sheet1.xml")


def test_there_and_back_gives_the_same_bytes(workbooks: Path) -> None:
    data = (workbooks / "bao-cao-2023.xlsx").read_bytes()
    there = renamed(data, "libreoffice")
    assert there.formulas > 100
    assert renamed(there.data, "excel").data == data


def test_nothing_to_rename_leaves_the_file_alone(workbooks: Path) -> None:
    data = (workbooks / "mau-chuan.xlsx").read_bytes()
    assert renamed(data, "excel").data is data


_LINK = "xl/externalLinks/externalLink{}.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"


def linked(data: bytes, targets: list[str]) -> bytes:
    """The workbook with an external link part for each target."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    numbers = range(1, len(targets) + 1)
    references = "".join(f'<externalReference r:id="rIdX{n}"/>' for n in numbers)
    _insert(
        parts,
        "xl/workbook.xml",
        b"</sheets>",
        f"<externalReferences>{references}</externalReferences>",
        after=True,
    )
    rels = "".join(
        f'<Relationship Id="rIdX{n}" Type="{_OFFICE}/externalLink" Target="externalLinks/externalLink{n}.xml"/>'
        for n in numbers
    )
    _insert(parts, "xl/_rels/workbook.xml.rels", b"</Relationships>", rels)
    types = "".join(
        f'<Override PartName="/{_LINK.format(n)}" ContentType="{_KIND}"/>' for n in numbers
    )
    _insert(parts, "[Content_Types].xml", b"</Types>", types)
    for n, target in enumerate(targets, 1):
        parts[_LINK.format(n)] = (
            b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
        )
        parts[f"xl/externalLinks/_rels/externalLink{n}.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/externalLinkPath" Target="{target}" TargetMode="External"/></Relationships>'
        ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def _insert(parts: dict[str, bytes], name: str, at: bytes, new: str, after: bool = False) -> None:
    assert parts[name].count(at) == 1
    parts[name] = parts[name].replace(at, at + new.encode() if after else new.encode() + at)


OURS, OTHER = r"file:///C:\Users\an\xlplan.xlam", "so-lieu.xlsx"


def links_of(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if "externalLink" in name]
        told = package.read("xl/workbook.xml") + package.read("[Content_Types].xml")
        told += package.read("xl/_rels/workbook.xml.rels")
    assert told.count(b"<externalReference ") == sum("_rels" not in name for name in names)
    assert told.count(b"externalLinks/externalLink") == told.count(b"<externalReference ") * 2
    return names


def test_the_link_to_a_colleagues_addin_goes_with_its_last_formula(strange: Path) -> None:
    data = linked(strange.read_bytes(), [OURS])
    result = renamed(data, "excel").data
    assert links_of(result) == []
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(result)) as new:
        assert b"externalReferences" not in new.read("xl/workbook.xml")
        touched = {
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "[Content_Types].xml",
            "xl/worksheets/sheet1.xml",
        }
        for name in set(new.namelist()) - touched:
            assert new.read(name) == old.read(name), name
    strange.write_bytes(result)
    assert formulas_of(strange)[0] == "XLPLAN_HTKH(B1,C1)"


@pytest.mark.parametrize(
    ("targets", "kept"),
    [([OTHER], 1), ([OTHER, OURS], 1), ([OURS, OTHER], 2), ([OTHER, "xlplan.xlam"], 1)],
)
def test_other_links_stay(strange: Path, targets: list[str], kept: int) -> None:
    # the only formula with a number is [1]!XLPLAN_HTKH, which is repaired
    assert len(links_of(renamed(linked(strange.read_bytes(), targets), "excel").data)) == 2 * kept


def test_a_link_that_another_formula_uses_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=[1]!XLPLAN_HTKH(B1,C1)")
        sheet.write_formula("A2", "=[1]!HamKhac(B1)")
    assert len(links_of(renamed(linked(path.read_bytes(), [OURS]), "excel").data)) == 2
