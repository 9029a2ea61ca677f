"""The bundle for a machine without internet, installed with no index from nothing but itself."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from xlplan.domain.errors import UsageError
from xlplan.hosts import build_oxt, build_xlam, bundle


def hollow(wheel: Path, pins: Path, folder: Path) -> None:
    """Stands in for the index: of each package that the wheel names, a wheel without content."""
    with zipfile.ZipFile(wheel) as package:
        name = next(n for n in package.namelist() if n.endswith("METADATA"))
        wanted = re.findall(r"^Requires-Dist: ([\w\-]+)", package.read(name).decode(), re.M)
    known = dict(line.split(" ")[0].strip().split("==") for line in pins.read_text().splitlines())
    for name in wanted:
        stem = f"{name}-{known[name]}"
        about = f"{stem}.dist-info"
        with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as package:
            package.writestr(
                f"{about}/METADATA",
                f"Metadata-Version: 2.1\nName: {name}\nVersion: {known[name]}\n"
                "Provides-Extra: pandas\nProvides-Extra: binary\n",
            )
            package.writestr(
                f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            package.writestr(f"{about}/RECORD", "")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle.build(tmp_path_factory.mktemp("bundle") / "bo-cai", hollow)


def install(folder: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """The line of cai-dat.txt, in an environment of its own."""
    venv.create(target)
    return subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(target), "install", "--no-index",
         "--find-links", bundle.WHEELS, "--require-hashes", "-r", bundle.PINS],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_checksums_name_every_file(made: Path) -> None:
    lines = (made / bundle.SUMS).read_text().splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {p.relative_to(made).as_posix(): p for p in made.rglob("*") if p.is_file()}
    assert told.keys() | {bundle.SUMS} == files.keys()
    for name, digest in told.items():
        assert sha256(files[name].read_bytes()).hexdigest() == digest
    assert (made / build_xlam.NAME).read_bytes() == build_xlam.build()
    assert (made / build_oxt.NAME).read_bytes() == build_oxt.build()


def test_it_installs_with_no_index_and_works_far_from_the_sources(
    made: Path, tmp_path: Path
) -> None:
    done = install(made, tmp_path / "may")
    assert done.returncode == 0, done.stderr
    scripts = tmp_path / "may" / ("Scripts" if sys.platform == "win32" else "bin")
    run = subprocess.run(
        [scripts / "xlplan", "addin", "build", "--libreoffice", "-o", tmp_path],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert (tmp_path / build_oxt.NAME).read_bytes() == build_oxt.build()


def test_a_wheel_that_was_changed_is_refused(made: Path, tmp_path: Path) -> None:
    wheel = next((made / bundle.WHEELS).glob("pandas-*.whl"))
    right = wheel.read_bytes()
    wheel.write_bytes(right + b"x")
    try:
        done = install(made, tmp_path / "may")
    finally:
        wheel.write_bytes(right)
    assert done.returncode != 0
    assert "HASHES" in done.stderr.upper()


def test_old_wheels_are_not_mixed_in(made: Path) -> None:
    with pytest.raises(UsageError, match="Đã có thư mục"):
        bundle.build(made, hollow)
