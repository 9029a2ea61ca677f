"""Everything that a machine without internet needs, in one folder: wheels, add-ins, checksums.

It is for the kind of machine on which it is made: same system, same version of Python.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.hosts import build_oxt, build_xlam
from xlplan.hosts.links import written

WHEELS, SUMS, PINS, TEXT = "wheels", "SHA256SUMS", "requirements.txt", "cai-dat.txt"
_ROOT = Path(__file__).parents[2]
_PINNED = re.compile(r"[\w.\-]+==[^\\\s]+(?: ; [^\\]+)?")
_SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
_PYTHON = ".".join(map(str, sys.version_info[:2]))
_SAID = f"""Cài xlplan trên máy không có Internet

Cần Python {_PYTHON}, cùng hệ điều hành với máy đã tạo bộ cài này. Mở cửa sổ dòng lệnh
ở thư mục này rồi chạy lần lượt (thay MAY bằng thư mục sẽ chứa xlplan):

  python -m venv MAY
  MAY/{_SCRIPTS}/python -m pip install --no-index -f {WHEELS} --require-hashes -r {PINS}
  MAY/{_SCRIPTS}/xlplan addin install
  MAY/{_SCRIPTS}/xlplan addin status

Dùng LibreOffice thì thêm --libreoffice vào hai lệnh cuối. pip tự so từng gói với mã
kiểm tra và dừng khi có gói sai; tự kiểm tra cả thư mục: sha256sum -c {SUMS}
"""

Fetch = Callable[[Path, Path, Path], None]


def fetched(wheel: Path, pins: Path, folder: Path) -> None:
    """Gets the wheels that a wheel needs, in the versions of a constraints file, into a folder."""
    _pip("download", "--only-binary=:all:", "-c", str(pins), "-d", str(folder), str(wheel))


def build(folder: Path, fetch: Fetch = fetched) -> Path:
    """Makes the folder; its path. UsageError outside a working copy, where nothing is pinned, and
    where the folder holds wheels already: old ones among them would be installed."""
    lock = _ROOT / "requirements.lock"
    if not lock.is_file():
        raise UsageError(
            "Chỉ tạo được bộ cài từ thư mục mã nguồn của xlplan.", "Chạy lệnh trong thư mục đó."
        )
    wheels = folder / WHEELS
    if wheels.exists():
        raise UsageError(f"Đã có thư mục {wheels}.", "Chọn thư mục khác hoặc xóa thư mục đó.")
    written(folder, TEXT, _SAID.encode())
    wheels.mkdir()
    _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(_ROOT))
    own = next(wheels.glob("xlplan-*.whl"))
    with tempfile.TemporaryDirectory(prefix="xlplan-") as name:
        pins = Path(name) / "pins.txt"
        found = map(_PINNED.match, lock.read_text(encoding="utf-8").splitlines())
        pins.write_text("".join(f"{pin[0].strip()}\n" for pin in found if pin), encoding="utf-8")
        fetch(own, pins, wheels)
    written(folder, build_xlam.NAME, build_xlam.build())
    written(folder, build_oxt.NAME, build_oxt.build())
    lines = [_pin(wheel) for wheel in sorted(wheels.glob("*.whl"))]
    written(folder, PINS, "".join(lines).encode())
    sums = [f"{_sum(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    written(folder, SUMS, "".join(sums).encode())
    return folder


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)


def _pin(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    return f"{name}=={version} --hash=sha256:{_sum(wheel)}\n"


def _sum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _pip(*options: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *options],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(
            f"pip không chạy được: {said[-1] if said else done.returncode}",
            "Kiểm tra kết nối mạng rồi chạy lại.",
        )
