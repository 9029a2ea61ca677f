"""The zip around a workbook's parts: opened within limits, hostile content refused."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

from xlplan.domain.errors import UnreadableError

MAX_PART = 1 << 30
MAX_TOTAL = 2 << 30
MAX_RATIO = 2000
MAX_PARTS = 20_000
MAX_DEPTH = 200

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Mở bằng Excel rồi chọn Lưu thành «Excel Workbook (.xlsx)»."


class Package:
    """The parts of one workbook; every read checks size and DOCTYPE."""

    def __init__(self, data: bytes, file: str = "") -> None:
        self.file = file
        self.data = data
        if not data:
            raise self.refused("empty", "Tệp rỗng.", "Lấy lại tệp từ bản sao lưu.")
        if data.startswith(_OLE):
            raise self._ole()
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = {info.filename: info for info in self.zip.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise self.refused(
                "zip", "Không phải tệp Excel .xlsx, hoặc tệp đã hỏng.", _SAVE_AS
            ) from error
        self._limits()

    def refused(self, reason: str, what: str, remedy: str) -> UnreadableError:
        """The error for this file; `what` is a sentence."""
        name = Path(self.file).name if self.file else "Tệp"
        return UnreadableError(self.file, f"{name}: {what}", remedy, reason)

    def _ole(self) -> UnreadableError:
        if "EncryptedPackage".encode("utf-16-le") in self.data:
            return self.refused(
                "encrypted", "Tệp có mật khẩu.", "Bỏ mật khẩu trong Excel rồi kiểm tra lại."
            )
        return self.refused("xls", "Tệp theo định dạng .xls cũ.", _SAVE_AS)

    def _limits(self) -> None:
        infos = list(self.names.values())
        if len(infos) != len(self.zip.infolist()):
            raise self.refused("zip", "Tệp có hai phần cùng tên.", _SAVE_AS)
        total = sum(info.file_size for info in infos)
        if len(infos) > MAX_PARTS or total > MAX_TOTAL:
            raise self.refused("limits", "Tệp quá lớn để đọc an toàn.", "Chia nhỏ tệp.")
        for info in infos:
            name = info.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name:
                raise self.refused("name", "Tệp có phần mang tên ra ngoài thư mục.", _SAVE_AS)
            if info.file_size > 1 << 20 and info.file_size > MAX_RATIO * max(1, info.compress_size):
                raise self.refused("limits", "Tệp nén bất thường (bom zip).", "Không mở tệp này.")
            if info.flag_bits & 1:
                raise self.refused("encrypted", "Tệp có mật khẩu.", "Bỏ mật khẩu rồi thử lại.")

    def read(self, name: str) -> bytes:
        """A part inflated; UnreadableError when missing, damaged, too large or with DOCTYPE."""
        info = self.names.get(name) or self.names.get(name.lstrip("/"))
        if info is None:
            raise self.refused("parts", f"Tệp thiếu phần {name}.", _SAVE_AS)
        try:
            with self.zip.open(info) as stream:
                data = stream.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
                RuntimeError, ValueError) as error:  # fmt: skip
            raise self.refused("damaged", "Tệp đã hỏng, không giải nén được.", _SAVE_AS) from error
        if len(data) > MAX_PART:
            raise self.refused("limits", "Tệp quá lớn để đọc an toàn.", "Chia nhỏ tệp.")
        if re.search(rb"<!DOCTYPE", data[:4096], re.IGNORECASE):
            raise self.refused("doctype", "Tệp chứa DOCTYPE, bị từ chối.", "Không mở tệp này.")
        return data

    def check_doctype(self) -> None:
        """Looks into every XML part, also those that nobody reads."""
        for name in self.names:
            if name.endswith((".xml", ".rels", ".vml")):
                info = self.names[name]
                try:
                    with self.zip.open(info) as stream:
                        head = stream.read(2048)
                except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
                        RuntimeError, ValueError) as error:  # fmt: skip
                    raise self.refused("damaged", "Tệp đã hỏng.", _SAVE_AS) from error
                if b"<!DOCTYPE" in head.upper():
                    raise self.refused(
                        "doctype", "Tệp chứa DOCTYPE, bị từ chối.", "Không mở tệp này."
                    )
