"""One upgrade: what a workbook lacks of the present template, put in; all of it or nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from xlplan.domain.errors import UsageError
from xlplan.domain.labels import fold
from xlplan.domain.office import Office
from xlplan.formulas.names import canonical
from xlplan.formulas.references import to_a1
from xlplan.sheets import SHEETS, TEMPLATE_VERSION
from xlplan.sheets.model import placed
from xlplan.sync.upgrade import names, sheets
from xlplan.sync.upgrade.columns import ColumnCopy, absolute, here
from xlplan.sync.upgrade.patch import Patch
from xlplan.sync.upgrade.steps import NewFormula, Step, steps_from
from xlplan.sync.upgrade.styles import StyleImport
from xlplan.sync.upgrade.worksheet import restyled
from xlplan.sync.version import version_of
from xlplan.workbook.book import Book
from xlplan.workbook.build import build
from xlplan.workbook.content import empty
from xlplan.workbook.edit import prepare
from xlplan.workbook.engine import recalculate
from xlplan.workbook.reader import read
from xlplan.workbook.refresh import with_values
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import Parts
from xlplan.workbook.splice.content import BLANK, Blank
from xlplan.workbook.tables import TableData, Tables, key_text, read_tables


@dataclass
class Upgrade:
    """The workbook's bytes as they should be; versions; what was done and what was left as the
    user has it, in sentences. `done` empty: it is at the present version already."""

    data: bytes
    before: str
    done: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def upgraded(data: bytes, file: str, office: Office) -> Upgrade:
    """A workbook's bytes brought to the present template version; nothing is written to disk.

    UsageError for a version that is newer or unknown, and where a place that the template needs is
    taken; UnreadableError for a damaged file.
    """
    book = read(data, file)
    tables = read_tables(book)
    result = Upgrade(data, version_of(tables))
    chain = steps_from(result.before)
    if not chain:
        return result
    archive = Archive(data, file)
    try:
        return _run(result, archive, book, tables, chain, office)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise archive.refused(
            "damaged", f"Tệp đã hỏng, không nâng cấp được ({error}).",
            "Mở bằng Excel để sửa rồi lưu lại.",
        ) from error  # fmt: skip


def _run(
    result: Upgrade, archive: Archive, book: Book, tables: Tables, chain: list[Step], office: Office
) -> Upgrade:
    settings = tables["ThongTin"].rows[0]
    model = Archive(_model(key_text(settings.value("source")) or "tháng", _Hashed(office)))
    patch = Patch(archive)
    style_part = patch.parts.styles
    if style_part is None:
        raise ValueError("no styles")
    styles = StyleImport(model.read(Parts(model).styles or ""), archive.read(style_part))
    columns = ColumnCopy(patch, model, styles, book, office)
    for step in chain:
        for wanted in step.columns:
            known = tables.get(wanted.table)
            if known is not None and wanted.column in known.missing():
                place = columns.add(wanted, known)
                result.done.append(f"Thêm «{wanted.spec[1].header}» tại {place}.")
    added = _add_sheets(result, patch, model, styles, chain, tables)
    _add_names(result, patch, chain, tables)
    _formulas(result, columns, tables, chain)
    if any(known.added for known in styles.target.lists.values()):
        patch.put(style_part, styles.target.changed())
    version = tables["ThongTin"]
    place = (version.sheet, *version.address(settings, "template"))
    columns.cells.values[place] = TEMPLATE_VERSION
    result.done.append(f"Phiên bản mẫu {result.before} → {TEMPLATE_VERSION}.")
    result.data = _calculated(_with_cells(patch.written(), columns, archive.file), added)
    return result


class _Hashed:
    """An office as a key of the cache: by the digest of its own registries."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def __hash__(self) -> int:
        return hash(self.office.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.office.digest == self.office.digest


@lru_cache(maxsize=4)
def _model(source: str, office: _Hashed) -> bytes:
    """The present template, for a workbook whose figures come by year or by month."""
    return build(empty("00", "", 2000, source, office.office))


def _add_sheets(
    result: Upgrade, patch: Patch, model: Archive, styles: StyleImport, chain: list[Step],
    tables: Tables,
) -> set[str]:  # fmt: skip
    copy = sheets.SheetCopy(patch, model, styles)
    order = [spec.name for spec in SHEETS]
    tabs = {tab.name: tab for tab in Parts(model).layout.tabs}
    added = set()
    for name in dict.fromkeys(name for step in chain for name in step.sheets):
        spec = next(spec for spec in SHEETS if spec.name == name)
        have = names.sheet_names(patch.read(patch.parts.layout.main))
        if fold(name) in map(fold, have) or any(table.name in tables for table in spec.tables):
            continue
        copy.add(tabs[name], sheets.position(have, name, order))
        added.add(name)
        result.done.append(f"Thêm trang {name} ({spec.heading}).")
    return added


def _add_names(result: Upgrade, patch: Patch, chain: list[Step], tables: Tables) -> None:
    """Defined names of forms that the workbook has and that have none yet."""
    have = {n.name.casefold() for n in names.defined(patch.read(patch.parts.layout.main))}
    for name in dict.fromkeys(name for step in chain for name in step.names):
        known = tables.get(name)
        if known is None or name.casefold() in have:
            continue
        places = known.field_rows or known.columns
        last = max(places.values()) if known.field_rows else max(known.last_row, 1)
        right = 3 if known.field_rows else max(places.values())
        left = 1 if known.field_rows else min(places.values())
        quoted = known.sheet.replace("'", "''")
        area = absolute((known.header_row, left, last, right))
        names.define(patch, name, f"'{quoted}'!{area}")
        result.done.append(f"Đặt tên vùng {name}.")


def _formulas(result: Upgrade, columns: ColumnCopy, tables: Tables, chain: list[Step]) -> None:
    """Formulas of the older template exchanged for today's; the user's own stay and are told."""
    source = key_text(tables["ThongTin"].rows[0].value("source"))
    moved = {data.sheet for data in tables.values() if _moved(data)}
    moved |= {data.spec.sheet for data in tables.values() if data.sheet != data.spec.sheet}
    for wanted in (formula for step in chain for formula in step.formulas):
        data = tables.get(wanted.table)
        if data is None or wanted.column not in data.columns:
            continue
        count = 0
        for place, key in _cells_of(data, wanted):
            cell = columns.book.sheets[data.sheet].cells.get(place)
            new = placed(data.spec.column(wanted.column).computed_by(source, key),
                         here(data, place[0]))  # fmt: skip
            old = placed(wanted.was, here(data, place[0]))
            if cell is None or cell.formula is None or _same(cell.formula, new):
                continue
            if not _same(cell.formula, old) or any(f"{sheet}!" in new for sheet in moved):
                where = f"{data.sheet}!{to_a1(*place)}"
                result.kept.append(f"{where}: ô có công thức riêng, giữ nguyên.")
                continue
            count += 1
            columns.exchange(data, place, key, wanted.column, new)
        if count:
            header = data.spec.column(wanted.column).header
            result.done.append(f"Thay công thức cột «{header}» ({data.sheet}): {count} ô.")


def _cells_of(data: TableData, wanted: NewFormula) -> list[tuple[tuple[int, int], str]]:
    """Where the formula may stand: every row of a table, the rows of the named keys."""
    keys = {row.number: row.key[0] for row in data.rows}
    at = data.columns[wanted.column]
    numbers = range(data.header_row + 1, data.last_row + 1)
    return [
        ((number, at), keys.get(number, ""))
        for number in numbers
        if not wanted.rows or keys.get(number) in wanted.rows
    ]


def _moved(data: TableData) -> bool:
    return not data.spec.fields and any(
        at != data.spec.position(key) for key, at in data.columns.items()
    )


_SPACE = re.compile(r"[\s$]")


@lru_cache(maxsize=4096)
def _normal(formula: str) -> str:
    return _SPACE.sub("", canonical(formula.lstrip("="))).upper()


def _same(one: str, other: str) -> bool:
    return _normal(one) == _normal(other)


def _with_cells(data: bytes, columns: ColumnCopy, file: str) -> bytes:
    """The cells written, with fresh values for what follows them."""
    plan = prepare(data, columns.cells.values, file=file)
    if plan.refused:
        note = plan.refused[0]
        place = f"{note.sheet}!{note.cell}: " if note.cell else ""
        raise UsageError(f"Không nâng cấp được: {place}{note.message}", "Xử lý ô này rồi chạy lại.")
    styles = {
        part: {p[1:]: str(s) for p, s in columns.cells.styles.items() if p[0] == sheet.name}
        for part, sheet in plan.sheets.items()
    }
    for part, sheet in plan.sheets.items():
        sheet.changes.styles.update(styles[part])  # of cells that are not there yet
        for (name, *place), value in columns.cells.values.items():
            if name == sheet.name and (value is None or isinstance(value, Blank)):
                sheet.changes.values.setdefault((place[0], place[1]), BLANK)
    patch = Patch(Archive(_bytes(plan.write), file))
    for part, wanted in styles.items():
        if wanted:
            patch.put(part, restyled(patch.read(part), wanted))
    return patch.written()


def _bytes(write: Callable[[io.BytesIO], None]) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def _calculated(data: bytes, added: set[str]) -> bytes:
    """Formulas of new sheets with the workbook's own values: the template's are of no figures."""
    if not added:
        return data
    fresh = recalculate(read(data)).values
    return with_values(data, {place: v for place, v in fresh.items() if place[0] in added})
