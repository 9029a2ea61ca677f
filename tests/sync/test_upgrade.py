"""Workbooks of earlier template versions: brought to the present one, the user's content stays."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName

from xlplan import cli
from xlplan.checks.runner import check_book
from xlplan.domain.errors import UsageError
from xlplan.domain.office import Office
from xlplan.formulas.references import from_a1
from xlplan.sheets import TABLES, TEMPLATE_VERSION
from xlplan.sync.outcome import Choice
from xlplan.sync.run import sync_file
from xlplan.sync.store import Store
from xlplan.sync.upgrade import upgraded
from xlplan.sync.upgrade.patch import Patch
from xlplan.sync.upgrade.sheets import SheetCopy
from xlplan.sync.upgrade.steps import steps
from xlplan.sync.upgrade.styles import StyleImport
from xlplan.workbook.book import Book
from xlplan.workbook.build import template
from xlplan.workbook.edit import prepare
from xlplan.workbook.engine import same_value
from xlplan.workbook.reader import read
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import Parts
from xlplan.workbook.splice.content import Formula
from xlplan.workbook.tables import read_tables

EARLIER = Path(__file__).parent.parent / "data" / "templates"
VERSIONS = [step.before for step in steps()]


def older(version: str = VERSIONS[0], cells: dict[str, object] | None = None) -> bytes:
    """The empty workbook of an earlier version, with what the accountant typed."""
    data = (EARLIER / f"{version}.xlsx").read_bytes()
    edits = {(p.split("!")[0], *from_a1(p.split("!")[1])): v for p, v in (cells or {}).items()}
    if not edits:
        return data
    out = io.BytesIO()
    prepare(data, edits).write(out)
    return out.getvalue()


def up(data: bytes):
    return upgraded(data, "cu.xlsx", Office())


def rows_of(book: Book, table: str) -> list[dict[str, object]]:
    data = read_tables(book)[table]
    return [
        {key: cell.formula or cell.value for key, cell in row.cells.items()
         if cell.formula or cell.value not in (None, "")}
        for row in data.rows
    ]  # fmt: skip


def test_each_earlier_version_leads_to_the_present_one() -> None:
    assert sorted({p.stem for p in EARLIER.glob("*.xlsx")}, key=int) == VERSIONS
    assert [step.after for step in steps()] == [*VERSIONS[1:], TEMPLATE_VERSION]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_workbook_becomes_as_a_new_one(version: str) -> None:
    found = up(older(version))
    book, fresh = read(found.data), read(template())
    assert list(book.sheets) == list(fresh.sheets)
    for name in TABLES:
        assert rows_of(book, name) == rows_of(fresh, name), name
    assert check_book(book) == []
    again = up(found.data)
    assert (again.done, again.data) == ([], found.data)


@pytest.mark.parametrize("version", VERSIONS)
def test_new_cells_look_as_those_of_a_new_workbook(version: str) -> None:
    mine = openpyxl.load_workbook(io.BytesIO(up(older(version)).data))
    fresh = openpyxl.load_workbook(io.BytesIO(template()))
    looks = ("number_format", "fill", "font", "border", "protection", "style")
    sides = ("horizontal", "vertical", "wrap_text", "indent")
    for place in ("ThongTin!B18", "ChiTieu!AB5", "ChiTieu!AB7", "ChiTieu!D18", "ChiTieu!D13",
                  "KhoaSo!F5", "KhoaSo!F6", "KienNghi!A5", "KienNghi!B6"):  # fmt: skip
        sheet, cell = place.split("!")
        for look in looks:
            assert repr(getattr(mine[sheet][cell], look)) == repr(
                getattr(fresh[sheet][cell], look)
            ), (place, look)
        for side in sides:  # whether long figures shrink stays as the older form had it
            assert getattr(mine[sheet][cell].alignment, side) == getattr(
                fresh[sheet][cell].alignment, side
            ), (place, side)
    for sheet in ("ThongTin", "ChiTieu", "KienNghi"):
        rules = [
            {(str(v.sqref), v.type, v.formula1) for v in b[sheet].data_validations.dataValidation}
            for b in (mine, fresh)
        ]
        assert rules[0] == rules[1]
    assert mine["KhoaSo"].column_dimensions["F"].width == 14
    assert mine["KienNghi"].print_title_rows == fresh["KienNghi"].print_title_rows
    assert mine["KhoaSo"].tables["KhoaSo"].ref == "A5:F25"


def with_her_own(data: bytes, name: str = "Nháp") -> bytes:
    """A sheet of her own with a chart, a coloured cell, figures."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.create_sheet(name, 2)
    sheet.append(["a", 1])
    sheet.append(["b", 2])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
    sheet.add_chart(chart, "D2")
    book.defined_names["SoNhap"] = DefinedName("SoNhap", attr_text=f"'{name}'!$B$1:$B$2")
    book["Thang"]["E6"] = 12.5
    book["Thang"]["E6"].fill = PatternFill("solid", fgColor="FF0000")
    book.active = 2
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_users_content_stays() -> None:
    before = with_her_own(older())
    after = up(before).data
    one, other = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    tabs = {tab.name: tab.part for tab in Parts(Archive(before)).layout.tabs}
    kept = [tabs["Nháp"], tabs["DonVi"], "xl/charts/chart1.xml", "xl/drawings/drawing1.xml",
            "xl/theme/theme1.xml"]  # fmt: skip
    assert all(one.read(name) == other.read(name) for name in kept)
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert book.sheetnames.index("Nháp") == 2
    assert book.active.title == "Nháp"
    assert book["Thang"]["E6"].value == 12.5
    assert book["Thang"]["E6"].fill.fgColor.rgb == "00FF0000"
    assert book["DonVi"].print_title_rows == "$5:$5"


