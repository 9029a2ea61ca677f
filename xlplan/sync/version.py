"""Which version of the template a workbook follows."""

from __future__ import annotations

from xlplan.domain.errors import UsageError
from xlplan.sheets import TEMPLATE_VERSION
from xlplan.workbook.tables import Tables, key_text


def version_of(tables: Tables) -> str:
    """ThongTin's template version; "" where the workbook does not say."""
    form = tables.get("ThongTin")
    return key_text(form.rows[0].value("template")) if form and form.rows else ""


def refuse_newer(version: str) -> None:
    """UsageError for a version that this program does not know yet."""
    if version.isdigit() and int(version) > int(TEMPLATE_VERSION):
        raise UsageError(
            f"Tệp theo mẫu phiên bản {version}, mới hơn phiên bản {TEMPLATE_VERSION} mà xlplan "
            "này biết.",
            "Cập nhật xlplan rồi chạy lại.",
        )
