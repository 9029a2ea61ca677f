"""A running LibreOffice of our own, reached over UNO."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from xlplan.domain.errors import UsageError
from xlplan.hosts.soffice import QUIET, Profile, program

_UNO_PLACES = ("/usr/lib/python3/dist-packages",)
_START, _STOP = 180.0, 20.0
ALWAYS_MACROS, NEVER_MACROS = 4, 0


def uno_module() -> Any:
    """LibreOffice's bridge to Python, which a virtual environment doesn't see by itself."""
    try:
        return importlib.import_module("uno")
    except ImportError:
        places = (*_UNO_PLACES, str(Path(program("soffice")).resolve().parent))
        sys.path += [place for place in places if place not in sys.path]
    try:
        return importlib.import_module("uno")
    except ImportError as error:
        raise UsageError(
            "Python này không gọi được LibreOffice (thiếu mô-đun uno).",
            "Trên Debian cài python3-uno và dùng đúng bản Python của hệ thống.",
        ) from error


@contextmanager
def running(profile: Profile) -> Iterator[Any]:
    """LibreOffice's desktop (com.sun.star.frame.Desktop) in that profile; closed afterwards."""
    with started(profile) as context:
        yield service(context, "com.sun.star.frame.Desktop")


@contextmanager
def started(
    profile: Profile,
    options: Sequence[str] = ("--headless",),
    environment: Mapping[str, str] = QUIET,
) -> Iterator[Any]:
    """The component context of a LibreOffice in that profile; closed afterwards."""
    uno = uno_module()
    pipe = f"xlplan{uuid.uuid4().hex}"
    process = subprocess.Popen(
        [program("soffice"), *options, "--norestore", *profile.options,
         f"--accept=pipe,name={pipe};urp;"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield _connected(uno, pipe, process)
    finally:
        _ended(process)


def service(context: Any, name: str) -> Any:
    """An instance of a service in that LibreOffice."""
    return context.ServiceManager.createInstanceWithContext(name, context)


def _connected(uno: Any, pipe: str, process: subprocess.Popen[bytes]) -> Any:
    resolver = service(uno.getComponentContext(), "com.sun.star.bridge.UnoUrlResolver")
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() in (None, 81):
        with suppress(Exception):  # NoConnectException, known only through the bridge
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        time.sleep(0.2)
    raise UsageError("LibreOffice không khởi động được.", "Đóng LibreOffice rồi chạy lại.")


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_STOP)


def properties(**values: Any) -> tuple[Any, ...]:
    """Arguments as LibreOffice takes them."""
    value = uno_module().getClass("com.sun.star.beans.PropertyValue")
    made = []
    for name, content in values.items():
        one = value()
        one.Name, one.Value = name, content
        made.append(one)
    return tuple(made)


def opened(desktop: Any, path: Path, macros: bool = False) -> Any:
    """The document of a file; its macros run only when asked for."""
    mode = ALWAYS_MACROS if macros else NEVER_MACROS
    document = desktop.loadComponentFromURL(
        path.resolve().as_uri(), "_blank", 0, properties(Hidden=True, MacroExecutionMode=mode)
    )
    if document is None:
        raise UsageError(f"LibreOffice không mở được {path.name}.", "Kiểm tra tệp.")
    return document
