"""The UNO component behind menu and toolbar: one action on the open workbook.

LibreOffice's own Python has none of xlplan's libraries: the action runs in xlplan's environment, on
a saved copy, and what it says to write is written here, as one step of LibreOffice's own undo list.
"""

import json
import os
import subprocess
import tempfile

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJobExecutor

from xlplan.hosts.places import python_of_xlplan

IMPLEMENTATION = "org.xlplan.Buttons"
FILTER = "Calc MS Excel 2007 XML"
NO_PYTHON = "Không thấy Python của xlplan. Chạy lại lệnh «xlplan addin install --libreoffice»."
FAILED = "Không chạy được nút này."


class Buttons(unohelper.Base, XServiceInfo, XJobExecutor):
    """Gets the name of the action from the URL service:org.xlplan.Buttons?action."""

    def __init__(self, context, *args):
        self.context = context

    def trigger(self, action):
        """Performs it on the workbook in front, or the first one that is open."""
        document = self._document()
        if document is None:
            return
        python = python_of_xlplan()
        if python is None:
            self._say(document, NO_PYTHON)
            return
        try:
            result = self._asked(python, action, document)
        except Exception as error:
            self._say(document, FAILED + " " + str(error))
            return
        _write(document, result["areas"])
        if result["select"]:
            _select(document, *result["select"])
        self._say(document, result["text"])

    def _document(self):
        desktop = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self.context
        )
        candidates = [desktop.getCurrentComponent()]
        opened = desktop.Components.createEnumeration()
        while opened.hasMoreElements():
            candidates.append(opened.nextElement())
        for document in candidates:
            if document is not None and hasattr(document, "Sheets"):
                return document
        return None

    def _asked(self, python, action, document):
        sheet, cell = _selected(document)
        with tempfile.TemporaryDirectory(prefix="xlplan-") as folder:
            path = os.path.join(folder, "tep.xlsx")
            filtered = PropertyValue()
            filtered.Name, filtered.Value = "FilterName", FILTER
            document.storeToURL(uno.systemPathToFileUrl(path), (filtered,))
            done = subprocess.run(
                [python, "-m", "xlplan.hosts.remote", action, path, sheet, cell],
                capture_output=True,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        if done.returncode:
            raise RuntimeError(done.stderr.decode("utf-8", "replace").strip()[-300:])
        return json.loads(done.stdout.decode("utf-8"))

    def _say(self, document, text):
        window = document.CurrentController.Frame.ContainerWindow
        if not window.isVisible():  # headless: nobody could close the box
            return
        box = window.Toolkit.createMessageBox(
            window, uno.Enum("com.sun.star.awt.MessageBoxType", "INFOBOX"), 1, "xlplan", text
        )
        box.execute()

    def getImplementationName(self):
        """The name in the URL."""
        return IMPLEMENTATION

    def supportsService(self, name):
        """Whether the object is of that service."""
        return name == IMPLEMENTATION

    def getSupportedServiceNames(self):
        """Its only service is itself."""
        return (IMPLEMENTATION,)


def _environment():
    """Without what LibreOffice's own Python has set for itself."""
    return {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}


def _selected(document):
    controller = document.CurrentController
    chosen = controller.Selection
    if not hasattr(chosen, "RangeAddress"):
        return controller.ActiveSheet.Name, "A1"
    first = chosen.getCellByPosition(0, 0).AbsoluteName
    return controller.ActiveSheet.Name, first.rpartition(".")[2].replace("$", "")


def _write(document, areas):
    undo = document.UndoManager
    undo.enterUndoContext("xlplan")
    try:
        for name, address, rows in areas:
            cells = document.Sheets.getByName(name).getCellRangeByName(address)
            for down, row in enumerate(rows):
                for right, value in enumerate(row):
                    cell = cells.getCellByPosition(right, down)
                    if isinstance(value, (int, float)):
                        cell.Value = value
                    elif value is not None and value.startswith("="):
                        cell.Formula = value
                    else:
                        cell.String = value or ""
    finally:
        undo.leaveUndoContext()


def _select(document, name, address):
    cell = document.Sheets.getByName(name).getCellRangeByName(address)
    document.CurrentController.select(cell)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Buttons, IMPLEMENTATION, (IMPLEMENTATION,))
