"""The worked conflict of docs/vi/dong-bo.md: played with the real commands, drawn as pictures.

`python docs/conflict.py` draws them into docs/pictures/dong-bo; `story` plays it for the test that
tells when page or pictures are stale.
"""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir, redirect_stdout
from hashlib import sha256
from itertools import chain, repeat
from pathlib import Path
from unittest.mock import patch

from pictures import ROOT, pages

from xlplan import cli

TARGET = ROOT / "docs" / "pictures" / "dong-bo"
MANIFEST = TARGET / "manifest.json"
ROW, JANUARY = 16, "Thang!E16"
"""BHXH tự nguyện, thực hiện tháng 1."""

_PAGE = 4
"""Thang's page among those printed."""

_CROP = ("-x", "60", "-y", "90", "-W", "930", "-H", "400")
_TIME = re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d")
_MOMENTS = ("03/04/2026 09:15", "03/04/2026 09:11")
_STYLE = """<style>body{margin:0;background:#1f2430}pre{font-family:'DejaVu Sans Mono';
font-size:9pt;color:#e6e6e6;background:#1f2430;padding:8pt;margin:0}b{color:#9ccc65}</style>"""


def story(folder: Path, look: Callable[[str, Path], None] = lambda *_: None) -> str:
    """Two offices' copies, one figure typed differently, one conflict settled: the commands and
    what they print. `look` is handed the workbooks worth a picture, by name."""
    lines: list[str] = []
    for person in ("chi-a", "chi-b"):
        (folder / person).mkdir()
        shutil.copy(ROOT / "workbooks" / "mau-chuan.xlsx", folder / person / "ke-hoach-2026.xlsx")
        _run(folder, person, [], "set", "ke-hoach-2026.xlsx", "ThongTin!B11=1")
        _run(folder, person, [], "sync", "ke-hoach-2026.xlsx")
    for person, value in (("chi-a", "1520"), ("chi-b", "1580")):
        _run(folder, person, [], "set", "ke-hoach-2026.xlsx", f"{JANUARY}={value}")
        look(person, folder / person / "ke-hoach-2026.xlsx")
    _run(folder, "chi-a", lines, "sync", "ke-hoach-2026.xlsx")
    _run(folder, "chi-b", lines, "sync", "ke-hoach-2026.xlsx")
    (folder / "chi-b" / "chon.toml").write_text('"Thang/BHXH/TH/m1" = "theirs"\n')
    _run(folder, "chi-b", lines, "sync", "ke-hoach-2026.xlsx", "--pick", "chon.toml")
    look("sau", folder / "chi-b" / "ke-hoach-2026.xlsx")
    _run(folder, "chi-b", lines, "blame", "ke-hoach-2026.xlsx", JANUARY)
    moments = chain(_MOMENTS[:1], repeat(_MOMENTS[1]))
    return _TIME.sub(lambda _: next(moments), "\n".join(lines)) + "\n"


def _run(folder: Path, person: str, lines: list[str], *command: str) -> None:
    environment = {
        "XLPLAN_STORE": str(folder / "kho.db"), "XLPLAN_USER": f"{person}@may-{person[-1]}",
        "XDG_CACHE_HOME": str(folder / "cache"),
    }  # fmt: skip
    told = io.StringIO()
    with patch.dict(os.environ, environment), chdir(folder / person), redirect_stdout(told):
        status = cli.main(list(command))
    if status not in (0, 1):
        raise RuntimeError(f"{command}: {status}")
    lines += [f"{person}$ xlplan {' '.join(command)}", *told.getvalue().splitlines(), ""]


def digest() -> str:
    """Of what the pictures rest on: the story and the workbook it begins with."""
    with tempfile.TemporaryDirectory() as folder:
        text = story(Path(folder)).encode()
    return sha256(text + (ROOT / "workbooks" / "mau-chuan.xlsx").read_bytes()).hexdigest()


def main() -> None:
    """The workbooks before and after, and the terminal."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as drawing:

        def look(name: str, path: Path) -> None:
            source = shutil.copy(path, Path(drawing) / f"{name}.xlsx")
            pages(Path(source), Path(drawing))
            _png(Path(drawing) / f"{name}.pdf", name, _PAGE, *_CROP)

        text = story(Path(folder), look)
        _terminal(text, Path(drawing))
    MANIFEST.write_text(json.dumps({"digest": digest()}, indent=1) + "\n")


def _png(source: Path, name: str, page: int, *crop: str) -> None:
    numbers = ["-f", str(page), "-l", str(page), "-singlefile", "-r", "150", *crop]
    subprocess.run(["pdftoppm", "-png", *numbers, str(source), str(TARGET / name)], check=True)


def _terminal(text: str, folder: Path) -> None:
    shown = "\n".join(
        f"<b>{html.escape(line)}</b>" if "$ xlplan" in line else html.escape(line)
        for line in text.rstrip().splitlines()
    )
    page = folder / "man-hinh.html"
    page.write_text(f"<meta charset=utf-8>{_STYLE}<pre>{shown}</pre>", encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--user-data-dir={folder}/chromium", "--force-device-scale-factor=1",
         f"--window-size=760,{24 + 14 * text.count(chr(10))}",
         f"--screenshot={TARGET / 'man-hinh.png'}", str(page)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
