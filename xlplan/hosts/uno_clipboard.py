"""A text on LibreOffice's clipboard.

Standard library and LibreOffice's bridge only: LibreOffice's add-in carries this module.
"""

from __future__ import annotations

from typing import Any

_MIME = "text/plain;charset=utf-16"


def put(document: Any, text: str) -> None:
    """Puts a text on the clipboard of the window that shows the document."""
    import uno
    import unohelper
    from com.sun.star.datatransfer import XTransferable

    class Text(unohelper.Base, XTransferable):
        """A text as the clipboard asks for it."""

        def getTransferData(self, flavor: Any) -> Any:
            """The text, in whatever flavour."""
            return text

        def getTransferDataFlavors(self) -> Any:
            """Plain text only."""
            flavor = uno.createUnoStruct("com.sun.star.datatransfer.DataFlavor")
            flavor.MimeType, flavor.HumanPresentableName = _MIME, "Unicode"
            flavor.DataType = uno.getTypeByName("string")
            return (flavor,)

        def isDataFlavorSupported(self, flavor: Any) -> bool:
            """Whether it is plain text in UTF-16."""
            return flavor.MimeType == _MIME

    window = document.CurrentController.Frame.ContainerWindow
    window.Toolkit.getClipboard("").setContents(Text(), None)
