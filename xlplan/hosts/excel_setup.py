"""The add-in put into the user's own Excel, taken out, and looked at; no admin rights needed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from xlplan.hosts import build_xlam
from xlplan.hosts.links import Link, written
from xlplan.hosts.registry import Registry, WindowsRegistry

_VERSIONS = ("16.0", "15.0", "14.0")
_CLICK_TO_RUN = r"Software\Microsoft\Office\ClickToRun\Configuration"
_EXCEL = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_REGION = r"Control Panel\International"


def build(folder: Path) -> Path:
    """Writes `xlplan.xlam` into the folder; its path."""
    return written(folder, build_xlam.NAME, build_xlam.build())


class Setup:
    """One user's Excel. `appdata` and `home` are the user's folders, `prefix` is where this Python
    is installed."""

    def __init__(
        self,
        registry: Registry | None = None,
        appdata: Path | None = None,
        home: Path | None = None,
        prefix: Path | None = None,
    ) -> None:
        self.registry = registry or WindowsRegistry()
        self.addins = (appdata or Path(os.environ.get("APPDATA", ""))) / "Microsoft" / "AddIns"
        self.settings = (home or Path.home()) / ".xlplan" / "xlplan.conf"
        self.prefix = prefix or Path(sys.prefix)

    @property
    def file(self) -> Path:
        """Where the add-in lies: a folder that Excel trusts and every user may write to."""
        return self.addins / build_xlam.NAME

    def install(self) -> None:
        """Copies the add-in, says where Python is, and has Excel open it from the next start on."""
        build(self.addins)
        with suppress(OSError):  # the mark of a download, which blocks macros
            os.remove(f"{self.file}:Zone.Identifier")
        written(self.settings.parent, self.settings.name, self._settings().encode())
        for number in self._versions():
            if self._entry(number) is None:
                self.registry.put(self._options(number), self._free(number), f'/R "{self.file}"')

    def remove(self) -> None:
        """Takes all three away again; the folder stays."""
        for number in _VERSIONS:
            while (name := self._entry(number)) is not None:
                self.registry.drop(self._options(number), name)
        for path in (self.file, self.settings):
            path.unlink(missing_ok=True)

    def status(self) -> list[Link]:
        """Each link of the chain."""
        return [
            self._excel(), self._file(), self._registered(), self._python(), self._library(),
            self._separators(),
        ]  # fmt: skip

    def interpreter(self) -> Path | None:
        """The Python that the settings name; None without settings."""
        try:
            lines = self.settings.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeError):
            return None
        pairs = [line.strip('"').split('","') for line in lines]
        return next((Path(p[1]) for p in pairs if len(p) == 2 and p[0] == "INTERPRETER_WIN"), None)

    def _settings(self) -> str:
        """For xlwings: the folder of a workbook that somebody sent is not looked in for code."""
        values = {
            "INTERPRETER_WIN": str(self._scripts() / "pythonw.exe"),
            "USE UDF SERVER": "True",
            "ADD_WORKBOOK_TO_PYTHONPATH": "False",
            "UDF MODULES": "xlplan.hosts.excel",
        }
        return "".join(f'"{key}","{value}"\r\n' for key, value in values.items())

    def _scripts(self) -> Path:
        scripts = self.prefix / "Scripts"
        return scripts if (scripts / "pythonw.exe").exists() else self.prefix

    def _versions(self) -> list[str]:
        found = [n for n in _VERSIONS if self.registry.get(self._options(n), "OPEN") is not None]
        known = [n for n in _VERSIONS if self.registry.get(self._common(n), "UserName") is not None]
        return sorted({*found, *known} or {_VERSIONS[0]})

    def _options(self, number: str) -> str:
        return rf"Software\Microsoft\Office\{number}\Excel\Options"

    def _common(self, number: str) -> str:
        return r"Software\Microsoft\Office\Common\UserInfo" if number == "16.0" else (
            rf"Software\Microsoft\Office\{number}\Common\UserInfo"
        )  # fmt: skip

    def _names(self) -> list[str]:
        return ["OPEN", *(f"OPEN{n}" for n in range(1, 50))]

    def _entry(self, number: str) -> str | None:
        """The name of our entry among what Excel opens at its start."""
        for name in self._names():
            value = self.registry.get(self._options(number), name)
            if value and build_xlam.NAME in value.lower():
                return name
        return None

    def _free(self, number: str) -> str:
        return next(n for n in self._names() if self.registry.get(self._options(number), n) is None)

    def _excel(self) -> Link:
        path = self.registry.get(_EXCEL, "", machine=True)
        if path is None:
            return Link("Excel", False, "không thấy Excel trên máy này")
        bits = self.registry.get(_CLICK_TO_RUN, "Platform", machine=True) or "không rõ số bit"
        return Link("Excel", True, f"{path} ({bits}); Python 64 bit chạy được với cả hai loại")

    def _file(self) -> Link:
        try:
            same = self.file.read_bytes() == build_xlam.build()
        except OSError:
            return Link("Tệp bổ trợ", False, "chưa cài; chạy «xlplan addin install»")
        if not same:
            return Link("Tệp bổ trợ", False, "khác bản xlplan này; chạy «xlplan addin install»")
        return Link("Tệp bổ trợ", True, str(self.file))

    def _registered(self) -> Link:
        found = [number for number in _VERSIONS if self._entry(number)]
        if not found:
            return Link("Đăng ký", False, "Excel chưa mở tệp bổ trợ; chạy «xlplan addin install»")
        return Link("Đăng ký", True, "mở cùng Excel " + ", ".join(found))

    def _python(self) -> Link:
        path = self.interpreter()
        if path is None:
            return Link("Python", False, "chưa ghi nơi có Python; chạy «xlplan addin install»")
        if not path.exists():
            return Link("Python", False, f"{path} không còn; chạy «xlplan addin install»")
        return Link("Python", True, str(path))

    def _library(self) -> Link:
        """xlwings and its library, which has the version in its name."""
        number = version("xlwings")
        names = [f"xlwings{bits}-{number}.dll" for bits in (32, 64)]
        missing = [name for name in names if not (self.prefix / name).exists()]
        if missing:
            return Link(
                "xlwings", False, f"thiếu {', '.join(missing)} trong {self.prefix}; cài lại xlwings"
            )
        return Link("xlwings", True, number)

    def _separators(self) -> Link:
        decimal = self.registry.get(_REGION, "sDecimal") or "?"
        between = self.registry.get(_REGION, "sList") or "?"
        return Link("Dấu phân cách", True, f"thập phân «{decimal}», giữa các đối số «{between}»")
