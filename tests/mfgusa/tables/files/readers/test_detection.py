"""A file that is no table is refused by its format."""

import pytest

from mfgusa.tables.files.readers.table_file import UnreadableFile
from tests.mfgusa.tables.files.readers.builders import zip_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
KINDS = {
    "a web page": b"\n<!DOCTYPE html><html><body>Log in</body></html>",
    "an XML file": b'<?xml version="1.0"?><Workbook/>',
    "a PDF document": b"%PDF-1.7\n",
    "an RTF document": b"{\\rtf1 x}",
    "a JSON file": b'[\n {"slug": "a"}]',
    "a picture": b"\x89PNG\r\n\x1a\n",
    "a packed file": b"\x1f\x8b\x08",
    "a database": b"SQLite format 3\x00",
    "an old Office file": OLE,
    "an OpenDocument file": zip_bytes({"mimetype": "x", "content.xml": "<x/>"}),
    "a Word document": zip_bytes({"[Content_Types].xml": "", "word/document.xml": ""}),
    "a binary Excel workbook": zip_bytes({"xl/workbook.bin": ""}),
    "an Apple Numbers file": zip_bytes({"Index/Document.iwa": ""}),
}


@pytest.mark.parametrize(("what", "content"), KINDS.items())
@pytest.mark.parametrize("name", ["skills.csv", "skills.xlsx"])
def test_other_kinds_are_named_whatever_their_suffix(read, what, content, name):
    with pytest.raises(
        UnreadableFile, match=f"{name} seems to be {what}.*Save it as .xlsx"
    ):
        read(content, name)


def test_a_workbook_with_a_password_is_refused(read):
    locked = OLE + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(UnreadableFile, match="protected with a password"):
        read(locked, "skills.xlsx")


def test_the_suffix_does_not_matter(read):
    assert read(b"slug,name\n", "skills.xlsx").format == "csv"
