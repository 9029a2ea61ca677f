"""The UNO component behind menu and toolbar: one action on the open workbook.

LibreOffice's own Python has none of xlplan's libraries: the action runs in xlplan's environment, on
a saved copy, and what it says to write is written here, as one step of LibreOffice's own undo list.
"""

import os
import tempfile
import time
import traceback
from contextlib import suppress

import uno
import unohelper
from com.sun.star.awt import XKeyHandler, XMouseClickHandler
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import DisposedException, XServiceInfo
from com.sun.star.task import XJobExecutor

from xlplan.hosts import uno_clipboard
from xlplan.hosts.child import Failed, Stopped, asked
from xlplan.hosts.places import note, python_of_xlplan
from xlplan.hosts.protocol import Request
from xlplan.hosts.uno_changes import carry_out, undone

IMPLEMENTATION = "org.xlplan.Buttons"
ADDIN = "org.xlplan.addin"
FILTER = "Calc MS Excel 2007 XML"
TEXTS = "*.docx;*.txt;*.md"
ESCAPE = 1281  # com.sun.star.awt.Key.ESCAPE
NO_PYTHON = "Không thấy Python của xlplan. Chạy lại lệnh «xlplan addin install --libreoffice»."
FAILED = "Không chạy được nút này."
STOPPED = "Đã dừng theo yêu cầu; tệp giữ nguyên như trước khi bấm."
PROTECTED = "Không tô được ô ở trang đang khóa: "


class Work(unohelper.Base, XKeyHandler, XMouseClickHandler):
    """One action at work: shown in the status bar, stopped by Esc; the sheet takes no key or click
    meanwhile, though LibreOffice goes on showing itself."""

    now = None

    def __init__(self, document):
        self.stop, self.start = False, time.monotonic()
        self.controller = document.CurrentController
        self.toolkit = self.controller.Frame.ContainerWindow.Toolkit
        self.indicator = self.controller.Frame.createStatusIndicator()

    def __enter__(self):
        Work.now = self
        self.controller.addKeyHandler(self)
        self.controller.addMouseClickHandler(self)
        self.indicator.start("xlplan đang làm việc…", 0)
        return self

    def __exit__(self, *_):
        Work.now = None
        self.indicator.end()
        self.controller.removeKeyHandler(self)
        self.controller.removeMouseClickHandler(self)

    def tick(self, doing):
        """Shows what is being done; True when the user wants it to end."""
        told = doing or "đang làm việc"
        seconds = time.monotonic() - self.start
        self.indicator.setText("xlplan %s… %.0f giây (Esc: dừng)" % (told, seconds))
        self.toolkit.processEventsToIdle()
        return self.stop

    def keyPressed(self, event):
        """Esc stops; no key goes any further."""
        self.stop = self.stop or event.KeyCode == ESCAPE
        return True

    def keyReleased(self, event):
        """No key goes any further."""
        return True

    def mousePressed(self, event):
        """No click goes any further."""
        return True

    def mouseReleased(self, event):
        """No click goes any further."""
        return True

    def disposing(self, source):
        """The window is gone."""
        self.stop = True


