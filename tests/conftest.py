"""What all tests share: the committed workbooks, and hosts that are required in CI."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
# A busy machine is no failure.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and is not looked through for garbage again: an eighth of the
    time of tests that handle workbooks."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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
