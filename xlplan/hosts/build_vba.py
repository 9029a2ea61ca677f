"""A VBA project (vbaProject.bin, MS-OVBA) out of text modules, the same bytes every time.

It carries sources only: Office compiles them when it loads the file. ms-ovba does this as well,
but its compressor goes wrong in chunks of more than a kilobyte and takes half a minute.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import NamedTuple

from xlplan.hosts.compound import compound
from xlplan.hosts.vba_compression import compressed

_PROJECT = "{3C1D5A52-8A0B-4B0E-9C55-6C9C2A7D1E10}"
_BASES = {
    "ThisWorkbook": "0{00020819-0000-0000-C000-000000000046}",
    "Sheet": "0{00020820-0000-0000-C000-000000000046}",
}
_OLE = (
    r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb"
    "#OLE Automation"
)
_CODE_PAGE = 1252


class _Module(NamedTuple):
    """One module; a document module belongs to the workbook or to a sheet."""

    name: str
    source: bytes
    document: bool


def project(modules: Mapping[str, str], workbook: str, sheets: int) -> bytes:
    """The bytes of vbaProject.bin: standard modules by name (with their `Attribute VB_Name`), the
    workbook's own code, and an empty module for each sheet (Sheet1, Sheet2, …)."""
    made = [_document("ThisWorkbook", workbook)]
    made += [_document(f"Sheet{number}", "") for number in range(1, sheets + 1)]
    made += [_Module(name, _bytes(source), False) for name, source in modules.items()]
    streams = {module.name: compressed(module.source) for module in made}
    return compound(
        {
            "VBA": {
                "dir": compressed(_dir(made)),
                "_VBA_PROJECT": struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0),
                **streams,
            },
            "PROJECTwm": b"".join(
                m.name.encode() + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in made
            )
            + b"\0\0",
            "PROJECT": _project(made),
        }
    )


def _document(name: str, code: str) -> _Module:
    base = _BASES["ThisWorkbook" if name == "ThisWorkbook" else "Sheet"]
    attributes = {
        "Name": f'"{name}"', "Base": f'"{base}"', "GlobalNameSpace": "False", "Creatable": "False",
        "PredeclaredId": "True", "Exposed": "True", "TemplateDerived": "False",
        "Customizable": "True",
    }  # fmt: skip
    lines = "".join(f"Attribute VB_{key} = {value}\n" for key, value in attributes.items())
    return _Module(name, _bytes(lines + code), True)


def _bytes(source: str) -> bytes:
    return "\r\n".join(source.splitlines()).encode("ascii") + b"\r\n"


def _sized(kind: int, data: bytes) -> bytes:
    return struct.pack("<HI", kind, len(data)) + data


def _both(kind: int, text: str, wide: int) -> bytes:
    """A text twice: in the code page and in UTF-16."""
    return _sized(kind, text.encode("ascii")) + _sized(wide, text.encode("utf-16-le"))


def _long(kind: int, value: int) -> bytes:
    return _sized(kind, struct.pack("<I", value))


def _short(kind: int, value: int) -> bytes:
    return _sized(kind, struct.pack("<H", value))


def _dir(modules: list[_Module]) -> bytes:
    """The directory of the project: its properties, its one reference, its modules."""
    library = _OLE.encode("ascii")
    parts = [
        _long(0x01, 1), _long(0x02, 0x409), _long(0x14, 0x409), _short(0x03, _CODE_PAGE),
        _sized(0x04, b"VBAProject"), _both(0x05, "", 0x40), _both(0x06, "", 0x3D),
        _long(0x07, 0), _long(0x08, 0), struct.pack("<HIIH", 0x09, 4, 0x65BE0257, 17),
        _both(0x0C, "", 0x3C), _both(0x16, "stdole", 0x3E),
        _sized(0x0D, struct.pack("<I", len(library)) + library + bytes(6)),
        _short(0x0F, len(modules)), _short(0x13, 0xFFFF),
    ]  # fmt: skip
    for module in modules:
        parts += [
            _both(0x19, module.name, 0x47), _both(0x1A, module.name, 0x32), _both(0x1C, "", 0x48),
            _long(0x31, 0), _long(0x1E, 0), _short(0x2C, 0xFFFF),
            _sized(0x22 if module.document else 0x21, b""), _sized(0x2B, b""),
        ]  # fmt: skip
    return b"".join([*parts, _sized(0x10, b"")])


def _project(modules: list[_Module]) -> bytes:
    lines = [f'ID="{_PROJECT}"']
    lines += [
        f"Document={m.name}/&H00000000" if m.document else f"Module={m.name}" for m in modules
    ]
    lines += [
        'Name="VBAProject"', 'HelpContextID="0"', 'VersionCompatible32="393222000"',
        f'CMG="{_hidden(bytes(4))}"', f'DPB="{_hidden(bytes(1))}"', f'GC="{_hidden(bytes([255]))}"',
        "", "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", "", "[Workspace]",
    ]  # fmt: skip
    lines += [f"{m.name}=0, 0, 0, 0, C" for m in modules]
    return _bytes("\n".join(lines))


def _hidden(data: bytes) -> str:
    """Protection state, password and visibility are obscured with the project's id (MS-OVBA
    2.4.3.2); the seed, which may be anything, is 0: no filling bytes."""
    key = sum(_PROJECT.encode("ascii")) & 255
    out = bytearray([0, 2, key])
    plain, before, last = key, 2, key
    for byte in struct.pack("<I", len(data)) + data:
        hidden = byte ^ ((plain + before) & 255)
        out.append(hidden)
        plain, before, last = byte, last, hidden
    return out.hex().upper()
