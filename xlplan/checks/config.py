"""What a run counts: codes selected and ignored, changed severities, the level that fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.domain.findings import Finding, Severity
from xlplan.domain.office import REGISTRY_KEYS, RUN_KEYS
from xlplan.domain.toml import read_toml

FAIL_ON = ("error", "warning", "note", "never")


@dataclass(frozen=True)
class Config:
    """`select` and `ignore` are beginnings of codes (no selection = all); `severity` maps codes
    to the severity this office gives them."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    severity: dict[str, Severity] = field(default_factory=dict)

    def apply(self, findings: Iterable[Finding], always: str = "") -> list[Finding]:
        """The findings that count; those of the code `always` stay as they are."""
        return [
            finding if finding.code == always else self._weighed(finding)
            for finding in findings
            if finding.code == always or self._wanted(finding.code)
        ]

    def fails(self, finding: Finding) -> bool:
        """Whether this finding makes the run fail; an explained one doesn't."""
        if self.fail_on == "never" or finding.explained:
            return False
        return finding.severity.rank >= Severity(self.fail_on).rank

    def _wanted(self, code: str) -> bool:
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))

    def _weighed(self, finding: Finding) -> Finding:
        severity = self.severity.get(finding.code)
        return replace(finding, severity=severity) if severity else finding


def prefixes(texts: Iterable[str], codes: Sequence[str]) -> tuple[str, ...]:
    """Beginnings of codes from "XLP3,XLP401" and repeats; UsageError where no code begins so."""
    found = []
    for text in texts:
        for part in text.split(","):
            prefix = part.strip().upper()
            if not prefix or not any(code.startswith(prefix) for code in codes):
                raise UsageError(
                    f"Không có luật kiểm tra nào có mã bắt đầu bằng «{part.strip()}».",
                    f"Các mã: {', '.join(codes)}.",
                )
            found.append(prefix)
    return tuple(found)


def load(path: Path, codes: Sequence[str]) -> Config:
    """A configuration from TOML; UsageError for a missing file, an unknown key or a bad value."""
    entries = read_toml(path, "tệp cấu hình")
    for key in entries:
        if key not in (*RUN_KEYS, *REGISTRY_KEYS):
            known = ", ".join((*RUN_KEYS, *REGISTRY_KEYS))
            raise _wrong(path, f"có khóa lạ «{key}»", f"Các khóa: {known}.")
    fail_on = entries.get("fail_on", "error")
    if fail_on not in FAIL_ON:
        raise _wrong(path, "có fail_on không đúng", f"Chọn một trong: {', '.join(FAIL_ON)}.")
    return Config(
        select=prefixes(_list(path, entries, "select"), codes),
        ignore=prefixes(_list(path, entries, "ignore"), codes),
        fail_on=fail_on,
        severity=_severities(path, entries.get("severity", {}), codes),
    )


def _list(path: Path, entries: dict, key: str) -> list[str]:
    value = entries.get(key, [])
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _wrong(path, f"có {key} không đúng", f'Viết như: {key} = ["XLP3", "XLP401"].')
    return texts


def _severities(path: Path, entries: object, codes: Sequence[str]) -> dict[str, Severity]:
    words = [severity.value for severity in Severity]
    found = {}
    for code, word in entries.items() if isinstance(entries, dict) else [("severity", entries)]:
        if code not in codes or word not in words:
            raise _wrong(
                path,
                f"có mức không đúng ở «{code}»",
                f"Trong [severity], viết MÃ = một trong: {', '.join(words)}.",
            )
        found[code] = Severity(word)
    return found


def _wrong(path: Path, what: str, remedy: str) -> UsageError:
    return UsageError(f"Tệp cấu hình {path} {what}.", remedy)
