"""One formula evaluated on its own, outside any workbook."""

from __future__ import annotations

import formualizer

from xlplan.domain.errors import UsageError
from xlplan.formulas.dialect import to_file
from xlplan.formulas.names import canonical
from xlplan.formulas.omitted import explicit_blanks
from xlplan.functions.values import Error, Value
from xlplan.workbook.functions_adapter import incoming, register


class Evaluator:
    """An empty sheet in which formulas are evaluated one after the other."""

    def __init__(self) -> None:
        config = formualizer.EvaluationConfig()
        config.enable_parallel = False
        self.workbook = formualizer.Workbook(config=formualizer.WorkbookConfig(eval_config=config))
        register(self.workbook)
        self.workbook.add_sheet("S")
        self.column = 0

    def value(self, formula: str) -> Value:
        """The value; arrays come as rows. UsageError for what is no formula."""
        self.column += 500
        text = "=" + explicit_blanks(canonical(to_file(formula.strip().removeprefix("="))))
        try:
            formualizer.parse(text)
        except (formualizer.ParserError, formualizer.TokenizerError, ValueError) as error:
            raise UsageError(
                f"Không hiểu công thức «{formula.strip()}».",
                "Kiểm tra ngoặc, dấu ngăn cách đối số và dấu ngoặc kép.",
            ) from error
        try:
            self.workbook.set_formula("S", 1, self.column, text)
            self.workbook.evaluate_cell("S", 1, self.column)
        except (ValueError, RuntimeError):
            return Error.NAME
        return self._spilled(incoming(self.workbook.get_value("S", 1, self.column)))

    def _spilled(self, first: Value) -> Value:
        """A result that spilled over neighbouring cells, as rows."""
        if isinstance(first, list):
            return first
        rows = []
        for row in range(1, 10_000):
            cells = []
            for column in range(self.column, self.column + 499):
                value = self.workbook.get_value("S", row, column)
                if value is None:
                    break
                cells.append(incoming(value))
            if not cells:
                break
            rows.append(cells)
        if len(rows) <= 1 and (not rows or len(rows[0]) <= 1):
            return first
        return rows  # type: ignore[return-value]
