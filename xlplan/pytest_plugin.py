"""`pytest --xlplan FOLDER`: each workbook in a folder is a test item."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xlplan.domain.findings import Finding


def pytest_addoption(parser: pytest.Parser) -> None:
    """--xlplan, once or more."""
    parser.getgroup("xlplan").addoption(
        "--xlplan",
        action="append",
        default=[],
        metavar="FOLDER",
        help="check every planning workbook in FOLDER (or the one FILE) as a test",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Adds an item for each workbook, before -k and -m choose."""
    folders = config.getoption("--xlplan")
    if not folders:
        return
    from xlplan.checks.paths import workbooks

    for path in workbooks(config.invocation_params.dir / folder for folder in folders):
        inside = path.is_relative_to(config.rootpath)
        name = path.relative_to(config.rootpath) if inside else path
        workbook = WorkbookFile.from_parent(session, path=path, nodeid=name.as_posix())
        items.extend(workbook.collect())


class FindingsError(Exception):
    """A workbook has errors that nobody explained."""


class WorkbookFile(pytest.File):
    """One workbook on disk."""

    def collect(self) -> Iterator[WorkbookItem]:
        """Its one test."""
        yield WorkbookItem.from_parent(self, name="xlplan")


class WorkbookItem(pytest.Item):
    """Fails on an unexplained error or on a file that can't be read."""

    def runtest(self) -> None:
        """Checks the workbook."""
        from xlplan.checks.runner import check_paths
        from xlplan.domain.findings import Severity

        outcome = check_paths([self.path])
        errors = [
            finding
            for finding in outcome.findings
            if finding.severity is Severity.ERROR and not finding.explained
        ]
        if errors:
            raise FindingsError("\n".join(map(_line, errors)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> object:
        """The findings alone; anything else as pytest shows it."""
        if isinstance(excinfo.value, FindingsError):
            return f"{self.path}\n{excinfo.value}"
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The heading of a failure."""
        return self.path, None, f"xlplan: {self.path.name}"


def _line(finding: Finding) -> str:
    place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    return f"{finding.code} {place} {finding.message} {finding.remedy}"
