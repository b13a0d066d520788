"""What kind of file it is, told by what is in it and not by its name."""

import re
from pathlib import Path
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mfgusa.tables.files.readers.encodings import chunks
from mfgusa.tables.files.readers.table_file import NotATable
from mfgusa.tables.files.readers.zip_archive import Archive

Recognised = Literal["text", "workbook", "package"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PICTURE = _lazy("a picture")
PACKED = _lazy("a packed file that is no zip")
SIGNS = {
    b"%PDF": _lazy("a PDF document"),
    b"{\\rtf": _lazy("an RTF document"),
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"GIF8": PICTURE,
    b"RIFF": PICTURE,
    b"\x1f\x8b": PACKED,
    b"7z\xbc\xaf": PACKED,
    b"Rar!": PACKED,
    b"SQLite format 3": _lazy("a database"),
    b"PAR1": _lazy("a Parquet file"),
}
MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|table|!--|meta)", re.IGNORECASE)
JSON = re.compile(rb"[\[{]\s*[\[{\"\]}]")
PARTS = {
    "word/": _lazy("a Word document"),
    "ppt/": _lazy("a presentation"),
    "xl/workbook.bin": _lazy("a binary Excel workbook (.xlsb)"),
    "content.xml": _lazy("an OpenDocument file (.ods)"),
    "Index/Document.iwa": _lazy("an Apple Numbers file"),
}


def kind_of(path: Path, name: str) -> Recognised:
    """Whether to read a file as text, workbook or zip of tables.

    Raises NotATable for every other kind, saying which one it seems to be.
    """
    with path.open("rb") as file:
        start = file.read(4000)
    if Archive.is_one(path):
        return _kind_of_zip(path, name)
    if start.startswith(OLE):
        _refuse_ole(path, name)
    if what := _seems(start):
        raise refusal(name, what)
    return "text"


def refusal(name: str, what: str | Promise) -> NotATable:
    """The refusal of a file that seems to be something else."""
    return NotATable(
        _(
            "%(file)s seems to be %(what)s, not a table. Save it as .xlsx or as "
            "“CSV UTF-8” and try again."
        )
        % {"file": name, "what": what}
    )


def _kind_of_zip(path: Path, name: str) -> Recognised:
    with Archive(path, name) as archive:
        members = set(archive.names)
    for part, what in PARTS.items():
        if any(member.startswith(part) for member in members):
            raise refusal(name, what)
    inside = {"xl/workbook.xml", "[Content_Types].xml"}
    return "workbook" if inside & members else "package"


def _refuse_ole(path: Path, name: str) -> None:
    """Old Excel, or a newer workbook inside the container that passwords need."""
    if any(ENCRYPTED in chunk for chunk in chunks(path)):
        raise NotATable(
            _(
                "%(file)s is protected with a password. Save it without one and try "
                "again."
            )
            % {"file": name}
        )
    raise refusal(name, _("an old Office file (.xls)"))


def _seems(start: bytes) -> str | Promise:
    for sign, what in SIGNS.items():
        if start.startswith(sign):
            return what
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if MARKUP.match(text):
        return _("a web page (HTML)")
    if text.startswith(b"<"):
        return _("an XML file")
    return _("a JSON file") if JSON.match(text) else ""