class Buttons(unohelper.Base, XServiceInfo, XJobExecutor):
    """Gets the name of the action from the URL service:org.xlplan.Buttons?action. A file may follow
    after a "|", for actions that would ask for one; "stop" ends the action that is at work."""

    def __init__(self, context, *args):
        self.context = context

    def trigger(self, argument):
        """Performs it on the workbook in front, or the first one that is open."""
        action, _, chosen = argument.partition("|")
        if Work.now is not None:
            Work.now.stop = Work.now.stop or action == "stop"
            return
        document = self._document()
        if document is None or action == "stop":
            return
        try:
            document, text = self._performed(action, document, chosen)
        except Stopped:
            text = STOPPED
        except Failed as error:
            text = FAILED + " " + str(error)
        except Exception:
            note(traceback.format_exc())
            text = FAILED + " Chi tiết nằm trong tệp nhật ký xlplan.log."
        if text:
            self._say(document, text)

    def _performed(self, action, document, chosen):
        python = python_of_xlplan()
        if python is None:
            return document, NO_PYTHON
        if action == "undo":
            name = undone(document)
            if name:
                return document, "Đã hoàn tác: %s." % name
        if action == "review_text" and not chosen:
            chosen = self._chosen()
            if not chosen:
                return document, ""
        with tempfile.TemporaryDirectory(prefix="xlplan-") as folder:
            request = self._request(action, document, folder, chosen)
            with Work(document) as work:
                outcome = asked(python, request, work.tick)
        if outcome.close:
            document, outcome = self._closed(python, document, request)
        return document, self._carried_out(document, outcome)

    def _request(self, action, document, folder, chosen):
        own = uno.fileUrlToSystemPath(document.URL) if document.URL else ""
        stem = os.path.splitext(os.path.basename(own))[0] or "tep"
        copy = os.path.join(folder, stem + ".xlsx")
        document.storeToURL(uno.systemPathToFileUrl(copy), _properties(FilterName=FILTER))
        sheet, cell = _selected(document)
        about = self._about() if action == "status" else None
        return Request(action, "libreoffice", copy, own, sheet, cell, chosen, False, about)

    def _closed(self, python, document, request):
        """Asks again with the workbook saved and closed, an empty one in its window meanwhile."""
        if document.isModified() and request.action != "undo":
            document.store()
        url, frame = document.URL, document.CurrentController.Frame
        hidden = not frame.ContainerWindow.isVisible()
        document.setModified(False)
        options = _properties(Hidden=hidden)
        empty = frame.loadComponentFromURL("private:factory/scalc", "_self", 0, options)
        with suppress(DisposedException):
            document.close(True)  # the window has let it go; its lock is on the file still
        try:
            with Work(empty) as work:
                request = request._replace(closed=True, copy=request.own)
                outcome = asked(python, request, work.tick)
        finally:
            empty.setModified(False)
            document = frame.loadComponentFromURL(url, "_self", 0, options)
        return document, outcome

    def _carried_out(self, document, outcome):
        refused = carry_out(document, outcome)
        if outcome.select:
            _select(document, *outcome.select)
        if outcome.clipboard:
            uno_clipboard.put(document, outcome.clipboard)
        return outcome.text + ("\n" + PROTECTED + ", ".join(refused) if refused else "")

    def _document(self):
        desktop = self._service("com.sun.star.frame.Desktop")
        candidates = [desktop.getCurrentComponent()]
        opened = desktop.Components.createEnumeration()
        while opened.hasMoreElements():
            candidates.append(opened.nextElement())
        for document in candidates:
            if document is not None and hasattr(document, "Sheets"):
                return document
        return None

    def _service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def _about(self):
        """What LibreOffice knows of itself and of this add-in."""
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        path = "/org.openoffice.Setup/Product"
        product = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", _properties(nodepath=path)
        )
        packages = self.context.getValueByName(
            "/singletons/com.sun.star.deployment.PackageInformationProvider"
        )
        versions = dict(packages.getExtensionList())
        return {
            "program": "LibreOffice " + product.getByName("ooSetupVersionAboutBox"),
            "addin": versions.get(ADDIN, ""),
        }

    def _chosen(self):
        picker = self._service("com.sun.star.ui.dialogs.FilePicker")
        picker.appendFilter("Văn bản", TEXTS)
        picker.setCurrentFilter("Văn bản")
        if picker.execute() != 1:
            return ""
        return uno.fileUrlToSystemPath(picker.getSelectedFiles()[0])

    def _say(self, document, text):
        window = document.CurrentController.Frame.ContainerWindow
        if not window.isVisible():  # nobody could read or close a box
            note(text)
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


def _properties(**values):
    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def _selected(document):
    controller = document.CurrentController
    chosen = controller.Selection
    if not hasattr(chosen, "RangeAddress"):
        return controller.ActiveSheet.Name, "A1"
    first = chosen.getCellByPosition(0, 0).AbsoluteName
    return controller.ActiveSheet.Name, first.rpartition(".")[2].replace("$", "")


def _select(document, name, address):
    cell = document.Sheets.getByName(name).getCellRangeByName(address)
    document.CurrentController.select(cell)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Buttons, IMPLEMENTATION, (IMPLEMENTATION,))
