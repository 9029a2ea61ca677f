"""Editing cells of an existing workbook: what changes, what may not, what follows; all or nothing.

plan = prepare(Path("ke-hoach.xlsx"), {("ChiTieu", 7, 5): 119261})
if not plan.refused:
    with open("moi.xlsx", "w+b") as stream:
        plan.write(stream)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from xml.parsers import expat

from xlplan.formulas.arrays import cut_to_one_cell
from xlplan.formulas.references import MAX_COLUMN, MAX_ROW, from_a1, to_a1
from xlplan.functions.values import Scalar
from xlplan.workbook.book import Address
from xlplan.workbook.edit_calc import Reach, reach
from xlplan.workbook.edit_checks import Checks
from xlplan.workbook.edit_formulas import unreadable
from xlplan.workbook.edit_state import Note, State, Value, as_scalar
from xlplan.workbook.edit_tables import edit_tables
from xlplan.workbook.edit_write import Plan, PlannedSheet, Update
from xlplan.workbook.reads import Place
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import CHAIN, FEEDS, feeding
from xlplan.workbook.splice.content import BLANK, Blank, Formula, Unwritable, content
from xlplan.workbook.splice.formulas import inside
from xlplan.workbook.splice.grid import Rows
from xlplan.workbook.splice.look import cells_at
from xlplan.workbook.splice.sheet import Changes
from xlplan.workbook.typed import Typed, read_typed

__all__ = ["Options", "Plan", "prepare"]


@dataclass(frozen=True)
class Options:
    """`calculate`: give dependents fresh values (else they are listed and keep theirs).
    `break_signature`: write although a digital signature becomes invalid. `refresh_pivots`:
    have Excel refresh pivot tables on load whose source is edited."""

    calculate: bool = True
    break_signature: bool = False
    refresh_pivots: bool = False


def prepare(
    source: Path | bytes,
    edits: Mapping[Place, Value | Typed | None],
    options: Options = Options(),
    file: str = "",
    like: Mapping[Place, Place] | None = None,
) -> Plan:
    """Looks at everything and writes nothing; UnreadableError when the file can't be read.

    `edits` maps (sheet, row, column) to a value (None is a blank); sheet names are matched as
    Excel does, and without regard to accents' encoding when one sheet only fits. The plan says
    which edits are refused and why; when any is, nothing can be written. `like`: for a cell that
    is not there yet, one of the same sheet whose format it gets.
    """
    archive = Archive(source, file)
    try:
        return _prepared(State(archive), edits, options, like or {})
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise archive.refused(
            "damaged", f"Tệp đã hỏng, không sửa được ({error}).",
            "Mở bằng Excel để sửa rồi lưu lại, hoặc lấy bản sao lưu.",
        ) from error  # fmt: skip


def _prepared(
    state: State,
    edits: Mapping[Place, Value | Typed | None],
    options: Options,
    like: Mapping[Place, Place],
) -> Plan:
    _whole_file(state, options)
    resolved = _resolved(state, edits)
    if not state.refused:
        state.values = _read(state, resolved)
        for place, model in like.items():
            state.styles[place] = str(state.sheet(place[0]).style(model[1:]))
    if not state.refused:
        Checks(state, options.refresh_pivots).run()
        edit_tables(state)
    changes = _changes(state)
    _without_idle(state)
    drops = () if state.refused else _drops(state)
    rows = state.rows_known()
    follows = state.values and not state.refused
    followed = reach(state, options.calculate) if follows else Reach()
    return replace(_plan(state, changes, followed, rows), drops=drops)


def _whole_file(state: State, options: Options) -> None:
    parts = state.parts
    if parts.has_revisions:
        state.refuse("", None, "Tệp dùng chung có nhật ký sửa đổi (Track Changes): Excel sẽ báo "
                     "hỏng nếu ghi thẳng; bỏ chia sẻ tệp trong Excel rồi ghi lại.")  # fmt: skip
    if parts.signed and not options.break_signature:
        state.refuse("", None, "Tệp có chữ ký số; ghi sẽ làm chữ ký mất hiệu lực. "
                     "Dùng --break-signature nếu vẫn muốn ghi.")  # fmt: skip
    elif parts.signed:
        state.warn("", None, "Chữ ký số của tệp không còn hiệu lực.")


def _resolved(
    state: State, edits: Mapping[Place, Value | Typed | None]
) -> dict[Place, Value | Typed | None]:
    """The edits with the sheets' own names; unknown sheets and cells off the sheet are refused."""
    found: dict[Place, Value | Typed | None] = {}
    for (name, row, column), value in edits.items():
        tab = state.tab(name)
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            state.refuse(name, None, f"Ô ở dòng {row}, cột {column} nằm ngoài trang tính.")
        elif tab is None:
            state.refuse(name, (row, column), state.no_sheet(name))
        elif tab.kind != "worksheet":
            state.refuse(tab.name, (row, column), "Trang này không phải trang tính (trang biểu "
                         "đồ hoặc hộp thoại), không có ô để ghi.")  # fmt: skip
        elif (tab.name, row, column) in found:
            state.refuse(tab.name, (row, column), "Ô được ghi hai lần trong cùng một lệnh.")
        else:
            found[(tab.name, row, column)] = value
    return found


