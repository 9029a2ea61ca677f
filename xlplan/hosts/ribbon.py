"""Excel's ribbon (customUI of Office 2010 and later) made from the buttons."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from xlplan.hosts.buttons import TAB, TAB_KEY, Button, Group, shown

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
CALLBACKS = ("XlpOnLoad", "XlpOnAction", "XlpGetEnabled")


def ribbon_xml() -> str:
    """The tab, its groups and buttons; each button's id is "xlp_" and its action."""
    groups = "\n".join(_group(group) for group in shown("excel"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<customUI xmlns="{NAMESPACE}" onLoad="XlpOnLoad">\n<ribbon>\n<tabs>\n'
        f'<tab id="xlp_tab" label={quoteattr(TAB)} keytip="{TAB_KEY}" '
        f'insertAfterMso="TabData">\n{groups}\n</tab>\n</tabs>\n</ribbon>\n</customUI>\n'
    )


def _group(group: Group) -> str:
    buttons = "\n".join(_button(button) for button in group.buttons)
    return (
        f'<group id="xlp_group_{group.name}" label={quoteattr(group.label)}>\n{buttons}\n</group>'
    )


def _button(button: Button) -> str:
    size = "large" if button.large else "normal"
    enabled = ' getEnabled="XlpGetEnabled"' if button.command else ""
    return (
        f'<button id="xlp_{button.action}" label={quoteattr(button.label)} size="{size}" '
        f'image="{button.icon}" keytip="{button.key}" screentip={quoteattr(button.label)} '
        f'supertip={quoteattr(button.tip)} onAction="XlpOnAction"{enabled}/>'
    )
