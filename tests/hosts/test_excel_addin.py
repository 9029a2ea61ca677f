"""The built xlplan.xlam as other tools read it."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from xml.etree import ElementTree

import pytest

from xlplan.functions.catalogue import CATALOGUE
from xlplan.hosts import build_xlam, buttons, icons, ribbon
from xlplan.hosts.compound import compound
from xlplan.hosts.vba_compression import compressed
from xlplan.workbook.reader import read

with warnings.catch_warnings():  # oletools calls pyparsing by names of old
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, decompress_stream

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def xlam() -> bytes:
    return build_xlam.build()


@pytest.fixture(scope="module")
def sources(xlam: bytes) -> dict[str, str]:
    """The modules' sources by file name, as oletools reads them, without attributes."""
    parser = VBA_Parser("xlplan.xlam", data=xlam)
    found = {name: _code(code) for _, _, name, code in parser.extract_macros()}
    parser.close()
    return found


def _code(source: str) -> str:
    lines = source.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not line.startswith("Attribute VB_")).strip()


def test_the_same_bytes_every_time(xlam: bytes) -> None:
    assert build_xlam.build() == xlam


def test_modules_types_and_sources_are_what_the_repository_holds(sources: dict[str, str]) -> None:
    expected = {f"{name}.bas": _code(text) for name, text in build_xlam.modules().items()}
    expected["ThisWorkbook.cls"] = _code(build_xlam._source("ThisWorkbook.bas"))
    expected |= {"Sheet1.cls": "", "Sheet2.cls": ""}
    assert sources == expected


def test_a_wrapper_for_every_name_and_alias(sources: dict[str, str]) -> None:
    wrapped = set(re.findall(r"^Public Function XLPLAN_(\w+)\(", sources["XlpFunctions.bas"], re.M))
    assert wrapped == {name for entry in CATALOGUE for name in (entry.name, entry.alias)}


def test_no_module_has_the_name_of_a_procedure(sources: dict[str, str]) -> None:
    """VBA would find the module where the procedure is meant."""
    modules = {name.partition(".")[0].lower() for name in sources}
    names = {
        found.lower()
        for code in sources.values()
        for found in re.findall(r"^\s*(?:Public |Private )?(?:Function|Sub) (\w+)", code, re.M)
    }
    assert not modules & names


def test_vba_holds_no_letter_beyond_ascii() -> None:
    assert all(text.isascii() for text in build_xlam.modules().values())


def test_settings_come_from_the_users_own_file_only(sources: dict[str, str]) -> None:
    code = sources["xlwings.bas"]
    assert 'If source = "sheet" Then' in code
    assert 'If source = "directory" Then' in code
    assert 'PROJECT_NAME As String = "xlplan"' in code


def test_ribbon_is_well_formed_and_its_callbacks_and_images_exist(
    xlam: bytes, sources: dict[str, str]
) -> None:
    with zipfile.ZipFile(io.BytesIO(xlam)) as package:
        tree = ElementTree.fromstring(package.read("customUI/customUI14.xml"))
        relations = ElementTree.fromstring(package.read("customUI/_rels/customUI14.xml.rels"))
        images = {e.get("Id"): e.get("Target") for e in relations}
        assert {f"customUI/{target}" for target in images.values()} <= set(package.namelist())
    callbacks = {tree.get("onLoad")}
    shown = list(tree.iter(f"{{{ribbon.NAMESPACE}}}button"))
    for button in shown:
        callbacks |= {button.get("onAction"), button.get("getEnabled")} - {None}
        assert button.get("image") in images
    for callback in callbacks:
        assert re.search(rf"^Public Sub {callback}\(", sources["XlpRibbon.bas"], re.M), callback
    assert callbacks == set(ribbon.CALLBACKS)
    expected = [f"xlp_{b.action}" for b in buttons.BUTTONS if "excel" in b.hosts]
    assert [b.get("id") for b in shown] == expected


def test_key_tips_are_unique_and_texts_fit() -> None:
    keys = [button.key for button in buttons.BUTTONS]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[A-Z0-9]{1,3}", key) for key in (*keys, buttons.TAB_KEY))
    assert all(len(b.label) <= 30 and 20 <= len(b.tip) <= 1024 for b in buttons.BUTTONS)
    assert {b.icon for b in buttons.BUTTONS} == set(icons.ICONS)


def test_vietnamese_texts_are_on_the_addins_own_sheets(xlam: bytes) -> None:
    book = read(xlam)
    texts, helps = book.sheets["XlpTexts"].cells, book.sheets["XlpHelp"].cells
    wanted = set(re.findall(r'XlpText\("(\w+)"\)', build_xlam._source("XlpRibbon.bas")))
    assert wanted <= {cell.value for (_, column), cell in texts.items() if column == 1}
    assert [cell.value for (_, column), cell in sorted(helps.items()) if column == 1] == [
        f"XLPLAN_{name}" for entry in CATALOGUE for name in (entry.name, entry.alias)
    ]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 15, 16, 17, 1023, 1025, 2049, 4095, 4096, 4097, 9000])
def test_compression_is_undone_by_oletools(size: int) -> None:
    text = b"".join(b"If x%d = %d Then y = x%d\r\n" % (n % 7, n, n % 3) for n in range(size))[:size]
    for data in (text, b" " * size):
        assert bytes(decompress_stream(bytearray(compressed(data)))) == data


@pytest.mark.parametrize("big", [0, 10, 4095, 4096, 70_000])
def test_compound_files_are_read_by_olefile(big: int) -> None:
    import olefile

    tree = {"a": b"x" * big, "folder": {f"stream {n}": bytes([n]) * (n * 600) for n in range(12)}}
    with olefile.OleFileIO(io.BytesIO(compound(tree))) as file:
        assert file.openstream("a").read() == tree["a"]
        for name, data in tree["folder"].items():
            assert file.openstream(f"folder/{name}").read() == data
        assert not file.parsing_issues
