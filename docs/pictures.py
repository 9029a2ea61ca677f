"""Renders every sheet of the committed workbooks to docs/pictures; `make pictures`.

`manifest.json` beside the pictures keeps the workbooks' hashes: a test tells when they are stale.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "pictures"
MANIFEST = TARGET / "manifest.json"
NAMED = {"02": "ChiTieu", "11": "BaoCao"}
"""Pages of the 2023 workbook that other pages show, by their own name."""

_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>vi-VN</value></prop></item></oor:items>
"""


def workbooks() -> dict[str, str]:
    """The committed workbooks' names with the SHA-256 of their bytes."""
    files = sorted((ROOT / "workbooks").glob("*.xlsx"))
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


def pages(source: Path, folder: Path) -> list[Path]:
    """One PNG a printed page, in the order of the sheets, with Vietnamese separators."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    if not settings.exists():
        settings.write_text(_LOCALE, encoding="utf-8")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
         "pdf", "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    subprocess.run(
        ["pdftoppm", "-r", "110", "-png", str(folder / f"{source.stem}.pdf"),
         str(folder / source.stem)],
        check=True, timeout=180,
    )  # fmt: skip
    return sorted(folder.glob(f"{source.stem}-*.png"))


def main() -> None:
    """Every page as <workbook>-<number>.png, or by its own name."""
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        for source in sorted((ROOT / "workbooks").glob("*.xlsx")):
            for number, page in enumerate(pages(source, Path(folder)), 1):
                name = f"{source.stem}-{number:02d}.png"
                (TARGET / name).write_bytes(page.read_bytes())
    for number, name in NAMED.items():
        page = TARGET / f"bao-cao-2023-{number}.png"
        page.replace(TARGET / f"bao-cao-2023-{name}.png")
    MANIFEST.write_text(json.dumps(workbooks(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
