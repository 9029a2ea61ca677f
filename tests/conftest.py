"""What all tests share: the committed workbooks, and hosts that are required in CI."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
settings.register_profile("any machine", deadline=None)  # a busy one is no failure
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def workbooks() -> Path:
    """The folder of committed workbooks."""
    return ROOT / "workbooks"


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice's command; without it the test is skipped, or fails where hosts are required."""
    command = shutil.which("soffice")
    if command:
        return command
    if os.environ.get("XLPLAN_REQUIRE_HOSTS"):
        pytest.fail("LibreOffice is required and missing")
    pytest.skip("LibreOffice is not installed")