def test_figures_stay_and_new_formulas_have_their_values() -> None:
    found = up(older(cells={"Thang!E6": 10.5, "ThongTin!B11": 1}))
    book = read(found.data)
    assert book.sheets["Thang"].value(6, 5) == 10.5
    assert book.sheets["Thang"].value(6, 17) == 10.5
    assert book.sheets["ChiTieu"].value(7, 7) == 10.5


def test_a_formula_of_her_own_is_kept_and_told() -> None:
    found = up(older(cells={"ChiTieu!D13": Formula("1+2")}))
    assert read(found.data).sheets["ChiTieu"].cells[(13, 4)].formula == "1+2"
    assert found.kept == ["ChiTieu!D13: ô có công thức riêng, giữ nguyên."]


def test_a_taken_place_is_refused() -> None:
    with pytest.raises(UsageError, match="ChiTieu!AB9 đã có nội dung"):
        up(older(cells={"ChiTieu!AB9": "ghi chú"}))


@pytest.mark.parametrize(("version", "told"), [("9", "mới hơn"), ("thử", "Không rõ phiên bản")])
def test_newer_and_unknown_versions_are_refused(version: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        up(older(cells={"ThongTin!B4": version}))


def test_a_newer_workbook_is_not_synced(tmp_path: Path) -> None:
    path = tmp_path / "moi.xlsx"
    path.write_bytes(older(cells={"ThongTin!B4": "9"}))
    store = Store(f"sqlite:///{tmp_path / 'kho.db'}")
    with pytest.raises(UsageError, match="mới hơn"):
        sync_file(path, store, Choice())
    assert store.history() == []
    store.close()


def test_the_command_tries_writes_and_is_undone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cu.xlsx"
    path.write_bytes(older())
    assert cli.main(["upgrade", str(path), "--dry-run"]) == 0
    assert path.read_bytes() == older()
    assert "sẽ nâng cấp" in capsys.readouterr().out
    assert cli.main(["upgrade", str(path)]) == 0
    assert path.read_bytes() == up(older()).data
    assert cli.main(["upgrade", str(path)]) == 0
    assert "đã theo mẫu hiện hành" in capsys.readouterr().out
    assert cli.main(["undo", str(path)]) == 0
    assert path.read_bytes() == older()


def test_sync_upgrades_first(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "cu.xlsx"
    path.write_bytes(older(cells={"Thang!E6": 10.5}))
    tried = sync_file(path, store, Choice(upgrade=True, dry_run=True))
    assert path.read_bytes() == older(cells={"Thang!E6": 10.5})
    assert f"Phiên bản mẫu 0 → {TEMPLATE_VERSION}." in tried.notes
    done = sync_file(path, store, Choice(upgrade=True))
    assert done.written
    assert not done.stopped
    assert up(path.read_bytes()).done == []
    assert (
        store.state(sync_book(path))[next(f for f in done.pushed if f.column == "m1")] == "n:10.5"
    )
    again = sync_file(path, store, Choice(upgrade=True))
    assert (again.written, again.pushed, again.pulled) == (False, {}, {})


def sync_book(path: Path):
    from xlplan.sync.figures import figures_of
    from xlplan.sync.outcome import book_id

    return book_id(figures_of(read(path)))


def test_a_sheet_with_a_chart_is_copied_with_all_that_hangs_on_it() -> None:
    model = with_her_own(template(), "Biểu đồ")
    patch = Patch(Archive(with_her_own(older())))
    source = Parts(Archive(model))
    styles = StyleImport(source.archive.read(source.styles), patch.read(patch.parts.styles))
    tab = next(tab for tab in source.layout.tabs if tab.name == "Biểu đồ")
    SheetCopy(patch, source.archive, styles).add(tab, 4)
    data = patch.written()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert sorted(charts) == ["xl/charts/chart1.xml", "xl/charts/chart2.xml"]
        types = package.read("[Content_Types].xml").decode()
        assert all(f'"/{name}"' in types for name in charts)
        rels = package.read("xl/drawings/_rels/drawing2.xml.rels").decode()
        assert '"/xl/charts/chart2.xml"' in rels
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[4] == "Biểu đồ"
    assert len(book["Biểu đồ"]._charts) == 1
    assert book.defined_names["SoNhap"].attr_text == "'Nháp'!$B$1:$B$2"  # her own, of that name


def test_formats_are_appended_to_a_prefixed_part_that_lacks_lists() -> None:
    model = openpyxl.Workbook()
    model.active["A1"].number_format = "0.000"
    model.active["A1"].fill = PatternFill("solid", fgColor="00FF00")
    out = io.BytesIO()
    model.save(out)
    source = Archive(out.getvalue()).read("xl/styles.xml")
    target = (
        b'<?xml version="1.0"?><x:styleSheet xmlns:x="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><x:fonts count="1"><x:font/></x:fonts><x:fills count="1">'
        b'<x:fill/></x:fills><x:borders count="1"><x:border/></x:borders><x:cellXfs count="1">'
        b'<x:xf/></x:cellXfs><x:dxfs count="0"/></x:styleSheet>'
    )
    styles = StyleImport(source, target)
    assert styles.xf(1) == styles.xf(1) == 1
    changed = styles.target.changed()
    assert changed.index(b"<x:numFmts") < changed.index(b"<x:fonts")
    assert b'formatCode="0.000"' in changed
    assert b'<x:cellXfs count="2">' in changed
    assert changed.count(b"<x:patternFill") == 1


@pytest.mark.host
def test_libreoffice_opens_it_and_computes_the_same(soffice: str) -> None:
    from xlplan.hosts.libreoffice_calc import recalculated

    data = up(older(cells={"Thang!E6": 10.5, "ThongTin!B11": 1})).data
    book = read(data, "cu.xlsx")
    theirs = recalculated(data, book)
    assert theirs.not_computed == {}
    cached = {place: book.sheets[place[0]].value(*place[1:]) for place in theirs.values}
    blank = {place for place, value in cached.items() if value is None}
    assert {
        p: v for p, v in theirs.values.items() if not same_value(v, cached[p])
    } == dict.fromkeys(blank, "")
