"""Writes the reference pages of docs/vi from the catalogue, the rules, the sheets, the commands."""

from __future__ import annotations

import sys
from pathlib import Path

from xlplan import cli
from xlplan.checks.registry import RULES
from xlplan.domain.numerals import format_number
from xlplan.functions.catalogue import CATALOGUE
from xlplan.functions.values import Value
from xlplan.sheets import SHEETS
from xlplan.workbook.formula import Evaluator

FOLDER = Path(__file__).parent / "vi"


def _answer(value: Value) -> str:
    """What an accountant would see in the cell, to six decimals."""
    if isinstance(value, list):
        return "{" + ";".join("\\".join(_answer(cell) for cell in row) for row in value) + "}"
    if isinstance(value, float):
        return format_number(round(value, 6))
    return str(value)


def functions() -> str:
    """One entry a function: call, meaning, arguments, examples with their answers."""
    evaluator = Evaluator()
    parts = ["# Các hàm", "Trang này do `make docs` sinh ra từ danh mục hàm. Với Excel tiếng Việt, "
             "dấu ngăn cách đối số là `;` và dấu thập phân là `,`."]  # fmt: skip
    for entry in CATALOGUE:
        arguments = "\n".join(
            f"- `{a.name}`{'' if a.required else ' (không bắt buộc)'}: {a.help}"
            for a in entry.arguments
        )
        examples = "\n".join(
            f"- `{example}` → `{_answer(evaluator.value(example))}`" for example in entry.examples
        )
        parts.append(
            f"## XLPLAN_{entry.name} (XLPLAN_{entry.alias})\n\n{entry.help}\n\n{arguments}\n\n"
            f"Kết quả: {entry.returns}\n\nVí dụ:\n\n{examples}"
        )
    return "\n\n".join(parts) + "\n"


def rules() -> str:
    """One entry a finding code: why, bad, good, remedy."""
    parts = ["# Các luật kiểm tra", "Trang này do `make docs` sinh ra. Xem một luật ở dòng lệnh: "
             "`xlplan rule MÃ`."]  # fmt: skip
    for rule in RULES:
        parts.append(
            f"## {rule.code} – {rule.title} ({rule.severity.label})\n\n{rule.why}\n\n"
            f"- Sai: {rule.bad}\n- Đúng: {rule.good}\n- Cách xử lý: {rule.remedy}"
        )
    return "\n\n".join(parts) + "\n"


def sheets() -> str:
    """One entry a sheet: its tables and columns."""
    parts = ["# Các trang của tệp kế hoạch", "Trang này do `make docs` sinh ra."]
    for sheet in SHEETS:
        parts.append(f"## {sheet.name} – {sheet.heading}")
        for table in sheet.tables:
            rows = "\n".join(
                f"| {c.header} | `{c.key}` | {c.type} | {'có' if c.required else ''} | "
                f"{', '.join(c.choices) or c.help} |"
                for c in table.columns
            )
            parts.append(
                f"**{table.name}**: {table.about}\n\n| Cột | Khóa | Kiểu | Bắt buộc | Ghi chú |\n"
                f"|---|---|---|---|---|\n{rows}"
            )
    return "\n\n".join(parts) + "\n"


def commands() -> str:
    """One line a command."""
    lines = "\n".join(f"- `xlplan {name}`: {text}" for name, text in cli.commands().items())
    return (
        "# Các lệnh\n\nTrang này do `make docs` sinh ra. `xlplan LỆNH --help` cho biết cách dùng."
        f"\n\n{lines}\n"
    )


PAGES = {"ham.md": functions, "luat.md": rules, "trang.md": sheets, "lenh.md": commands}


def main() -> int:
    """Writes every page; with --check, 1 when one is stale."""
    stale = 0
    for name, make in PAGES.items():
        text = make()
        path = FOLDER / name
        if "--check" in sys.argv[1:]:
            stale |= not path.exists() or path.read_text(encoding="utf-8") != text
        else:
            path.write_text(text, encoding="utf-8")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
