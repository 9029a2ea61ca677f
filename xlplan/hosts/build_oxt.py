"""`xlplan.oxt`, LibreOffice's add-in, from text sources and the catalogue; no other program."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import xlplan
from xlplan.functions.catalogue import CATALOGUE, Function
from xlplan.hosts.archive import packed
from xlplan.hosts.buttons import TAB, Button, shown
from xlplan.hosts.help_texts import argument_text
from xlplan.hosts.icons import ICONS, png
from xlplan.hosts.sources import folder, needed_modules
from xlplan.hosts.uno_types import interface_library

NAME = "xlplan.oxt"
IDENTIFIER = "org.xlplan.addin"
INTERFACE = "org.xlplan.XFunctions"
IMPLEMENTATION = "xlplan"
"""Calc's full name of a function is this, a dot and the method's name: XLPLAN.ATTAINMENT."""

_XCU = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcAddIns"
 oor:package="org.openoffice.Office">
<node oor:name="AddInInfo">
<node oor:name="{implementation}" oor:op="replace">
<node oor:name="AddInFunctions">
{functions}
</node>
</node>
</node>
</oor:component-data>
"""

_CARRIED = (
    "xlplan.hosts.libreoffice", "xlplan.hosts.places", "xlplan.hosts.child",
    "xlplan.hosts.uno_changes", "xlplan.hosts.uno_clipboard",
)  # fmt: skip
"""What addin.py and buttons.py import."""

_URL = "service:org.xlplan.Buttons?"
_ADDONS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="Addons" oor:package="org.openoffice.Office">
<node oor:name="AddonUI">
<node oor:name="OfficeMenuBar"><node oor:name="org.xlplan.menu" oor:op="replace">{title}
<prop oor:name="Context"><value>com.sun.star.sheet.SpreadsheetDocument</value></prop>
<node oor:name="Submenu">
{menu}</node></node></node>
<node oor:name="OfficeToolBar"><node oor:name="org.xlplan.toolbar" oor:op="replace">
{menu}</node></node>
<node oor:name="Images">{images}</node>
</node>
</oor:component-data>
"""

_TOOLBAR = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcWindowState"
 oor:package="org.openoffice.Office.UI">
<node oor:name="UIElements"><node oor:name="States">
<node oor:name="private:resource/toolbar/addon_org.xlplan.toolbar" oor:op="replace">{title}
<prop oor:name="Visible"><value>true</value></prop>
<prop oor:name="Docked"><value>true</value></prop>
<prop oor:name="DockingArea"><value>0</value></prop>
<prop oor:name="DockPos"><value>0,5</value></prop>
</node></node></node>
</oor:component-data>
"""
"""Below LibreOffice's own toolbars; without this one it floats over them, as "Add-On 1"."""


def build() -> bytes:
    """The package; the same bytes wherever it is built."""
    source = folder("libreoffice")
    parts = {
        "META-INF/manifest.xml": (source / "manifest.xml").read_bytes(),
        "description.xml": (source / "description.xml")
        .read_text(encoding="utf-8")
        .replace("{version}", xlplan.__version__)
        .replace("{identifier}", IDENTIFIER)
        .encode(),
        "types.rdb": interface_library(INTERFACE, methods()),
        "CalcAddIns.xcu": functions_xcu().encode(),
        "Addons.xcu": menu_xcu().encode(),
        "CalcWindowState.xcu": _TOOLBAR.format(title=_said("UIName", TAB)).encode(),
        "addin.py": (source / "addin.py").read_bytes(),
        "buttons.py": (source / "buttons.py").read_bytes(),
        "mo-ta.txt": (source / "mo-ta.txt").read_bytes(),
    }
    parts |= {f"icons/{name}.png": png(name, 16) for name in ICONS}
    for module in _CARRIED:
        for path, data in needed_modules(module).items():
            parts[f"pythonpath/{path}"] = data
    return packed(parts)


def menu_xcu() -> str:
    """Menu and toolbar: LibreOffice's buttons, with a line between groups."""
    groups = [group.buttons for group in shown("libreoffice")]
    entries = [entry for group in groups for entry in (*map(_entry, group), _LINE)][:-1]
    menu = "".join(
        f'<node oor:name="m{n:02d}" oor:op="replace">{entry}</node>\n'
        for n, entry in enumerate(entries)
    )
    images = "".join(
        f'<node oor:name="{button.action}" oor:op="replace"><prop oor:name="URL"><value>'
        f'{_URL}{button.action}</value></prop><node oor:name="UserDefinedImages">'
        f'<prop oor:name="ImageSmallURL"><value>%origin%/icons/{button.icon}.png</value></prop>'
        "</node></node>"
        for group in groups
        for button in group
    )
    return _ADDONS.format(title=_said("Title", TAB), menu=menu, images=images)


_LINE = '<prop oor:name="URL"><value>private:separator</value></prop>'


def _entry(button: Button) -> str:
    return (
        f'<prop oor:name="URL"><value>{_URL}{button.action}</value></prop>'
        f"{_said('Title', button.label)}"
        '<prop oor:name="Target"><value>_self</value></prop>'
        '<prop oor:name="Context"><value>com.sun.star.sheet.SpreadsheetDocument</value></prop>'
    )


def methods() -> dict[str, list[str]]:
    """The methods of the interface, sorted: a function's name and alias in small letters."""
    found = {
        name.lower(): [argument.name for argument in entry.arguments]
        for entry in CATALOGUE
        for name in (entry.name, entry.alias)
    }
    return dict(sorted(found.items()))


def functions_xcu() -> str:
    """What the function wizard shows, in Vietnamese."""
    nodes = [_function(entry, name) for entry in CATALOGUE for name in (entry.name, entry.alias)]
    return _XCU.format(implementation=IMPLEMENTATION, functions="\n".join(nodes))


def _function(entry: Function, name: str) -> str:
    parameters = "".join(
        f'<node oor:name={quoteattr(argument.name)} oor:op="replace">'
        f"{_said('DisplayName', argument.name)}"
        f"{_said('Description', argument_text(argument))}</node>\n"
        for argument in entry.arguments
    )
    return (
        f'<node oor:name="{name.lower()}" oor:op="replace">'
        f"{_said('DisplayName', f'XLPLAN.{name}')}{_said('Description', entry.help)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>\n'
        f'<node oor:name="Parameters">\n{parameters}</node></node>'
    )


def _said(prop: str, text: str) -> str:
    """A localised property; LibreOffice in another language falls back on its English entry."""
    values = "".join(
        f'<value xml:lang="{language}">{escape(text)}</value>' for language in ("en-US", "vi")
    )
    return f'<prop oor:name="{prop}">{values}</prop>'
