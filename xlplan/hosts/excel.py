"""The functions as xlwings serves them to Excel; loaded by its COM server on Windows.

One function a name and alias, made from the catalogue. Arguments and results are raw, without
xlwings' conversion of every cell: that is where its time goes, and it can neither take nor give
an Excel error.
"""

from __future__ import annotations

import inspect
import logging
from typing import Any

from xlwings.udfs import xlarg, xlfunc, xlret

from xlplan.functions.catalogue import CATALOGUE, Function
from xlplan.functions.values import Error
from xlplan.hosts.excel_log import logged
from xlplan.hosts.excel_values import answer, outgoing
from xlplan.hosts.help_texts import CATEGORY, argument_text, description

_log = logging.getLogger(__name__)


def _made(entry: Function, name: str) -> Any:
    def function(*args: Any) -> Any:
        try:
            return answer(name, args)
        except Exception:
            # A cell never shows the text of a crash; the log keeps it.
            _log.exception("XLPLAN_%s%r", name, args)
            return outgoing(Error.VALUE)

    function.__name__ = function.__qualname__ = f"XLPLAN_{name}"
    function.__doc__ = description(entry)
    function.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                argument.name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=inspect.Parameter.empty if argument.required else None,
            )
            for argument in entry.arguments
        ]
    )
    made = xlfunc(category=CATEGORY)(function)
    for argument in entry.arguments:
        made = xlarg(argument.name, convert="raw", doc=argument_text(argument))(made)
    return xlret(convert="raw")(made)


logged()
for _entry in CATALOGUE:
    for _name in (_entry.name, _entry.alias):
        globals()[f"XLPLAN_{_name}"] = _made(_entry, _name)
