"""Rules of Office's customUI (2009/07), as far as our ribbon uses its elements; Excel shows no tab
at all when one is broken, and says nothing.

From the published description of the format: which elements stand where, which attributes they
have, which of these exclude each other, and what a callback has to look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"

CHILDREN = {
    "customUI": ("commands", "ribbon", "backstage", "contextMenus"),
    "ribbon": ("qat", "tabs", "contextualTabs"),
    "tabs": ("tab",),
    "tab": ("group",),
    "group": ("button", "separator", "dialogBoxLauncher"),
    "button": (),
    "separator": (),
}
"""Elements that may be inside, in this order where there is one of each."""

_ID = ("id", "idQ", "idMso")
_PLACE = ("insertAfterMso", "insertBeforeMso", "insertAfterQ", "insertBeforeQ")
_SHOWN = ("visible", "getVisible")
_NAMED = ("label", "getLabel", "keytip", "getKeytip", "tag")
_TOLD = ("screentip", "getScreentip", "supertip", "getSupertip")
_DRAWN = ("image", "imageMso", "getImage")
ATTRIBUTES = {
    "customUI": ("onLoad", "loadImage"),
    "ribbon": ("startFromScratch",),
    "tabs": (),
    "tab": (*_ID, *_PLACE, *_SHOWN, *_NAMED),
    "group": (*_ID, *_PLACE, *_SHOWN, *_NAMED, *_TOLD, *_DRAWN, "centerVertically", "autoScale"),
    "button": (*_ID, *_PLACE, *_SHOWN, *_NAMED, *_TOLD, *_DRAWN, "onAction", "size", "getSize",
               "enabled", "getEnabled", "description", "getDescription", "showLabel",
               "getShowLabel", "showImage", "getShowImage"),
    "separator": (*_ID, *_PLACE, *_SHOWN),
}  # fmt: skip
EXCLUSIVE = (
    _ID, _PLACE, _SHOWN, _DRAWN, ("label", "getLabel"), ("keytip", "getKeytip"),
    ("screentip", "getScreentip"), ("supertip", "getSupertip"), ("size", "getSize"),
    ("enabled", "getEnabled"),
)  # fmt: skip
LENGTHS = {"id": 1024, "label": 1024, "screentip": 1024, "supertip": 1024, "keytip": 3}
VALUES = {"size": {"normal", "large"}}

SIGNATURES = {
    "onLoad": ("ribbon",),
    "onAction": ("control",),
    "getEnabled": ("control", "returned"),
}
"""Parameters of a callback of VBA, the returned value ByRef."""


def faults(root: Element) -> list[str]:
    """What breaks a rule, as sentences."""
    found = list(_faults(root))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    found += [f"id {name} twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    if _local(root) != "customUI":
        found.append("no customUI")
    return found


def _local(element: Element) -> str:
    return element.tag.removeprefix(NAMESPACE)


def _faults(element: Element) -> Iterator[str]:
    name = _local(element)
    if name not in ATTRIBUTES:
        yield f"unknown element {element.tag}"
        return
    for key, value in element.attrib.items():
        if key not in ATTRIBUTES[name]:
            yield f"{name} has no {key}"
        if not 0 < len(value) <= LENGTHS.get(key, 1024):
            yield f"{name}: {key} has {len(value)} characters"
        if value not in VALUES.get(key, {value}):
            yield f"{name}: {key} is {value}"
    if not re.fullmatch(r"[A-Za-z_][\w.\-]*", element.get("id", "x"), re.ASCII):
        yield f"{name}: id {element.get('id')} is no XML name"
    if "id" in ATTRIBUTES[name] and not any(key in element.attrib for key in _ID):
        yield f"{name} without id"
    for group in EXCLUSIVE:
        if sum(key in element.attrib for key in group) > 1:
            yield f"{name}: only one of {', '.join(group)}"
    allowed = CHILDREN[name]
    inside = [_local(child) for child in element]
    yield from (f"{child} in {name}" for child in inside if child not in allowed)
    if len(allowed) > 1 and name in ("customUI", "ribbon"):
        places = [allowed.index(child) for child in inside if child in allowed]
        if places != sorted(set(places)):
            yield f"{name}: order of {', '.join(inside)}"
    if not (element.text or "").isspace() and element.text:
        yield f"text in {name}"
    for child in element:
        yield from _faults(child)


def signature(code: str, callback: str) -> list[str] | None:
    """The parameters of a public procedure of a VBA module; None where there is none."""
    found = re.search(rf"^Public Sub {callback}\((.*)\)\s*$", code, re.MULTILINE)
    return found and [part.strip() for part in found[1].split(",") if part.strip()]


def callback_faults(root: Element, code: str) -> list[str]:
    """Callbacks that the module lacks or that have other parameters than Office hands over."""
    found = []
    for element in root.iter():
        for attribute, parameters in SIGNATURES.items():
            name = element.get(attribute)
            if name is None:
                continue
            told = signature(code, name)
            if told is None:
                found.append(f"{name} is missing")
            elif len(told) != len(parameters):
                found.append(f"{name} takes {len(told)} instead of {len(parameters)}")
            elif "returned" in parameters and not told[-1].startswith("ByRef"):
                found.append(f"{name} returns nothing")
    return found
