"""A workbook that a real LibreOffice has open is not written, nor after it was killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard

pytestmark = pytest.mark.host


@pytest.fixture
def opened(soffice: str, workbooks: Path, tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A workbook open in LibreOffice, and the process group that has it."""
    path = tmp_path / "kế hoạch.xlsx"
    shutil.copy(workbooks / "mau-chuan.xlsx", path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    process = subprocess.Popen(
        [soffice, profile, "--headless", "--norestore", path],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    lock = path.with_name(f".~lock.{path.name}#")
    until = time.monotonic() + 180
    while not (lock.exists() and lock.stat().st_size) and time.monotonic() < until:
        time.sleep(0.1)
    assert lock.exists(), "LibreOffice did not open the workbook"
    yield path, process.pid
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def refusal(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(WriteError) as caught:
        guard.replace(path, None, lambda stream: stream.write(b"x"), action="set")
    assert caught.value.reason == "open"
    assert path.read_bytes() == before
    return caught.value.sentence()


def test_what_libreoffice_has_open_is_refused_also_when_it_was_killed(
    opened: tuple[Path, int],
) -> None:
    path, group = opened
    said = refusal(path)
    assert "đang mở trong LibreOffice bởi «" in said
    assert f"trên máy {socket.gethostname()}" in said
    os.killpg(group, signal.SIGKILL)
    assert "LibreOffice" in refusal(path)
    path.with_name(f".~lock.{path.name}#").unlink()
    guard.replace(path, None, lambda stream: stream.write(b"x"), action="set")
    assert path.read_bytes() == b"x"
