"""The ribbon inside the built add-in against the rules of customUI, and the rules against faults."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import customui
import pytest

from xlplan.hosts import build_xlam
from xlplan.hosts.ribbon import ribbon_xml


def test_the_addins_ribbon_keeps_every_rule() -> None:
    with zipfile.ZipFile(io.BytesIO(build_xlam.build())) as package:
        root = ElementTree.fromstring(package.read("customUI/customUI14.xml"))
    assert customui.faults(root) == []
    assert customui.callback_faults(root, build_xlam.modules()["XlpRibbon"]) == []
    assert len(list(root.iter(f"{customui.NAMESPACE}button"))) >= 15


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2009/07/customui", "2009/08/customui", "unknown element"),
        ('id="xlp_undo"', 'id="xlp_sync"', "id xlp_sync twice"),
        ('id="xlp_undo"', 'id="1undo"', "no XML name"),
        ('id="xlp_undo" ', "", "button without id"),
        ('size="large"', 'size="huge"', "size is huge"),
        ('keytip="KH"', 'keytip="KHKH"', "keytip has 4"),
        ('onAction="XlpOnAction"', 'onClick="XlpOnAction"', "button has no onClick"),
        ('getEnabled="XlpGetEnabled"', 'getEnabled="x" enabled="true"', "only one of enabled"),
        ("<tabs>", "<tabs><button id='b'/>", "button in tabs"),
        ("<ribbon>", "<ribbon>text", "text in ribbon"),
        ("</ribbon>", "</ribbon><commands/>", "order of ribbon, commands"),
    ],
)
def test_a_broken_rule_is_found(old: str, new: str, said: str) -> None:
    text = ribbon_xml()
    assert old in text
    faults = customui.faults(ElementTree.fromstring(text.replace(old, new)))
    assert any(said in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("XlpOnAction(control As Object)", "XlpOnAction()", "XlpOnAction takes 0 instead of 1"),
        ("Public Sub XlpOnLoad", "Private Sub XlpOnLoad", "XlpOnLoad is missing"),
        (", ByRef enabled)", ", ByVal enabled)", "XlpGetEnabled returns nothing"),
    ],
)
def test_a_wrong_callback_is_found(old: str, new: str, said: str) -> None:
    code = build_xlam.modules()["XlpRibbon"]
    assert old in code
    root = ElementTree.fromstring(ribbon_xml())
    assert said in customui.callback_faults(root, code.replace(old, new))
