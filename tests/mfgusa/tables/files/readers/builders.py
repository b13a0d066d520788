"""Files built for the tests, and the values of their lines."""

import zipfile
from io import BytesIO

from openpyxl import Workbook

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS = "xl/sharedStrings.xml"
RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
STRINGS_RELATIONSHIP = (
    f'<Relationship Type="x/sharedStrings" Target="/{STRINGS}" Id="x"/>'
)
SHEET = "xl/worksheets/sheet1.xml"


def line_values(file):
    return [list(line.cells.values()) for line in file.lines()]


def build_workbook(*lines, title="skills"):
    """A workbook to change further; see `workbook_bytes`."""
    made = Workbook()
    made.active.title = title
    for line in lines:
        made.active.append(line)
    return made


def workbook_bytes(made):
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def xlsx_bytes(*lines):
    return workbook_bytes(build_workbook(*lines))


def xlsx_from_xml(cells, *, before="", strings="", **parts):
    """A workbook whose sheet's XML is written by hand."""
    with zipfile.ZipFile(BytesIO(workbook_bytes(build_workbook()))) as old:
        members = {name: old.read(name) for name in old.namelist()}
    names = f'xmlns="{NAMESPACE}" xmlns:x="{NAMESPACE}"'
    members[SHEET] = (
        f"{before}<worksheet {names}><sheetData>{cells}</sheetData></worksheet>"
    )
    members[STRINGS] = f'<sst xmlns="{NAMESPACE}">{strings}</sst>'
    related = members[RELATIONSHIPS].decode()
    members[RELATIONSHIPS] = related.replace("</", f"{STRINGS_RELATIONSHIP}</")
    return zip_bytes(members | parts)


def zip_bytes(members):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()
