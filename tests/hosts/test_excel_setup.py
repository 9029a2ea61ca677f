"""Installing into Excel, with Windows' registry and folders replaced by a dictionary and a folder."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from xlplan import cli
from xlplan.hosts import build_xlam
from xlplan.hosts.excel_setup import Setup

OPTIONS = r"Software\Microsoft\Office\16.0\Excel\Options"


class FakeRegistry:
    """A registry in memory; the machine has an Excel of 64 bits."""

    def __init__(self) -> None:
        self.values = {(OPTIONS, "OPEN"): r'"C:\Other\solver.xlam"'}
        self.machine = {
            (r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", ""): r"C:\EXCEL.EXE",
            (r"Software\Microsoft\Office\ClickToRun\Configuration", "Platform"): "x64",
        }

    def get(self, key: str, name: str, machine: bool = False) -> str | None:
        return (self.machine if machine else self.values).get((key, name))

    def put(self, key: str, name: str, value: str) -> None:
        self.values[(key, name)] = value

    def drop(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    prefix = tmp_path / "python"
    (prefix / "Scripts").mkdir(parents=True)
    (prefix / "Scripts" / "pythonw.exe").write_bytes(b"")
    for bits in (32, 64):
        (prefix / f"xlwings{bits}-{version('xlwings')}.dll").write_bytes(b"")
    return Setup(FakeRegistry(), tmp_path / "appdata", tmp_path / "home", prefix)


def broken(setup: Setup) -> list[str]:
    return [link.name for link in setup.status() if not link.good]


def test_install_makes_every_link_good_and_keeps_other_addins(setup: Setup) -> None:
    assert broken(setup) == ["Tệp bổ trợ", "Đăng ký", "Python"]
    setup.install()
    setup.install()
    assert broken(setup) == []
    values = setup.registry.values  # type: ignore[attr-defined]
    assert values[(OPTIONS, "OPEN")] == r'"C:\Other\solver.xlam"'
    assert values[(OPTIONS, "OPEN1")] == f'/R "{setup.file}"'
    assert len(values) == 2
    assert setup.file.read_bytes() == build_xlam.build()


def test_remove_leaves_nothing_of_ours(setup: Setup) -> None:
    setup.install()
    setup.remove()
    assert not setup.file.exists()
    assert not setup.settings.exists()
    assert list(setup.registry.values) == [(OPTIONS, "OPEN")]  # type: ignore[attr-defined]


def test_a_moved_python_is_said(setup: Setup) -> None:
    setup.install()
    (setup.prefix / "Scripts" / "pythonw.exe").unlink()
    link = next(link for link in setup.status() if link.name == "Python")
    assert not link.good
    assert "không còn" in link.text


def test_another_version_of_the_library_is_said(setup: Setup) -> None:
    setup.install()
    (setup.prefix / f"xlwings64-{version('xlwings')}.dll").unlink()
    assert broken(setup) == ["xlwings"]


@pytest.mark.skipif(sys.platform == "win32", reason="there it installs")
def test_elsewhere_than_on_windows_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["addin", "install"]) == 2
    assert "Windows" in capsys.readouterr().err


def test_build_writes_the_addin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["addin", "build", "-o", str(tmp_path / "ra")]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "ra" / build_xlam.NAME)
    assert (tmp_path / "ra" / build_xlam.NAME).read_bytes() == build_xlam.build()
