"""What can't go on: one small tree, each with a Vietnamese sentence for the user.

XlplanError
├── UsageError        a wrong argument
├── UnreadableError   an input that can't be read
└── WriteError        a file that was not written, and is as it was
"""

from __future__ import annotations

import errno


class XlplanError(Exception):
    """Stops the work. `message` says what is wrong, `remedy` what to do, both in Vietnamese."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def sentence(self) -> str:
        """Message and remedy as one line for stderr."""
        return " ".join(part for part in (self.message, self.remedy) if part)


class UsageError(XlplanError):
    """The caller asked for something that doesn't exist or doesn't fit."""


class UnreadableError(XlplanError):
    """A file is not what it should be: missing, damaged, encrypted, hostile, too large."""

    def __init__(self, file: str, message: str, remedy: str = "", reason: str = "") -> None:
        super().__init__(message, remedy)
        self.file = file
        self.reason = reason


class WriteError(XlplanError):
    """A write was refused or failed; the file is whole and as it was before.

    `reason` is one word for the caller: "changed" (since it was read), "open", "locked", "denied",
    "full", "broken", "network", "missing", "exists", "kind", "link", "name", "busy", "nothing" (to
    undo), "damaged" (a backup), "system".
    """

    def __init__(self, file: str, message: str, remedy: str = "", reason: str = "") -> None:
        super().__init__(message, remedy)
        self.file = file
        self.reason = reason


_OS_REASONS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền, hoặc tệp đang mở ở chương trình khác",
    errno.EPERM: "không có quyền",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTDIR: "một phần của đường dẫn không phải thư mục",
    errno.EEXIST: "đã có tệp mang tên này",
    errno.ENOSPC: "ổ đĩa hết chỗ trống",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EBUSY: "tệp đang được chương trình khác dùng",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.ELOOP: "đường dẫn tắt dẫn vòng quanh",
    errno.EMFILE: "đang mở quá nhiều tệp",
    errno.EIO: "ổ đĩa hoặc mạng bị lỗi",
    errno.EFBIG: "tệp quá lớn đối với ổ đĩa",
    errno.EXDEV: "hai nơi nằm trên hai ổ đĩa khác nhau",
}


def os_reason(error: OSError) -> str:
    """Why the system refused, in Vietnamese, to stand after a colon; never its own English."""
    known = _OS_REASONS.get(error.errno or 0)
    return known or f"hệ thống báo lỗi số {error.errno or 0}"
