"""The zip around a workbook's parts: opened within limits, hostile content refused."""

from __future__ import annotations

import os
import re
import struct
import zlib
from functools import lru_cache

from xlplan.domain.errors import UnreadableError
from xlplan.workbook.directory import BROKEN, DEFLATED, STORED, Entry, entries

MAX_PART = 1 << 30
MAX_TOTAL = 2 << 30
MAX_RATIO = 300
"""Bytes out of one byte in, for a large part; sheets of blank rows stay below a tenth of it."""
MAX_PARTS = 20_000
MAX_DEPTH = 200

_LARGE = 16 << 20
_SNIFF = 64
_SMALL = 32 << 10
"""Bytes of a part that is remembered, packed or not, and how many are: what the workbooks of a
template share."""
_KNOWN = 96
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<![dD][oO][cC][tT][yY][pP][eE]")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SAVE_AS = "Mở bằng Excel rồi chọn Lưu thành «Excel Workbook (.xlsx)»."


class Package:
    """The parts of one workbook; every read checks size, checksum and DOCTYPE.

    `names` maps each part's name, as the zip spells it, to its entry; `find` takes a name in any
    case and with either slash, as Excel does.
    """

    def __init__(self, data: bytes, file: str = "") -> None:
        self.file = file
        self.data = data
        if not data:
            raise self.refused("empty", "Tệp rỗng.", "Lấy lại tệp từ bản sao lưu.")
        if data.startswith(_OLE):
            raise self._ole()
        try:
            infos = entries(data)
        except BROKEN as error:
            raise self.refused(
                "zip", "Không phải tệp Excel .xlsx, hoặc tệp đã hỏng.", _SAVE_AS
            ) from error
        self.names = {info.name: info for info in infos}
        self._spelled = {_plain(name): name for name in self.names}
        self._clean: set[str] = set()
        self._limits(infos)

    def refused(self, reason: str, what: str, remedy: str) -> UnreadableError:
        """The error for this file; `what` is a sentence."""
        name = os.path.basename(self.file) or "Tệp"
        return UnreadableError(self.file, f"{name}: {what}", remedy, reason)

    def _ole(self) -> UnreadableError:
        if "EncryptedPackage".encode("utf-16-le") in self.data:
            return self.refused(
                "encrypted", "Tệp có mật khẩu.", "Bỏ mật khẩu trong Excel rồi kiểm tra lại."
            )
        return self.refused("xls", "Tệp theo định dạng .xls cũ.", _SAVE_AS)

    def _limits(self, infos: list[Entry]) -> None:
        if len(self._spelled) != len(infos):
            raise self.refused("zip", "Tệp có hai phần cùng tên.", _SAVE_AS)
        total = sum(info.size for info in infos)
        if len(infos) > MAX_PARTS or total > MAX_TOTAL:
            raise self.refused("limits", "Tệp quá lớn để đọc an toàn.", "Chia nhỏ tệp.")
        for info in infos:
            name = info.name.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name:
                raise self.refused("name", "Tệp có phần mang tên ra ngoài thư mục.", _SAVE_AS)
            if info.size > _LARGE and info.size > MAX_RATIO * max(1, info.packed):
                raise self._bomb()
            if info.encrypted:
                raise self.refused("encrypted", "Tệp có mật khẩu.", "Bỏ mật khẩu rồi thử lại.")

    def _bomb(self) -> UnreadableError:
        return self.refused("limits", "Tệp nén bất thường (bom zip).", "Không mở tệp này.")

    def find(self, name: str) -> str | None:
        """The part of that name as the zip spells it; None when there is none."""
        return name if name in self.names else self._spelled.get(_plain(name))

    def read(self, name: str) -> bytes:
        """A part inflated; UnreadableError when missing, damaged, too large or with DOCTYPE."""
        spelled = self.find(name)
        if spelled is None:
            raise self.refused("parts", f"Tệp thiếu phần {name}.", _SAVE_AS)
        info = self.names[spelled]
        data = self._inflated(info)
        if spelled not in self._clean:
            if (_known_doctype if len(data) < _SMALL else _has_doctype)(data):
                raise self.refused("doctype", "Tệp chứa DOCTYPE, bị từ chối.", "Không mở tệp này.")
            self._clean.add(spelled)
        return data

    def check_doctype(self) -> None:
        """Looks into every part that reads as XML, whatever its name, also those nobody reads."""
        for name, info in self.names.items():
            if name not in self._clean and not info.name.endswith("/") and self._is_xml(info):
                self.read(name)

    def _is_xml(self, info: Entry) -> bool:
        if info.name.lower().endswith((".xml", ".rels", ".vml")):
            return True
        head = self._inflated(info, _SNIFF)
        return head.startswith(_MARKS) or head.replace(b"\0", b"").lstrip()[:1] in (b"<", b"")

    def _inflated(self, info: Entry, most: int = MAX_PART) -> bytes:
        """The part's bytes, or its first `most`; never more than the directory promises.

        The directory may lie about the size: what inflates to another one is refused.
        """
        try:
            packed = self._packed(info)
            if info.method == STORED:
                data = packed[:most]
            elif info.method == DEFLATED:
                limit = min(most, info.size) + 1
                small = limit < _SMALL and len(packed) < _SMALL  # a picture's head is not
                data = (_known if small else _inflate)(packed, limit)
            else:
                raise ValueError("compression method")
        except BROKEN as error:
            raise self.refused("damaged", "Tệp đã hỏng, không giải nén được.", _SAVE_AS) from error
        if most < MAX_PART:
            return data[:most]
        if len(data) > info.size:
            raise self._bomb()
        if len(data) != info.size or zlib.crc32(data) != info.crc:
            raise self.refused("damaged", "Tệp đã hỏng, không giải nén được.", _SAVE_AS)
        return data

    def _packed(self, info: Entry) -> bytes:
        """The compressed bytes, by the local header; ValueError when it names another part."""
        at = info.offset
        mark, flags, name_length, extra = struct.unpack("<4s2xH18xHH", self.data[at : at + 30])
        start = at + 30 + name_length + extra
        name = self.data[at + 30 : at + 30 + name_length]
        text = name.decode("utf-8" if flags & 0x800 or name.isascii() else "cp437")
        if at < 0 or mark != b"PK\3\4" or _plain(text.split("\0")[0]) != _plain(info.name):
            raise ValueError("local header")
        return self.data[start : start + info.packed]


def _inflate(packed: bytes, limit: int) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit)


@lru_cache(maxsize=_KNOWN)
def _known(packed: bytes, limit: int) -> bytes:
    """`_inflate`, one object for the same bytes: workbooks of one template share most parts."""
    return _inflate(packed, limit)


def _has_doctype(data: bytes) -> bool:
    if b"\0" in data[:4] or data[:2] in _MARKS:  # UTF-16 and UTF-32 as their ASCII letters
        data = data.replace(b"\0", b"")
    return _DOCTYPE.search(data) is not None


_known_doctype = lru_cache(maxsize=_KNOWN)(_has_doctype)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
