"""The buttons, each described once: Excel's ribbon, LibreOffice's menu and toolbar read this."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from xlplan.domain.errors import UsageError

HOSTS = ("excel", "libreoffice")
TEXTS = "Văn bản (*.docx;*.txt;*.md),*.docx;*.txt;*.md"
"""Files to choose from, as Excel's dialog takes them: a name, a comma, patterns."""


class Button(NamedTuple):
    """One button. `action` is the function in `xlplan.hosts.actions`; `command`, where there is
    one, the command of xlplan that has to exist for the button to be enabled; `key` its key tip;
    `icon` a drawing of `xlplan.hosts.icons`; `chooses` the kind of file that the user is asked for
    first; `hosts` the programs that show it."""

    action: str
    label: str
    tip: str
    key: str
    icon: str
    large: bool = False
    command: str = ""
    chooses: str = ""
    hosts: tuple[str, ...] = HOSTS


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
                "ô có phát hiện được tô tạm, định dạng của bạn giữ nguyên; bấm Bỏ tô để bỏ.", "KT", "check", large=True,
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
            Button(
                "clear_marks", "Bỏ tô",
                "Bỏ màu tô tạm ở các ô có phát hiện. Định dạng của bạn không bị đụng tới.", "BT", "clear",
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
            Button(
                "paragraph", "Đoạn văn",
                "Viết đoạn văn báo cáo từ số liệu của tệp: vào trang BaoCao nếu tệp có trang này, và "
                "vào bộ nhớ tạm để dán vào văn bản.", "DV", "text", command="report",
            ),
            Button(
                "review_text", "Soát văn bản",
                "Chọn một văn bản (.docx, .txt, .md) để soát từng số liệu với tệp này.", "SV", "review",
                command="review", chooses=TEXTS,
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
                "Xem từng mắt xích từ chương trình bảng tính tới xlplan có chạy được không.", "TT", "status",
            ),
            Button(
                "repair_links", "Sửa liên kết hàm",
                "Sửa công thức mang đường dẫn xlplan.xlam của máy khác.", "SL", "repair",
            ),
            Button(
                "from_excel", "Nhận tệp từ Excel",
                "Tệp làm bằng Excel: đổi tên hàm XLPLAN để LibreOffice tính được.", "NE", "open",
                hosts=("libreoffice",),
            ),
            Button(
                "for_excel", "Lưu bản cho Excel",
                "Lưu bên cạnh tệp một bản có tên hàm XLPLAN như Excel cần; tệp đang mở giữ nguyên.",
                "LE", "save", hosts=("libreoffice",),
            ),
        ),
    ),
)  # fmt: skip


def available(button: Button) -> bool:
    """Whether this version has the command that the button needs."""
    if not button.command:
        return True
    return (Path(__file__).parent.parent / "cli" / f"{button.command}.py").is_file()


def shown(host: str) -> tuple[Group, ...]:
    """The groups with the buttons of that program."""
    kept = (
        group._replace(buttons=tuple(b for b in group.buttons if host in b.hosts))
        for group in GROUPS
    )
    return tuple(group for group in kept if group.buttons)


BUTTONS = tuple(button for group in GROUPS for button in group.buttons)


def by_action(action: str) -> Button:
    """The button of an action; UsageError when this version has no such button."""
    for button in BUTTONS:
        if button.action == action:
            return button
    raise UsageError(
        f"Bản xlplan này không có nút «{action}».",
        "Cài lại phần bổ trợ cho đúng bản: «xlplan addin install».",
    )
