"""Detection of a file's format by its content, not by its name."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mfgusa.tables.files.readers.encodings import iter_file_bytes
from mfgusa.tables.files.readers.table_file import UnreadableFile
from mfgusa.tables.files.readers.zip_archive import ZipArchive

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UploadFormat = Literal["text", "workbook", "package"]

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
IMAGE = _lazy("a picture")
ARCHIVE = _lazy("a packed file that is no zip")
SIGNATURES = {
    b"%PDF": _lazy("a PDF document"),
    b"{\\rtf": _lazy("an RTF document"),
    b"\x89PNG": IMAGE,
    b"\xff\xd8\xff": IMAGE,
    b"GIF8": IMAGE,
    b"RIFF": IMAGE,
    b"\x1f\x8b": ARCHIVE,
    b"7z\xbc\xaf": ARCHIVE,
    b"Rar!": ARCHIVE,
    b"SQLite format 3": _lazy("a database"),
    b"PAR1": _lazy("a Parquet file"),
}
MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|table|!--|meta)", re.IGNORECASE)
JSON = re.compile(rb"[\[{]\s*[\[{\"\]}]")
ZIP_FORMATS = {
    "word/": _lazy("a Word document"),
    "ppt/": _lazy("a presentation"),
    "xl/workbook.bin": _lazy("a binary Excel workbook (.xlsb)"),
    "content.xml": _lazy("an OpenDocument file (.ods)"),
    "Index/Document.iwa": _lazy("an Apple Numbers file"),
}


def detect_format(path: Path, name: str) -> UploadFormat:
    """Whether a file is text, a workbook or a zip of tables.

    Raises UnreadableFile for any other format and names it.
    """
    with path.open("rb") as file:
        start = file.read(4000)
    if ZipArchive.is_zip(path):
        return _detect_zip_format(path, name)
    if start.startswith(OLE_SIGNATURE):
        _refuse_ole(path, name)
    if description := _describe_format(start):
        raise unsupported_format(name, description)
    return "text"


def unsupported_format(name: str, description: "StrOrPromise") -> UnreadableFile:
    """The error for a file of another format."""
    return UnreadableFile(
        _(
            "%(file)s seems to be %(what)s, not a table. Save it as .xlsx or as "
            "“CSV UTF-8” and try again."
        )
        % {"file": name, "what": description}
    )


def _detect_zip_format(path: Path, name: str) -> UploadFormat:
    with ZipArchive(path, name) as archive:
        members = set(archive.names)
    for part, description in ZIP_FORMATS.items():
        if any(member.startswith(part) for member in members):
            raise unsupported_format(name, description)
    workbook_parts = {"xl/workbook.xml", "[Content_Types].xml"}
    return "workbook" if workbook_parts & members else "package"


def _refuse_ole(path: Path, name: str) -> None:
    """Refuse an old Excel file, or a new one in its container for encryption."""
    if any(ENCRYPTED_STREAM in chunk for chunk in iter_file_bytes(path)):
        raise UnreadableFile(
            _(
                "%(file)s is protected with a password. Save it without one and try "
                "again."
            )
            % {"file": name}
        )
    raise unsupported_format(name, _("an old Office file (.xls)"))


def _describe_format(start: bytes) -> "StrOrPromise":
    """What a file that is not text seems to be; blank for text."""
    for signature, description in SIGNATURES.items():
        if start.startswith(signature):
            return description
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if MARKUP.match(text):
        return _("a web page (HTML)")
    if text.startswith(b"<"):
        return _("an XML file")
    return _("a JSON file") if JSON.match(text) else ""
