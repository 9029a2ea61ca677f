"""The highlight in Excel, on a stand-in for the conditional formats of its object model."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from xlplan.hosts import marks

USERS = ("=$A1>5", 2)
"""A conditional format of the user's: formula and type."""


class Condition:
    """One FormatCondition of a sheet."""

    def __init__(self, sheet: Sheet, formula: str, kind: int, address: str) -> None:
        self.Formula1, self.Type, self._sheet = formula, kind, sheet
        self.AppliesTo = SimpleNamespace(Address=address)
        self.Interior = SimpleNamespace(Color=None)
        self.StopIfTrue = True

    def Delete(self) -> None:
        self._sheet.held.remove(self)

    def SetFirstPriority(self) -> None:
        self._sheet.held.sort(key=lambda condition: condition is not self)


class Sheet:
    """A worksheet with its conditional formats; a protected one refuses new ones."""

    def __init__(self, name: str, protected: bool = False) -> None:
        self.name, self.protected, self.api = name, protected, self
        self.held: list[Condition] = []
        self.asked: list[str] = []
        self.Cells = SimpleNamespace(FormatConditions=self._conditions("A1:XFD1048576"))

    def Range(self, address: str) -> SimpleNamespace:
        assert len(address) <= 255  # Excel takes no more
        self.asked.append(address)
        return SimpleNamespace(FormatConditions=self._conditions(address))

    def _conditions(self, address: str) -> Any:
        sheet = self

        class Conditions:
            @property
            def Count(self) -> int:
                return len(sheet.held)

            def Item(self, number: int) -> Condition:
                return sheet.held[number - 1]

            def Add(self, Type: int, Formula1: str) -> Condition:
                if sheet.protected:
                    raise RuntimeError("protected")
                sheet.held.append(Condition(sheet, Formula1, Type, address))
                return sheet.held[-1]

        return Conditions()


def book(*sheets: Sheet) -> Any:
    engine = SimpleNamespace(name="excel")
    return SimpleNamespace(app=SimpleNamespace(engine=engine), sheets=sheets)


def test_ours_come_and_go_and_the_users_own_stays() -> None:
    sheet, other = Sheet("ChiTieu"), Sheet("Khac")
    own = Condition(sheet, *USERS, "$A$1:$A$9")
    sheet.held.append(own)
    open_book = book(sheet, other)
    marked = [("ChiTieu", "F7", "error"), ("ChiTieu", "G8", "error"), ("Khac", "B2", "note")]
    assert marks.show(open_book, marked) == []
    assert sorted(marks.shown(open_book)) == sorted(marked)
    first = sheet.held[0]
    assert first is not own
    assert (first.Interior.Color, first.StopIfTrue) == (0xADCBF8, False)  # Excel counts blue first
    assert marks.show(open_book, marked[2:]) == []
    assert marks.shown(open_book) == marked[2:]
    assert marks.show(open_book, []) == []
    assert (sheet.held, other.held) == ([own], [])
    assert own.AppliesTo.Address == "$A$1:$A$9"


def test_many_cells_are_told_in_pieces_that_excel_takes() -> None:
    sheet = Sheet("ChiTieu")
    marked = [("ChiTieu", f"AB{row}", "warning") for row in range(100, 400)]
    marks.show(book(sheet), marked)
    assert len(sheet.asked) > 1
    assert sorted(marks.shown(book(sheet))) == sorted(marked)


def test_a_protected_sheet_is_told() -> None:
    sheets = Sheet("ChiTieu", protected=True), Sheet("ThongTin")
    marked = [("ChiTieu", "F7", "error"), ("ThongTin", "B2", "error")]
    assert marks.show(book(*sheets), marked) == ["ChiTieu"]
    assert marks.shown(book(*sheets)) == marked[1:]
