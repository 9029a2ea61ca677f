"""Why a write was refused or failed: errno and Windows' codes as Vietnamese sentences."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from xlplan.domain.errors import WriteError

_SHARING = 32, 33
"""Windows: another program holds the file, or a part of it."""

_ACCESS = 5
"""Windows: no right to it, or a program holds it that allows no replacing, as Excel does."""

_FULL = ("full", "ổ đĩa đã đầy", "Dọn bớt ổ đĩa rồi chạy lại.")
_QUOTA = ("full", "đã hết hạn mức dung lượng", "Xóa bớt tệp hoặc xin thêm dung lượng.")
_DENIED = (
    "denied",
    "không có quyền ghi",
    "Xin quyền ghi vào tệp và thư mục, hoặc chép ra chỗ khác.",
)
_NETWORK = ("network", "ổ đĩa mạng không trả lời", "Kiểm tra mạng, hoặc chép tệp về máy rồi làm.")
_MISSING = ("missing", "không có thư mục hoặc tệp đó", "Kiểm tra lại đường dẫn.")
_NO_LOCK = ("network", "ổ đĩa này không hỗ trợ khóa tệp", "Chép tệp về máy rồi làm.")

_KNOWN = {
    "ENOSPC": _FULL,
    "EDQUOT": _QUOTA,
    "EFBIG": ("full", "tệp vượt cỡ cho phép", "Kiểm tra giới hạn cỡ tệp của ổ đĩa."),
    "EACCES": _DENIED,
    "EPERM": _DENIED,
    "EROFS": ("denied", "ổ đĩa chỉ cho đọc", "Chép tệp sang ổ đĩa ghi được."),
    "EIO": ("broken", "ổ đĩa báo lỗi đọc ghi", "Chép tệp sang ổ khác và kiểm tra ổ đĩa này."),
    "ENOENT": _MISSING,
    "ENOTDIR": _MISSING,
    "EISDIR": ("kind", "đó là một thư mục", "Nêu tên một tệp."),
    "ENAMETOOLONG": ("name", "tên tệp hoặc đường dẫn quá dài", "Đặt tên ngắn hơn."),
    "ELOOP": ("link", "gặp liên kết ở chỗ phải là tệp hoặc thư mục thật", "Nêu tên tệp thật."),
    "ENOLCK": _NO_LOCK,
    "ENOTSUP": _NO_LOCK,
    "EOPNOTSUPP": _NO_LOCK,
    "ENOSYS": _NO_LOCK,
    "EMFILE": ("busy", "máy đang mở quá nhiều tệp", "Đóng bớt chương trình rồi chạy lại."),
    "ENFILE": ("busy", "máy đang mở quá nhiều tệp", "Đóng bớt chương trình rồi chạy lại."),
    "EBUSY": ("open", "tệp đang được chương trình khác giữ", "Đóng chương trình đó rồi chạy lại."),
    "ETXTBSY": (
        "open",
        "tệp đang được chương trình khác giữ",
        "Đóng chương trình đó rồi chạy lại.",
    ),
    "ESTALE": _NETWORK,
    "ETIMEDOUT": _NETWORK,
    "EHOSTDOWN": _NETWORK,
    "EHOSTUNREACH": _NETWORK,
    "ENETDOWN": _NETWORK,
    "ENETUNREACH": _NETWORK,
    "ENOTCONN": _NETWORK,
    "ECONNRESET": _NETWORK,
}
_BY_NUMBER = {getattr(errno, name): told for name, told in _KNOWN.items() if hasattr(errno, name)}


def failed(path: Path, error: OSError) -> WriteError:
    """The error for a write to `path` that the system stopped; the file is as it was."""
    code = getattr(error, "winerror", None)
    if code in _SHARING:
        reason, why, remedy = "open", "tệp đang mở ở chương trình khác", "Đóng tệp rồi chạy lại."
    elif code == _ACCESS:
        reason, why = "denied", "không có quyền ghi, hoặc tệp đang mở ở chương trình khác"
        remedy = "Đóng tệp trong Excel, xin quyền ghi, rồi chạy lại."
    else:
        reason, why, remedy = _BY_NUMBER.get(
            error.errno or 0, ("system", error.strerror or "lỗi hệ thống", "")
        )
    kept = "; tệp vẫn nguyên như trước" if os.path.lexists(path) else ""
    return WriteError(str(path), f"Không ghi được {path}: {why}{kept}.", remedy, reason)


def refused(path: Path, reason: str, why: str, remedy: str, verb: str = "ghi") -> WriteError:
    """The error for a write that we don't start; `why` goes on after the file's name."""
    return WriteError(str(path), f"Không {verb} {path}: {why}.", remedy, reason)
