"""Files as the tests make them, and what was read of them."""

import zipfile
from io import BytesIO

from openpyxl import Workbook

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS = "xl/sharedStrings.xml"
RELATED = "xl/_rels/workbook.xml.rels"
LINK = f'<Relationship Type="x/sharedStrings" Target="/{STRINGS}" Id="x"/>'
SHEET = "xl/worksheets/sheet1.xml"


def rows(file):
    return [list(line.cells.values()) for line in file.lines()]


def book(*lines, title="skills"):
    """A workbook to change further; see `saved`."""
    made = Workbook()
    made.active.title = title
    for line in lines:
        made.active.append(line)
    return made


def saved(made):
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def xlsx(*lines):
    return saved(book(*lines))


def xlsx_of(cells, *, before="", strings="", **parts):
    """A workbook whose sheet's XML is written by hand."""
    with zipfile.ZipFile(BytesIO(saved(book()))) as old:
        members = {name: old.read(name) for name in old.namelist()}
    names = f'xmlns="{SPACE}" xmlns:x="{SPACE}"'
    members[SHEET] = (
        f"{before}<worksheet {names}><sheetData>{cells}</sheetData></worksheet>"
    )
    members[STRINGS] = f'<sst xmlns="{SPACE}">{strings}</sst>'
    related = members[RELATED].decode()
    members[RELATED] = related.replace("</", f"{LINK}</")
    return zipped(members | parts)


def zipped(members):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()
