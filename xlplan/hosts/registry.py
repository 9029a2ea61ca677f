"""The current user's part of Windows' registry, as far as the add-in needs it."""

from __future__ import annotations

import sys
from typing import Protocol

from xlplan.domain.errors import UsageError


class Registry(Protocol):
    """Values below HKEY_CURRENT_USER; `machine` looks below HKEY_LOCAL_MACHINE."""

    def get(self, key: str, name: str, machine: bool = False) -> str | None:
        """The value as text, None when there is none."""

    def put(self, key: str, name: str, value: str) -> None:
        """Sets a text."""

    def drop(self, key: str, name: str) -> None:
        """Takes a value away."""


class WindowsRegistry:
    """The real one."""

    def __init__(self) -> None:
        if sys.platform != "win32":
            raise UsageError(
                "Phần bổ trợ Excel chỉ cài được trên Windows.",
                "Dùng --libreoffice, hoặc chạy lệnh này trên máy có Excel.",
            )
        import winreg

        self.winreg = winreg

    def get(self, key: str, name: str, machine: bool = False) -> str | None:
        """The value as text, None when there is none."""
        root = self.winreg.HKEY_LOCAL_MACHINE if machine else self.winreg.HKEY_CURRENT_USER
        try:
            with self.winreg.OpenKey(root, key) as handle:
                return str(self.winreg.QueryValueEx(handle, name)[0])
        except OSError:
            return None

    def put(self, key: str, name: str, value: str) -> None:
        """Sets a text; the key is made when it is not there."""
        with self.winreg.CreateKey(self.winreg.HKEY_CURRENT_USER, key) as handle:
            self.winreg.SetValueEx(handle, name, 0, self.winreg.REG_SZ, value)

    def drop(self, key: str, name: str) -> None:
        """Takes a value away; nothing happens when it is not there."""
        try:
            with self.winreg.OpenKey(
                self.winreg.HKEY_CURRENT_USER, key, 0, self.winreg.KEY_SET_VALUE
            ) as handle:
                self.winreg.DeleteValue(handle, name)
        except OSError:
            return
