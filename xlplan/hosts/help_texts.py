"""What the function wizards say, within Excel's limit of 255 characters."""

from __future__ import annotations

from xlplan.functions.catalogue import Argument, Function

CATEGORY = "xlplan – Kế hoạch"
_LIMIT = 255


def description(entry: Function) -> str:
    """The function's help and what it returns."""
    return f"{entry.help} Kết quả: {entry.returns}."[:_LIMIT]


def argument_text(argument: Argument) -> str:
    """The argument's help; an optional one says so."""
    text = argument.help if argument.required else f"(không bắt buộc) {argument.help}"
    return text[:_LIMIT]
