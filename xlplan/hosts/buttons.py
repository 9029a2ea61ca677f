"""The buttons, each described once: Excel's ribbon, LibreOffice's menu and toolbar read this."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Button(NamedTuple):
    """One button. `action` is the function in `xlplan.hosts.actions`; `command`, where there is
    one, the command of xlplan that has to exist for the button to be enabled; `key` its key tip;
    `icon` a drawing of `xlplan.hosts.icons`."""

    action: str
    label: str
    tip: str
    key: str
    icon: str
    large: bool = False
    command: str = ""


class Group(NamedTuple):
    """A named group of buttons."""

    name: str
    label: str
    buttons: tuple[Button, ...]


TAB = "Kế hoạch"
TAB_KEY = "KH"

GROUPS = (
    Group(
        "check",
        "Kiểm tra",
        (
            Button(
                "check_book", "Kiểm tra tệp",
                "Kiểm tra cả tệp kế hoạch. Kết quả ghi ở trang KiemTra, mỗi dòng có liên kết tới ô; "
                "ô có lỗi được tô tạm, bấm Hoàn tác để bỏ.", "KT", "check", large=True,
            ),
            Button(
                "check_sheet", "Kiểm tra trang này",
                "Chỉ kiểm tra trang đang mở.", "KS", "sheet",
            ),
            Button(
                "next_finding", "Lỗi tiếp theo",
                "Chuyển tới ô có phát hiện tiếp theo và cho biết cách sửa.", "LT", "next",
            ),
            Button(
                "explain_cell", "Giải thích ô",
                "Cho biết con số trong ô đang chọn được tính thế nào, từ những ô nào.", "GT", "explain",
            ),
        ),
    ),
    Group(
        "sync",
        "Đồng bộ",
        (
            Button(
                "changes", "Có gì thay đổi",
                "So tệp này với kho số liệu, chưa ghi gì.", "TD", "compare", command="sync",
            ),
            Button(
                "sync", "Đồng bộ",
                "Đưa thay đổi của tệp vào kho số liệu và ngược lại.", "DB", "sync", command="sync",
            ),
            Button(
                "undo", "Hoàn tác",
                "Lấy lại những gì nút bấm gần nhất đã thay đổi (nút bấm làm mất Ctrl+Z của Excel).",
                "HT", "undo",
            ),
        ),
    ),
    Group(
        "report",
        "Báo cáo",
        (
            Button(
                "report", "Trang lãnh đạo",
                "Lập trang báo cáo một trang cho lãnh đạo từ tệp này.", "BC", "report", command="report",
            ),
        ),
    ),
    Group(
        "functions",
        "Hàm",
        (
            Button(
                "list_functions", "Các hàm",
                "Mở danh sách hàm XLPLAN với cách dùng và ví dụ.", "CH", "function",
            ),
        ),
    ),
    Group(
        "help",
        "Trợ giúp",
        (
            Button("guide", "Hướng dẫn", "Mở trang hướng dẫn của tệp.", "HD", "guide"),
            Button(
                "status", "Tình trạng",
                "Xem từng mắt xích Excel – Python – xlplan có chạy được không.", "TT", "status",
            ),
            Button(
                "repair_links", "Sửa liên kết hàm",
                "Sửa công thức mang đường dẫn xlplan.xlam của máy khác.", "SL", "repair",
            ),
        ),
    ),
)  # fmt: skip


def available(button: Button) -> bool:
    """Whether this version has the command that the button needs."""
    if not button.command:
        return True
    return (Path(__file__).parent.parent / "cli" / f"{button.command}.py").is_file()


REMOTE = ("check_book", "check_sheet", "next_finding", "explain_cell")
"""Actions that work on a saved copy: those that LibreOffice's menu has."""

BUTTONS = tuple(button for group in GROUPS for button in group.buttons)
