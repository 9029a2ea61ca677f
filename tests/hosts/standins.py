"""Stand-ins for pywin32, so that the real xlwings.udfs and COM server run where there is no Excel.

Only what Windows provides is replaced; xlwings itself is the installed one.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

RANGE_IID = "{00020846-0000-0000-C000-000000000046}"
MISSING = -2147352572

_STUBS = (
    "pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process",
    "win32timezone", "win32event", "win32com", "win32com.client", "win32com.server",
    "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util",
)  # fmt: skip
_REAL = ("xlwings._xlwindows", "xlwings.udfs", "xlwings.com_server", "xlplan.hosts.excel")


class _Anything(ModuleType):
    """A module of which every name exists."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception if name.endswith("error") else object,), {})
        setattr(self, name, made)
        return made


@contextmanager
def xlwings_on_windows() -> Iterator[SimpleNamespace]:
    """The real `udfs`, `com_server` and `_xlwindows` of xlwings, and our UDF module."""
    import xlwings

    before, dll = set(sys.modules), ctypes.PyDLL
    _stub_windows()
    try:
        parts = {
            name.rpartition(".")[2].lstrip("_"): importlib.import_module(name) for name in _REAL
        }
        ctypes.PyDLL = dll
        xlwings.engines.add(xlwings.Engine(impl=parts["xlwindows"].engine))
        yield SimpleNamespace(**parts)
    finally:
        ctypes.PyDLL = dll
        for name in set(sys.modules) - before:
            if name in (*_STUBS, *_REAL):
                del sys.modules[name]
        del ctypes.windll, ctypes.oledll


def _stub_windows() -> None:
    for name in _STUBS:
        module = _Anything(name)
        sys.modules[name] = module
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, module)
    pythoncom, pywintypes = sys.modules["pythoncom"], sys.modules["pywintypes"]
    pythoncom.__file__ = "pythoncom"
    pythoncom.CoInitialize = lambda: None
    pythoncom.IID_IDispatch = "IDispatch"
    pythoncom.TypeIIDs = {"IDispatch": type("PyIDispatch", (), {})}
    pywintypes.IID = str
    sys.modules["win32process"].GetWindowThreadProcessId = lambda _: (0, 1)
    sys.modules["win32com.server.util"].unwrap = _unwrap
    nothing = SimpleNamespace(CLSIDFromString=lambda *_: 0)
    ctypes.windll = SimpleNamespace()
    ctypes.oledll = SimpleNamespace(ole32=nothing)
    ctypes.PyDLL = lambda _: SimpleNamespace(PyCom_PyObjectFromIUnknown=SimpleNamespace())


def _unwrap(value: Any) -> Any:
    raise TypeError(value)


class FakeRange:
    """A COM range as pywin32 gives it: `Value` and its size; counts how often it is asked."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self.asked = 0
        rows = value if isinstance(value, tuple) else ((value,),)
        self.Rows = SimpleNamespace(Count=len(rows))
        self.Columns = SimpleNamespace(Count=len(rows[0]))
        self.Row = self.Column = 1
        self.Worksheet = SimpleNamespace(
            Parent=SimpleNamespace(Application=SimpleNamespace(Hwnd=1))
        )
        attributes = SimpleNamespace(iid=RANGE_IID)
        info = SimpleNamespace(GetTypeAttr=lambda: attributes)
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: info)

    @property
    def Value(self) -> Any:
        self.asked += 1
        return self._value
