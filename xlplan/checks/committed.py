"""The committed workbooks: the template, and the 2023 report with its findings in KiemTra and its
paragraph in BaoCao."""

from __future__ import annotations

import sys
from pathlib import Path

from xlplan.checks.context import Context
from xlplan.checks.explanations import fingerprint
from xlplan.checks.runner import check_book
from xlplan.text.leader import composed
from xlplan.workbook import report_2023
from xlplan.workbook.build import build, template
from xlplan.workbook.content import Content
from xlplan.workbook.reader import read


def with_findings(content: Content) -> bytes:
    """The workbook of this content, what a check finds in it written on its KiemTra, the leader's
    paragraph on its BaoCao."""
    book = read(build(content))
    found = check_book(book)
    content.paragraph = composed(Context(book, content.indicators))
    content.findings = [(finding, fingerprint(finding)) for finding in found]
    return build(content)


def main(folder: Path) -> None:
    """Writes the committed workbooks."""
    (folder / "mau-chuan.xlsx").write_bytes(template())
    (folder / "bao-cao-2023.xlsx").write_bytes(with_findings(report_2023.content()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
