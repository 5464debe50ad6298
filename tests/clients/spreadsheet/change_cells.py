"""Changes cells of a workbook with LibreOffice: `change_cells.py PORT FROM WRONG RIGHT`.

Writes two workbooks: in the second, the two mistakes of the first are mended. Both have 30 changes in
10 rows. Runs with the Python of the system, which has the module `uno`.
"""

import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PORT, FROM, WRONG, RIGHT = sys.argv[1:5]
# Maximum number of seconds that LibreOffice takes to start, on a busy machine.
SECONDS = 120


def connect():
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:socket,host=127.0.0.1,port={PORT};urp;StarOffice.ComponentContext"
    for _ in range(SECONDS * 5):
        try:
            return resolver.resolve(address)
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not start")


def option(name, value):
    return PropertyValue(name, 0, value, 0)


context = connect()
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
document = desktop.loadComponentFromURL(
    uno.systemPathToFileUrl(FROM), "_blank", 0, (option("Hidden", True),)
)
sheet = document.Sheets.getByIndex(0)
header = {}
while sheet.getCellByPosition(len(header), 0).String:
    header[sheet.getCellByPosition(len(header), 0).String] = len(header)


def cell(row, column):
    return sheet.getCellByPosition(header[column], row - 1)


# Three cells in each of ten rows: a number, a text, and an element that is added.
for row in range(2, 12):
    cell(row, "founded").Value = 1900 + row
    cell(row, "acronym").String = f"LIBRE{row}"
    cell(row, "countries").String = "+Fiji (research)"
cell(3, "founded").String = "19x3"
cell(5, "countries").String = ""
areas = cell(5, "focus_areas").String
cell(5, "focus_areas").String = "+bonded-labor"

xlsx = (option("FilterName", "Calc MS Excel 2007 XML"),)
document.storeToURL(uno.systemPathToFileUrl(WRONG), xlsx)
cell(3, "founded").Value = 1903
cell(5, "countries").String = "+Fiji (research)"
cell(5, "focus_areas").String = areas
document.storeToURL(uno.systemPathToFileUrl(RIGHT), xlsx)
document.close(True)
desktop.terminate()
