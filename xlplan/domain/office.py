"""An office's own registries: an `xlplan.toml` beside its workbooks names the files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Dict, Optional

from xlplan.domain import indicators, units
from xlplan.domain.errors import UsageError
from xlplan.domain.toml import read_toml

FILE = "xlplan.toml"
REGISTRY_KEYS = ("indicators", "units", "ledger")
RUN_KEYS = ("select", "ignore", "fail_on", "severity")
"""What the file may hold for `check --config` besides the registries."""


@dataclass(frozen=True)
class Office:
    """The indicators and units that count for a workbook, the file that maps its ledger's accounts
    (None: the standard mapping alone); `digest` tells own registries apart,
    empty for the standard ones."""

    indicators: indicators.Registry = field(default_factory=indicators.standard)
    units: units.Units = field(default_factory=units.standard)
    ledger: Optional[Path] = None
    digest: bytes = b""


def of(workbook: Path) -> Office:
    """The office of a workbook: by the nearest xlplan.toml in its folder or one above, else the
    standard one. UsageError where that file or one it names is wrong."""
    config = found(workbook)
    return load(config) if config else Office()


def found(workbook: Path) -> Optional[Path]:
    """The nearest xlplan.toml in the workbook's folder or one above."""
    return _nearest(workbook.absolute().parent)


def registries(config: Path) -> Dict[str, Path]:
    """The files that a configuration names for the registries; UsageError where one isn't there."""
    values = _values(config)
    named = {key: config.parent / values[key] for key in REGISTRY_KEYS if key in values}
    for path in named.values():
        if not path.is_file():
            raise UsageError(
                f"Tệp cấu hình {config}: không có tệp {path.name}.", "Sửa tên tệp rồi chạy lại."
            )
    return named


@lru_cache(maxsize=4096)
def _nearest(folder: Path) -> Optional[Path]:
    return next((f / FILE for f in (folder, *folder.parents) if (f / FILE).is_file()), None)


@lru_cache(maxsize=256)
def load(config: Path) -> Office:
    """The registries that a configuration names, relative to its own folder."""
    named = registries(config)
    office = Office(
        indicators.extended(named["indicators"])
        if "indicators" in named
        else indicators.standard(),
        units.load(named["units"]) if "units" in named else units.standard(),
        named.get("ledger"),
    )
    content = b"\0".join(key.encode() + path.read_bytes() for key, path in sorted(named.items()))
    return replace(office, digest=blake2b(content, digest_size=16).digest() if named else b"")


def _values(config: Path) -> Dict[str, Any]:
    values = read_toml(config, "tệp cấu hình")
    known = (*REGISTRY_KEYS, *RUN_KEYS)
    for key, value in values.items():
        if key not in known:
            raise UsageError(
                f"Tệp cấu hình {config} có khóa lạ «{key}».", f"Các khóa: {', '.join(known)}."
            )
        if key in REGISTRY_KEYS and not isinstance(value, str):
            raise UsageError(
                f"Tệp cấu hình {config}: {key} phải là tên một tệp TOML.",
                f'Viết như: {key} = "{key}.toml".',
            )
    return values
