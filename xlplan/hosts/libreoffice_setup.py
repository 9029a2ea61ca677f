"""The add-in put into the user's own LibreOffice, taken out, and looked at."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlplan
from xlplan.domain.errors import UsageError
from xlplan.hosts import build_oxt
from xlplan.hosts.links import Link, written
from xlplan.hosts.places import python_file, python_of_xlplan
from xlplan.hosts.soffice import QUIET, program, run


def build(folder: Path) -> Path:
    """Writes `xlplan.oxt` into the folder; its path."""
    return written(folder, build_oxt.NAME, build_oxt.build())


def install(options: Sequence[str] = ()) -> None:
    """For this user; as root, where LibreOffice refuses that, for all users.

    `options` name another profile than the user's own (`soffice.Profile.options`), here and below.
    """
    with tempfile.TemporaryDirectory(prefix="xlplan-") as name:
        package = build(Path(name))
        note_python()
        run(
            [
                program("unopkg"),
                "add",
                "-f",
                "--suppress-license",
                *_scope(),
                *options,
                str(package),
            ]
        )


def note_python(python: str = sys.executable) -> None:
    """Says where the Python with xlplan is, for menu and toolbar."""
    written(python_file().parent, python_file().name, f"{python}\n".encode())


def remove(options: Sequence[str] = ()) -> None:
    """Takes the add-in out; nothing happens when it is not there."""
    if installed_version(options) is not None:
        run([program("unopkg"), "remove", *_scope(), *options, build_oxt.IDENTIFIER])
    python_file().unlink(missing_ok=True)


def status(options: Sequence[str] = ()) -> list[Link]:
    """LibreOffice and its version, the add-in and its version."""
    try:
        text = _version()
    except UsageError as error:
        return [Link("LibreOffice", False, error.sentence())]
    return told_by_program({"program": text, "addin": installed_version(options) or ""})


def told_by_program(about: Mapping[str, str]) -> list[Link]:
    """The chain by what LibreOffice says of itself: "program" with its version, "addin", the
    version of ours ("" without it)."""
    text, version = about["program"], about["addin"] or None
    found = re.search(r"(\d+)\.(\d+)", text)
    new_enough = bool(found) and (int(found[1]), int(found[2])) >= (7, 4)
    links = [Link("LibreOffice", new_enough, text if new_enough else f"{text}; cần từ 7.4")]
    if version is None:
        words = "chưa cài; chạy «xlplan addin install --libreoffice»"
    elif version != xlplan.__version__:
        words = f"bản {version}, xlplan là bản {xlplan.__version__}; cài lại phần bổ trợ"
    else:
        words = f"bản {version}"
    python = python_of_xlplan()
    told = python or "không thấy; chạy «xlplan addin install --libreoffice»"
    return [
        *links,
        Link("Phần bổ trợ", version == xlplan.__version__, words),
        Link("Python", python is not None, told),
    ]


def installed_version(options: Sequence[str] = ()) -> str | None:
    """The version of the add-in that LibreOffice has registered, None when it has none."""
    text = run([program("unopkg"), "list", *_scope(), *options])
    found = re.search(rf"Identifier: {re.escape(build_oxt.IDENTIFIER)}\s+Version: (\S+)", text)
    return found[1] if found else None


def _scope() -> list[str]:
    return ["--shared"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _version() -> str:
    done = subprocess.run(
        [program("soffice"), "--version"], capture_output=True, check=False, env=QUIET
    )
    words = done.stdout.decode("utf-8", "replace").split()
    return " ".join(words[:2]) or "không rõ phiên bản"
