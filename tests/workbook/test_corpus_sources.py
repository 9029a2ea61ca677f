"""The manifest of the corpus: complete, hashed, licensed, of many producers, without people."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from support import rawzip
from support.corpus import FOLDER, workbooks

LICENCES = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT"}
PERSON = re.compile(
    r"<(?:\w+:)?(?:creator|lastModifiedBy)(?: [^>]*)?>([^<]+)<|refreshedBy=\"([^\"]+)\"|[\\/]Users[\\/](\w+)"
)
NOBODY = {"Apache POI", "ExcelJS", "Unknown", "xlplan", "Microsoft Office User"}


def test_the_manifest_lists_exactly_the_files() -> None:
    on_disk = sorted(path.name for path in FOLDER.glob("*.xls?"))
    assert [workbook.file for workbook in workbooks()] == on_disk


def test_hashes_and_licences_hold() -> None:
    for workbook in workbooks():
        data = workbook.path.read_bytes()
        assert hashlib.sha256(data).hexdigest() == workbook.sha256, workbook.file
        assert workbook.licence in LICENCES
        assert bool(workbook.changed) == bool(workbook.original_sha256)
        assert workbook.member or (Path(__file__).parents[2] / workbook.source).is_file()
        assert len(data) <= 100_000, workbook.file


def test_the_producers_are_many() -> None:
    kinds = ["Microsoft Excel", "LibreOffice", "Google Sheets", "WPS", "Apple Numbers"]
    kinds += ["openpyxl", "XlsxWriter", "Apache POI", "SheetJS", "ExcelJS"]
    producers = [workbook.producer for workbook in workbooks()]
    assert [kind for kind in kinds if not any(kind in name for name in producers)] == []


def test_nobody_is_named_in_the_files() -> None:
    for workbook in workbooks():
        if workbook.refused == "encrypted":
            continue
        for entry in rawzip.read(workbook.path.read_bytes()).entries:
            text = entry.inflate().decode("utf-8", "replace")
            named = {"".join(match).strip() for match in PERSON.findall(text)} - {""}
            assert named <= NOBODY, (workbook.file, entry.text)
