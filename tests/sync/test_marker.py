"""The revision in a workbook's custom properties, beside whatever else stands there."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from xlplan.sync.marker import Marker, changes, read
from xlplan.workbook.edit import prepare
from xlplan.workbook.package import Package

MARK = Marker("1b4e28ba-2fa1-11d2-883f-0016d3cca427", 7)


def marked(data: bytes, mark: Marker) -> bytes:
    """The workbook with the mark, written and proved by the splicer."""
    plan = prepare(data, {})
    plan.parts = changes(Package(data), mark)
    out = io.BytesIO()
    plan.write(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for known in source.namelist():
            target.writestr(known, content if known == name else source.read(known))
    return out.getvalue()


def custom(data: bytes) -> dict[str, object]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {p.name: p.value for p in book.custom_doc_props.props}


def test_the_first_mark_makes_the_part_known(workbooks: Path) -> None:
    data = (workbooks / "mau-chuan.xlsx").read_bytes()
    assert read(Package(data)) is None
    after = marked(data, MARK)
    assert read(Package(after)) == MARK
    assert custom(after) == {"xlplan.revision": f"{MARK.store}#7"}


def test_a_later_mark_takes_its_place(workbooks: Path) -> None:
    data = (workbooks / "mau-chuan.xlsx").read_bytes()
    data = marked(data, MARK)
    assert list(changes(Package(data), MARK)) == ["docProps/custom.xml"]
    newer = MARK._replace(revision=12)
    assert read(Package(marked(data, newer))) == newer


@pytest.mark.parametrize("prefix", ["", "op:"])
def test_the_users_own_properties_stay(workbooks: Path, prefix: str) -> None:
    data = (workbooks / "mau-chuan.xlsx").read_bytes()
    data = marked(data, MARK)
    space = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    values = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    name = f'xmlns{":" + prefix[:-1] if prefix else ""}="{space}"'
    own = (
        f'<{prefix}Properties {name} xmlns:vt="{values}"><{prefix}property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="5" name="Số công văn">'
        f"<vt:lpwstr>12/KH</vt:lpwstr></{prefix}property></{prefix}Properties>"
    )
    data = with_part(data, "docProps/custom.xml", own.encode())
    assert read(Package(data)) is None
    after = marked(data, MARK)
    assert read(Package(after)) == MARK
    assert custom(after) == {"Số công văn": "12/KH", "xlplan.revision": f"{MARK.store}#7"}