def _read(state: State, edits: Mapping[Place, Value | Typed | None]) -> dict[Place, Value]:
    """Typed texts read as their cells would; what no cell can hold is refused."""
    found: dict[Place, Value] = {}
    for place, value in edits.items():
        sheet, address = place[0], place[1:]
        try:
            part = state.sheet(sheet)
        except ValueError as error:
            state.refuse(sheet, address, f"Không đọc được phần XML của trang ({error}).")
            continue
        try:
            if value is None:
                value = BLANK
            elif isinstance(value, Typed):
                table = _table_around(state, sheet, address) if "[" in value.text else ""
                value = read_typed(value, state.formats.is_text(part.style(address)), table)
            if isinstance(value, Formula) and value.text.startswith("="):
                value = Formula(value.text[1:], value.value)
            if value.__class__ is not float or not isfinite(value):
                content(value, b"", state.date1904)
            if isinstance(value, Formula):
                if why := unreadable(value.text, state):
                    raise Unwritable(why)
                _array_told(state, place, value.text)
            found[place] = value
        except Unwritable as error:
            state.refuse(sheet, address, str(error))
        if len(part.grid.find(*address)) > 1:
            state.refuse(sheet, address, "Ô này có hai lần trong tệp; mở bằng Excel rồi lưu lại.")
    return found


def _table_around(state: State, sheet: str, address: Address) -> str:
    return next((t.name for t in state.tables_on(sheet) if inside(address, t.box)), "")


def _array_told(state: State, place: Place, formula: str) -> None:
    """A plain formula that only as an array formula would take all of an area: the engine would
    take all of it, Excel doesn't."""
    if areas := cut_to_one_cell(formula):
        state.uncertain[place] = "công thức thường không tính cả vùng"
        state.warn(
            place[0], place[1:],
            f"Công thức thường chỉ lấy một ô của {', '.join(areas[:3])}, ở cùng dòng hoặc cột: "
            "muốn tính cả vùng thì dùng SUMPRODUCT hoặc gõ trong Excel thành công thức mảng.",
        )  # fmt: skip


def _drops(state: State) -> tuple[str, ...]:
    """Kinds of parts that Excel makes anew, and which no longer fit the formulas."""
    chain = (CHAIN,) if state.touches_formulas() else ()
    cells = {to_a1(*place[1:]) for place in state.values}
    return (*chain, FEEDS) if feeding(state.parts, cells) else chain


def _changes(state: State) -> list[Update]:
    """Old and new of each edited cell, those that table rules added included."""
    found = []
    for sheet in state.edited_sheets():
        own = dict(state.places(sheet))
        old = cells_at(state.sheet(sheet), own, state.strings)
        for address, value in sorted(own.items(), key=lambda item: item[0]):
            cell = old.get(address)
            formula = cell.formula if cell else None
            found.append(
                Update(
                    sheet, to_a1(*address), cell.value if cell else None, _shown(value, state),
                    "=" + formula if formula is not None else None,
                    "=" + value.text if isinstance(value, Formula) else None,
                )
            )  # fmt: skip
    return found


def _without_idle(state: State) -> None:
    """Forgets blanks for cells that are not there: their sheet keeps its bytes."""
    idle = [
        place
        for place, value in state.values.items()
        if isinstance(value, Blank)
        and place not in state.styles
        and not state.sheet(place[0]).grid.find(*place[1:])
    ]
    for place in idle:
        del state.values[place]


def _shown(value: Value, state: State) -> Scalar:
    if isinstance(value, Blank):
        return None
    return value.value if isinstance(value, Formula) else as_scalar(value, state.date1904)


def _plan(state: State, changes: list[Update], followed: Reach, rows: dict[str, Rows]) -> Plan:
    if state.refused:
        return Plan(state.archive, state.refused, state.warnings, changes)
    updates = []
    for place, value in followed.values.items():
        if place in state.values:
            formula = state.values[place]
            assert isinstance(formula, Formula)
            state.values[place] = Formula(formula.text, value)
        else:
            old = followed.old.get(place)
            if not _unchanged(old, value):
                updates.append(Update(place[0], to_a1(*place[1:]), old, value))
    sheets = _sheets(state, {(u.sheet, u.cell): u.new for u in updates}, rows)
    if any(isinstance(value, Formula) for value in state.values.values()):
        changes = [_with_value(change, state) for change in changes]
    kept = [
        Note(place[0], to_a1(*place[1:]), reason) for place, reason in sorted(followed.kept.items())
    ]
    return Plan(
        state.archive, [], state.warnings, changes, updates, kept, sheets, state.tables_changed(),
        state.pivots, state.date1904, calculates_on_load=bool(kept) and not followed.ours,
    )  # fmt: skip


def _sheets(
    state: State, fresh: Mapping[tuple[str, str], Scalar], rows: dict[str, Rows]
) -> dict[str, PlannedSheet]:
    """What changes in each sheet's part, by entry; `fresh` by sheet and A1."""
    found: dict[str, Changes] = {}
    for (name, *place), value in state.values.items():
        found.setdefault(name, Changes()).values[place[0], place[1]] = value
    for (name, cell), known in fresh.items():
        found.setdefault(name, Changes()).cached[from_a1(cell)] = known
    for (name, *place), style in state.styles.items():
        if name in found:
            found[name].styles[place[0], place[1]] = style
    for name, changes in found.items():
        changes.tags = state.tags.get(name, [])
    parts = {state.part_of(name): (name, changes) for name, changes in found.items()}
    return {
        entry: PlannedSheet(name, changes, rows.get(entry), state.kept(name))
        for entry, (name, changes) in parts.items()
    }


def _with_value(change: Update, state: State) -> Update:
    value = state.values.get((change.sheet, *from_a1(change.cell)))
    return change._replace(new=value.value) if isinstance(value, Formula) else change


def _unchanged(old: Scalar, new: Scalar) -> bool:
    return type(old) is type(new) and old == new
