"""A screen for LibreOffice's windows where there is none: Xvfb, with xdotool for hands."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from xlplan.hosts.soffice import QUIET

PROGRAMS = ("Xvfb", "xdotool")
PATIENCE = 180.0
"""Seconds for what comes at once on a machine that has nothing else to do."""


def missing() -> list[str]:
    """The programs that a screen needs and this machine has not."""
    return [name for name in PROGRAMS if not shutil.which(name)]


class Screen:
    """The screen; `environment` is what a program needs to be shown on it."""

    def __init__(self, number: str, looks: str) -> None:
        self.environment = {
            **QUIET, "DISPLAY": f":{number}", "SAL_USE_VCLPLUGIN": looks,
            "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def do(self, *words: object) -> str:
        """One command of xdotool; what it prints."""
        done = subprocess.run(
            ["xdotool", *map(str, words)], env=self.environment, capture_output=True, check=False
        )
        return done.stdout.decode().strip()

    def window(self, title: str) -> str:
        """The number of the shown window whose title is that pattern, waited for."""
        assert come_true(lambda: bool(self.windows(title)), PATIENCE), f"no window {title}"
        return self.windows(title)[-1]

    def windows(self, title: str) -> list[str]:
        """The numbers of the shown windows whose title is that pattern."""
        return self.do("search", "--onlyvisible", "--name", title).split()

    def shows(self, window: str) -> bool:
        """Whether that window is shown."""
        return window in self.windows(".")

    def press(self, window: str, *keys: str) -> None:
        """Keys into that window."""
        self.do("windowfocus", "--sync", window)
        self.do("key", *keys)

    def press_until(self, window: str, key: str, done: Callable[[], bool]) -> None:
        """A key into that window, again where it was lost: on a busy machine a window is shown
        before it takes keys."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.press(window, key)
            if come_true(done, 10):
                return
        raise AssertionError(f"{key} was not taken")

    def close(self, window: str, key: str) -> None:
        """A key that closes that window."""
        self.press_until(window, key, lambda: not self.shows(window))

    def write(self, window: str, text: str) -> None:
        """A text into that window."""
        self.do("windowfocus", "--sync", window)
        self.do("type", "--delay", 30, text)

    def picture(self, path: Path) -> None:
        """The whole screen into a PNG (ImageMagick)."""
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=True)


def come_true(done: Callable[[], bool], seconds: float) -> bool:
    """Whether that is so before the seconds are over."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def shown(size: str = "1280x760", looks: str = "gen", manager: str = "") -> Iterator[Screen]:
    """A screen of that size; `looks` is LibreOffice's toolkit (gen needs no further package),
    `manager` a window manager for it."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as number:
        screen = Screen(number.readline().strip(), looks)
    running = [server]
    try:
        if manager:
            running.append(
                subprocess.Popen([manager], env=screen.environment, stderr=subprocess.DEVNULL)
            )
        yield screen
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()
