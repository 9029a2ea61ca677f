"""Figures out to other systems' files, and in from them by a mapping; pandas reads and writes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from xlplan.domain.errors import UnreadableError, UsageError, os_reason
from xlplan.domain.labels import cleaned
from xlplan.domain.numerals import AmbiguousNumber, UnreadableNumber, parse_number
from xlplan.domain.toml import read_toml
from xlplan.sheets import TABLES
from xlplan.sheets.model import DATE, NUMBER, Column, Table
from xlplan.sync.content import flat_rows
from xlplan.sync.figures import PRESENT, Figure, Values, encode

FORMATS = ("csv", "parquet", "xlsx")
_READERS = {".csv": "read_csv", ".xlsx": "read_excel", ".parquet": "read_parquet"}


@dataclass(frozen=True)
class Mapping:
    """How a file's columns become a table's: `columns` (theirs → ours), `constants` (ours → value),
    `values` (ours → their value → ours), `factor` (ours → multiplier, e.g. 0.000001 for đồng),
    `decimal` the decimal sign of numbers written as text: "" reads them as Vietnamese print them
    and refuses what can be read two ways."""

    columns: dict[str, str]
    constants: dict[str, Any] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    factor: dict[str, str | float] = field(default_factory=dict)
    decimal: str = ""


def load_mapping(path: Path, table: Table) -> Mapping:
    """The mapping of a TOML file; UsageError names the entry that is wrong."""
    entries = read_toml(path, "tệp ánh xạ")
    unknown = sorted(entries.keys() - {f.name for f in fields(Mapping)})
    if unknown or not isinstance(entries.get("columns"), dict):
        raise UsageError(
            f"Tệp ánh xạ {path.name}: " + (f"không hiểu {', '.join(unknown)}." if unknown else
            "thiếu bảng [columns]."), "Xem ví dụ trong tài liệu."
        )  # fmt: skip
    mapping = Mapping(**entries)
    known = {column.key for column in table.columns}
    ours = [*mapping.columns.values(), *mapping.constants, *mapping.values, *mapping.factor]
    if wrong := [key for key in ours if key not in known]:
        raise UsageError(
            f"Tệp ánh xạ {path.name}: bảng {table.name} không có cột {wrong[0]}.",
            "Các cột: " + ", ".join(sorted(known)) + ".",
        )
    have = {*mapping.columns.values(), *mapping.constants}
    if missing := [key for key in table.key if key not in have]:
        raise UsageError(
            f"Tệp ánh xạ {path.name} thiếu khóa {', '.join(missing)} của bảng {table.name}.",
            "Thêm vào [columns] hoặc [constants].",
        )
    return mapping


def read_frame(path: Path) -> pd.DataFrame:
    """A file's rows as texts and numbers; UnreadableError when it is none that can be read."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"Không nhận tệp {path.name}.", "Dùng .csv, .xlsx hoặc .parquet.")
    options: dict[str, Any] = (
        {"dtype": str, "keep_default_na": False} if reader == "read_csv" else {}
    )
    try:
        return getattr(pd, reader)(path, **options)
    except FileNotFoundError as error:
        raise UnreadableError(
            str(path), f"Không mở được {path}: {os_reason(error)}.", "Kiểm tra đường dẫn.", "io"
        ) from error
    except (OSError, ValueError, KeyError, ImportError, pd.errors.ParserError) as error:
        raise UnreadableError(
            str(path), f"Không đọc được {path.name}.", "Mở lại tệp ở nguồn và xuất lại.", "import"
        ) from error


def values_of(frame: pd.DataFrame, table: Table, mapping: Mapping) -> Values:
    """The figures that a file's rows say; blanks say nothing. UsageError for a column that the file
    lacks, a value that is no number where one is due, a key that stands twice."""
    if missing := [name for name in mapping.columns if name not in frame.columns]:
        raise UsageError(f"Tệp không có cột «{missing[0]}».", "Sửa [columns] của tệp ánh xạ.")
    found: Values = {}
    for number, row in enumerate(frame.to_dict("records"), 2):
        record = dict(mapping.constants)
        for theirs, ours in mapping.columns.items():
            record[ours] = _mapped(row[theirs], ours, mapping)
        texts = {
            key: _encoded(value, table.column(key), number, mapping)
            for key, value in record.items()
        }
        key = tuple(cleaned((texts[name] or "t:")[2:]) for name in table.key)
        if not all(key):
            raise UsageError(f"Dòng {number} thiếu khóa.", "Bổ sung rồi nhập lại.")
        if Figure(table.name, key, PRESENT) in found:
            raise UsageError(f"Dòng {number}: khóa {' / '.join(key)} có hai dòng.", "Giữ một dòng.")
        found[Figure(table.name, key, PRESENT)] = "b:1"
        for column, text in texts.items():
            if column not in table.key and text is not None:
                found[Figure(table.name, key, column)] = text
    return found


def _mapped(value: Any, ours: str, mapping: Mapping) -> Any:
    known = mapping.values.get(ours)
    if known is None:
        return value
    key = str(value).strip()
    if key not in known:
        raise UsageError(f"[values.{ours}] không có «{key}».", "Thêm vào tệp ánh xạ.")
    return known[key]


def _encoded(value: Any, column: Column, row: int, mapping: Mapping) -> str | None:
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if column.type == DATE and hasattr(value, "isoformat"):
        return f"d:{value.isoformat()[:10]}"
    text = value.strip() if isinstance(value, str) else None
    if text == "":
        return None
    if column.type == DATE and text:
        return f"d:{date_of(text, row)}"
    if column.type == NUMBER:
        number = number_of(value if text is None else text, row, mapping.decimal)
        return encode(float(number * Decimal(str(mapping.factor.get(column.key, 1)))), column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"t:{value if text is None else text}"


def number_of(value: Any, row: int, decimal: str) -> Decimal:
    """A number of a file's row; texts by their decimal sign ("" as Vietnamese print them).
    UsageError for what is none, or can be read two ways."""
    if not isinstance(value, str):
        return Decimal(repr(value.item() if hasattr(value, "item") else value))
    text = value.strip()
    try:
        if decimal:
            thousands = "," if decimal == "." else "."
            number = Decimal(text.replace(thousands, "").replace(decimal, "."))
            if not number.is_finite():
                raise InvalidOperation
            return number
        return parse_number(text)
    except (AmbiguousNumber, UnreadableNumber, InvalidOperation) as error:
        raise UsageError(
            f"Dòng {row}: «{text}» không đọc được thành một số.",
            'Ghi decimal = "." hoặc decimal = "," trong tệp ánh xạ.',
        ) from error


def date_of(text: str, row: int) -> str:
    """A text's date in ISO form; UsageError for what is none."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    raise UsageError(f"Dòng {row}: «{text}» không phải ngày.", "Ghi 2026-01-31 hoặc 31/01/2026.")


def export(values: Values, table: Table, kind: str) -> bytes:
    """A table's rows as a file of that kind; columns by key, dates as dates, blanks empty."""
    frame = pd.DataFrame(list(flat_rows(values, table)))
    out = io.BytesIO()
    if kind == "csv":
        frame.to_csv(out, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    elif kind == "parquet":
        frame.to_parquet(out, index=False)
    else:
        frame.to_excel(out, index=False, sheet_name=table.name, freeze_panes=(1, 0))
    return out.getvalue()


def table_named(name: str) -> Table:
    """The described table of that name, any case; UsageError lists the names."""
    for table in TABLES.values():
        if table.name.lower() == name.lower():
            return table
    raise UsageError(f"Không có bảng {name}.", "Các bảng: " + ", ".join(TABLES) + ".")
