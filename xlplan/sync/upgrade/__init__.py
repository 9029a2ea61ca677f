"""A workbook of an older template version brought to the present one; the user's content stays.

`steps.toml` says what each version added; `steps` reads it, `plan` decides what of it a workbook
needs, `cells`, `columns`, `sheets` and `styles` make the edits.
"""

from xlplan.sync.upgrade.run import Upgrade, upgraded

__all__ = ["Upgrade", "upgraded"]
