"""Who has a workbook open: what Excel and LibreOffice leave beside it while they hold it."""

from __future__ import annotations

import os
import socket
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path

from xlplan.workbook.guard.sentences import refused

_LONGEST = 4096
_OWNERS = ("~$", "Excel"), (".~", "WPS")
"""What stands before the workbook's name in the owner file; WPS writes Excel's as well."""

_EXCEL_NAME = 54
"""Excel's `~$` file: a byte of length and 54 bytes of the name in the system's code page, then two
bytes of length and the name in UTF-16: 165 bytes in all. Word's is 162, the name a byte earlier."""


def refuse_open(path: Path) -> None:
    """WriteError when Excel or LibreOffice holds `path`; theirs is never removed by us."""
    for prefix, program in _OWNERS:
        owner = path.with_name(prefix + path.name)
        if os.path.lexists(owner):
            who = _said(excel_user(_read(owner)))
            raise refused(
                path,
                "open",
                f"tệp đang mở trong {program}{who}",
                f"Đóng tệp trong {program} rồi chạy lại; nếu chắc chắn không ai đang mở ({program} "
                f"từng bị tắt đột ngột) thì xóa tệp ẩn {owner.name}.",
            )
    office = path.with_name(f".~lock.{path.name}#")
    if os.path.lexists(office):
        raise _libreoffice(path, office)


def _libreoffice(path: Path, office: Path) -> Exception:
    user, host, since = libreoffice_user(_read(office))
    where = f" trên máy {host}" if host else ""
    when = f" từ {since}" if since else ""
    who = _said(user)
    if host and host.casefold() == socket.gethostname().casefold() and _none_running():
        return refused(
            path,
            "open",
            f"còn tệp khóa của LibreOffice{who}{when}, nhưng trên máy này không có LibreOffice "
            "nào đang chạy",
            "Có lẽ LibreOffice từng bị tắt đột ngột: mở tệp bằng LibreOffice xem có bản cần khôi "
            f"phục không, đóng lại, hoặc xóa tệp ẩn {office.name} rồi chạy lại.",
        )
    return refused(
        path,
        "open",
        f"tệp đang mở trong LibreOffice{who}{where}{when}",
        "Đóng tệp trong LibreOffice rồi chạy lại; nếu chắc chắn không ai đang mở thì xóa tệp ẩn "
        f"{office.name}.",
    )


def excel_user(data: bytes) -> str:
    """The name in a `~$` file; "" when it holds none that can be read."""
    for start in (_EXCEL_NAME + 1, _EXCEL_NAME):
        length = int.from_bytes(data[start : start + 2], "little")
        wide = data[start + 2 : start + 2 + 2 * length]
        if 0 < length <= _EXCEL_NAME and len(wide) == 2 * length:
            name = wide.decode("utf-16-le", "replace").strip()
            if name and name.isprintable() and "�" not in name:
                return name
    length = data[0] if data else 0
    narrow = data[1 : 1 + length].decode("cp1258", "replace")
    name = unicodedata.normalize("NFC", narrow).strip()
    return name if 0 < length <= _EXCEL_NAME and name.isprintable() else ""


def libreoffice_user(data: bytes) -> tuple[str, str, str]:
    """Name, host and time in a `.~lock.…#` file: `name,account,host,time,profile;`, each of
    `\\ , ;` escaped by `\\`; "" for what it doesn't hold."""
    fields, escaped = [""], False
    for character in data.decode("utf-8", "replace"):
        if escaped:
            fields[-1] += character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == ",":
            fields.append("")
        elif character == ";":
            break
        else:
            fields[-1] += character
    name, account, host, time = (" ".join(field.split()) for field in [*fields, "", "", ""][:4])
    return name or account, host, time


def _none_running() -> bool:
    """True only where the list of processes can be read and has no LibreOffice in it."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        processes = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return False
    for process in processes:
        with suppress(OSError):
            name = Path("/proc", process, "comm").read_text(encoding="utf-8", errors="replace")
            if name.startswith(("soffice", "oosplash", "libreoffice")):
                return False
    return bool(processes)


def _said(user: str) -> str:
    return f" bởi «{user}»" if user else " (không rõ bởi ai)"


def _read(path: Path) -> bytes:
    """The file's beginning; nothing when it can't be read (Windows: Excel holds it)."""
    try:
        with open(path, "rb") as stream:
            return stream.read(_LONGEST)
    except OSError:
        return b""
