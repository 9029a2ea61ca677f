"""The transaction around every write of a file: nothing is lost, nothing is half written.

`replace` puts new content over a file, `create` makes a new one, `put` does whichever is due;
`undo` takes a write back and `backups` lists what can be. Each is all or nothing, whatever stops
it.
"""

from __future__ import annotations

from xlplan.workbook.guard.history import Entry, Keep
from xlplan.workbook.guard.transaction import Receipt, Write, changed, create, digest, put, replace
from xlplan.workbook.guard.undo import backups, undo

__all__ = [
    "Entry",
    "Keep",
    "Receipt",
    "Write",
    "backups",
    "changed",
    "create",
    "digest",
    "put",
    "replace",
    "undo",
]
