"""The UNO component: every function of the catalogue as a method of one object."""

import traceback

import uno
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.sheet import XVolatileResult

from xlplan.functions.catalogue import CATALOGUE
from xlplan.functions.values import Error
from xlplan.hosts.libreoffice import answering, outgoing

IMPLEMENTATION = "xlplan"

try:
    from org.xlplan import XFunctions
except ImportError:
    # While the package is being registered its own types are not there yet.
    class XFunctions:
        """Stands in for the interface."""


class Rows(unohelper.Base, XVolatileResult):
    """An array for Calc.

    Calc takes an array as sequence<sequence<any>> only, and Python's bridge makes every tuple that
    a method returns a sequence<any>; in the event of a volatile result the type can be stated. (A
    method declared to return sequence<sequence<any>> serves arrays, but then Calc compares a
    single text as an array and finds "Đạt" different from "Đạt".)
    """

    def __init__(self, rows):
        self.rows = rows

    def addResultListener(self, listener):
        """Tells the result at once; it never changes."""
        event = uno.createUnoStruct("com.sun.star.sheet.ResultEvent")
        event.Source = self
        event.Value = uno.Any("[][]any", self.rows)
        listener.modified(event)

    def removeResultListener(self, listener):
        """Nobody is kept."""


class Functions(unohelper.Base, XServiceInfo, XFunctions):
    """Calc asks for methods by name; they are set below, one for every name and alias."""

    def __init__(self, context, *args):
        self.context = context

    def getImplementationName(self):
        """The name under which Calc looks for the object."""
        return IMPLEMENTATION

    def supportsService(self, name):
        """Whether the object is of that service."""
        return name == IMPLEMENTATION

    def getSupportedServiceNames(self):
        """Its only service is itself."""
        return (IMPLEMENTATION,)


def _method(name):
    answered = answering(name)

    def run(self, *args):
        try:
            value = answered(*args)
            return Rows(value) if value.__class__ is tuple else value
        except Exception:
            # A cell never shows the text of a crash; the log keeps it.
            traceback.print_exc()
            return outgoing(Error.VALUE)

    return run


for _entry in CATALOGUE:
    for _name in (_entry.name, _entry.alias):
        setattr(Functions, _name.lower(), _method(_name))

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, IMPLEMENTATION, (IMPLEMENTATION,))
