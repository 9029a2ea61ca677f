"""What goes into a new workbook: settings, rows by table, findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlplan.domain.findings import Finding
from xlplan.domain.indicators import Registry, standard
from xlplan.domain.office import Office
from xlplan.sheets import TEMPLATE_VERSION

Record = dict[str, Any]


@dataclass
class Content:
    """Settings of ThongTin by field key; rows of each table by column key; `findings` with their
    fingerprints for KiemTra; the registry that ChiTieu's rows come from; the leader's paragraph
    by the defined names of its cells, empty where it is not written yet."""

    settings: Record
    rows: dict[str, list[Record]] = field(default_factory=dict)
    findings: list[tuple[Finding, str]] = field(default_factory=list)
    indicators: Registry = field(default_factory=standard)
    paragraph: dict[str, str | float] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """ "năm" or "tháng"."""
        return str(self.settings["source"])


def empty(
    unit_code: str, unit_name: str, year: int, source: str = "tháng", office: Office | None = None
) -> Content:
    """A workbook with every indicator and unit of the office, and no figure."""
    office = office or Office()
    registry = office.indicators.values()
    settings = {
        "template": TEMPLATE_VERSION,
        "unit_code": unit_code,
        "unit_name": unit_name,
        "year": year,
        "source": source,
        "first_month": 1,
        "last_month": 12,
        "shown_unit": "triệu đồng",
        "plan_level": "Tổng Công ty giao",
    }
    main = [
        {
            "tt": i.number,
            "label": i.label,
            "unit": i.unit,
            "key": i.code,
            "direction": i.direction,
            "accumulation": i.accumulation,
        }
        for i in registry
    ]
    months = [
        {"indicator": i.code, "label": i.label, "kind": kind, "rule": i.accumulation}
        for kind in ("TH", "CK")
        for i in registry
        if i.accumulation != "recomputed"
    ]
    units = [
        {"unit": u.code, "name": u.name, "type": u.type, "opened": u.opened, "closed": u.closed,
         "successor": u.successor}
        for u in office.units.values()
    ]  # fmt: skip
    rows = {"ChiTieu": main, "Thang": months if source == "tháng" else [], "DonVi": units}
    return Content(settings, rows, indicators=office.indicators)
