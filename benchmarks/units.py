"""Made-up unit workbooks: the canonical one with a commune office's own plan and nine months.

One workbook is built; the others are its bytes with other figures in the input cells and values to
match in the formula cells, as units fill in what they are sent.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from pathlib import Path

from xlplan.domain.indicators import standard
from xlplan.formulas.names import canonical
from xlplan.formulas.omitted import explicit_blanks
from xlplan.formulas.references import to_a1
from xlplan.workbook import build as builder
from xlplan.workbook.content import Content, empty
from xlplan.workbook.package import Package
from xlplan.workbook.plain import Plan, parse
from xlplan.workbook.reader import read, sheet_parts
from xlplan.workbook.refresh import with_values

MONTHS = 9
PARTS = ("BCCP", "TCBC", "PPTT")
_CELL = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*>)<v>[^<]*</v>(</c>)')


def figures(chance: random.Random) -> dict[str, list[float]]:
    """Twelve months of each indicator that accumulates; totals and balance agree."""
    months = range(12)

    def about(size: float) -> list[float]:
        return [float(round(size * chance.uniform(0.85, 1.15))) for _ in months]

    found = {part: about(chance.uniform(60, 300)) for part in PARTS}
    found["TONG_DT"] = [sum(found[part][m] for part in PARTS) for m in months]
    found["DTTL"] = [round(0.82 * value, 1) for value in found["TONG_DT"]]
    found["CPKL"] = [round(0.48 * value, 1) for value in found["TONG_DT"]]
    found["QTL"] = [round(0.29 * value, 1) for value in found["DTTL"]]
    found["DC_CLTC"] = [0.0 for _ in months]
    found["CLTC"] = [
        round(found["TONG_DT"][m] - found["CPKL"][m] - found["QTL"][m], 1) for m in months
    ]
    for indicator in standard().values():
        if indicator.accumulation != "recomputed" and indicator.code not in found:
            steady = indicator.accumulation in ("last", "mean")
            size = float(chance.randint(8, 400))
            found[indicator.code] = [size] * 12 if steady else about(size)
    return found


def _rows(chance: random.Random) -> dict[tuple[str, str], list[float]]:
    """Months by indicator and kind: TH, CK, and KH with the year's plan first."""
    rows = {(code, "TH"): months[:MONTHS] for code, months in figures(chance).items()}
    rows.update({(code, "CK"): months for code, months in figures(chance).items()})
    for code, months in figures(chance).items():
        summed = standard()[code].accumulation == "sum"
        rows[code, "KH"] = [round(sum(months), 1) if summed else months[-1], *months]
    return rows


def base(chance: random.Random) -> bytes:
    """The workbook that is sent out, filled in by one unit."""
    content: Content = empty("99001", "Bưu điện xã (số liệu giả định)", 2026)
    content.settings["last_month"] = MONTHS
    rows = _rows(chance)
    for record in content.rows["Thang"]:
        months = rows[record["indicator"], record["kind"]]
        record.update({f"m{n}": value for n, value in enumerate(months, 1)})
    content.rows["KeHoach"] = [
        {
            "indicator": code, "level": "Tổng Công ty giao", "version": "Đầu năm",
            "decision": "01/QĐ", "effective": dt.date(2026, 1, 1), "phasing": "Tự chia",
            "year": months[0], **{f"m{n}": value for n, value in enumerate(months[1:], 1)},
        }
        for (code, kind), months in rows.items() if kind == "KH"
    ]  # fmt: skip
    return builder.build(content)


def unit(data: bytes, chance: random.Random) -> bytes:
    """The same workbook with another unit's figures and fresh values."""
    book, rows = read(data), _rows(chance)
    changes: dict[str, dict[str, float]] = {"Thang": {}, "KeHoach": {}}
    for (row, column), cell in book.sheets["Thang"].cells.items():
        if column == 1 and (kind := book.sheets["Thang"].value(row, 3)) in ("TH", "CK"):
            for n, value in enumerate(rows.get((str(cell.value), str(kind)), ())):
                changes["Thang"][to_a1(row, 5 + n)] = value
    for (row, column), cell in book.sheets["KeHoach"].cells.items():
        if column == 1 and (str(cell.value), "KH") in rows:
            for n, value in enumerate(rows[str(cell.value), "KH"]):
                changes["KeHoach"][to_a1(row, 8 + n)] = value
    package, parts = Package(data), sheet_parts(Package(data))
    filled = _replaced(package, {
        parts[sheet]: _CELL.sub(lambda m, new=new: _value(m, new), package.read(parts[sheet]))
        for sheet, new in changes.items()
    })  # fmt: skip
    return with_values(filled, _values(filled))


def _replaced(package: Package, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in package.names:
            target.writestr(name, changed.get(name) or package.read(name))
    return out.getvalue()


def _value(match: re.Match[bytes], new: dict[str, float]) -> bytes:
    value = new.get(match[2].decode())
    return (
        match[0] if value is None else b"%s<v>%s</v>%s" % (match[1], repr(value).encode(), match[3])
    )


def _values(data: bytes) -> dict:
    """Fresh values by plain Python: the engine would take minutes for a thousand."""
    formulas, inputs = {}, {}
    for name, sheet in read(data).sheets.items():
        for (row, column), cell in sheet.cells.items():
            if cell.formula is not None:
                formulas[name, row, column] = explicit_blanks(canonical(cell.formula))
            else:
                inputs[name, row, column] = cell.value
    key = tuple(formulas)
    if key not in _PLANS:
        _PLANS[key] = Plan({place: parse(text, place[0]) for place, text in formulas.items()})
    return _PLANS[key].values(inputs)


_PLANS: dict[tuple, Plan] = {}


def write(folder: Path, count: int, seed: int = 2026) -> list[Path]:
    """So many unit workbooks, the same ones for the same seed."""
    chance = random.Random(seed)
    first, paths = base(chance), []
    for number in range(count):
        path = folder / f"don-vi-{number:04d}.xlsx"
        path.write_bytes(unit(first, chance))
        paths.append(path)
    return paths
