"""LibreOffice driven headless, in a profile of its own with the add-in inside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from xlplan.domain.errors import UsageError

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
_PLACES = (
    Path("C:/Program Files/LibreOffice/program"),
    Path("C:/Program Files (x86)/LibreOffice/program"),
    Path("/Applications/LibreOffice.app/Contents/MacOS"),
)
XLSX = "xlsx:Calc MS Excel 2007 XML"
TIMEOUT = 300
_NO_REASON = "ERROR: unopkg failed."
"""unopkg's last line, below the one that says why."""


def environment(variables: Mapping[str, str], python: Path) -> dict[str, str]:
    """For LibreOffice: no screen is looked for, and no Python but its own.

    Its Python takes the first `python3` of PATH for itself. In an activated virtual environment
    that is another one, with which it can't load the add-in.
    """
    own = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    kept = {name: text for name, text in variables.items() if name not in own}
    folders = kept.get("PATH", "").split(os.pathsep)
    kept["PATH"] = os.pathsep.join(f for f in folders if f and Path(f) != python.parent)
    return {**kept, "SAL_USE_VCLPLUGIN": "svp"}


QUIET = environment(os.environ, Path(sys.executable))


def program(name: str) -> str:
    """The path of `soffice` or `unopkg`; UsageError when LibreOffice is not installed."""
    found = shutil.which(name)
    for folder in _PLACES:
        found = found or shutil.which(name, path=str(folder))
    if not found:
        raise UsageError(
            "Không tìm thấy LibreOffice trên máy này.", "Cài LibreOffice 7.4 trở lên rồi chạy lại."
        )
    return found


class Profile:
    """A folder of LibreOffice settings: every file is recalculated on loading, nobody greeted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = folder / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_SETTINGS, encoding="utf-8")

    @property
    def options(self) -> list[str]:
        """The arguments that make LibreOffice use this profile and nothing of the user's.

        unopkg refuses to work for root outside the shared folder, so that one is moved here.
        """
        url = self.folder.resolve().as_uri()
        return [f"-env:UserInstallation={url}", f"-env:UNO_SHARED_PACKAGES_CACHE={url}/shared"]

    def install(self, package: Path) -> None:
        """Puts an add-in into the profile."""
        run([program("unopkg"), "add", "-f", "--shared", "--suppress-license", *self.options,
             str(package)])  # fmt: skip

    def convert(self, source: Path, folder: Path, kind: str = XLSX) -> Path:
        """The file loaded, recalculated and saved into `folder` as `kind`; its path."""
        run([program("soffice"), "--headless", "--norestore", *self.options,
             "--convert-to", kind, "--outdir", str(folder), str(source)])  # fmt: skip
        target = folder / f"{source.stem}.{kind.partition(':')[0]}"
        if not target.is_file():
            raise UsageError(
                f"LibreOffice không mở được {source.name}.", "Mở tệp bằng tay để xem lý do."
            )
        return target


@contextmanager
def profile_with_addin() -> Iterator[Profile]:
    """A profile for one use, with the add-in of this very version; gone afterwards."""
    from xlplan.hosts import build_oxt

    with tempfile.TemporaryDirectory(prefix="xlplan-", ignore_cleanup_errors=True) as name:
        package = Path(name) / build_oxt.NAME
        package.write_bytes(build_oxt.build())
        profile = Profile(Path(name) / "profile")
        profile.install(package)
        yield profile


def run(command: list[str]) -> str:
    """Runs LibreOffice or unopkg; its output, UsageError with its reason when it failed."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False, env=QUIET)
    except subprocess.TimeoutExpired as error:
        raise UsageError("LibreOffice không trả lời.", "Đóng LibreOffice rồi chạy lại.") from error
    output = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode:
        lines = [line for line in output.splitlines() if line.strip() not in ("", _NO_REASON)]
        last = (lines or [f"mã {done.returncode}"])[-1].strip().rstrip(".")
        raise UsageError(f"LibreOffice báo lỗi: {last}.", "Đóng LibreOffice rồi chạy lại.")
    return output
