"""Which characters the bytes of a text file stand for."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.table_file import NotATable

CHUNK = 1 << 20
WINDOWS = "cp1252"
NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # Bytes that cp1252 lacks.
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
BEYOND_ASCII = re.compile(r"[^\s\",;]{0,40}[^\x00-\x7f\s][^\s\",;]{0,40}")
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SPOKEN = {
    WINDOWS: "Windows-1252 (cp1252)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


def encoding_of(path: Path, name: str) -> str:
    """The encoding of a text file, as Python calls it.

    Raises NotATable when the bytes are no text in any encoding that we read.
    """
    with path.open("rb") as file:
        start = file.read(400)
    marked = _marked(start) or _wide(start)
    rubbish = not marked and len(CONTROLS.findall(start)) > len(start) * 0.1
    if not rubbish and can_be(path, marked or "utf-8"):
        return marked or "utf-8"
    if rubbish or marked or b"\0" in start:
        raise no_text(name)
    _refuse_what_windows_lacks(path, name)
    return WINDOWS


def no_text(name: str) -> NotATable:
    """The refusal of bytes that stand for nothing."""
    text = _(
        "%(file)s seems to be damaged, or no text at all. Save it as .xlsx or as "
        "“CSV UTF-8” and try again."
    )
    return NotATable(text % {"file": name})


def _marked(start: bytes) -> str:
    return next((name for mark, name in MARKS.items() if start.startswith(mark)), "")


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain letters is zero."""
    pairs = len(start) // 2
    first, second = start[0 : pairs * 2 : 2], start[1 : pairs * 2 : 2]
    if second.count(0) > pairs * 0.7 and not first.count(0):
        return "utf-16-le"
    if first.count(0) > pairs * 0.7 and not second.count(0):
        return "utf-16-be"
    return ""


def can_be(path: Path, encoding: str) -> bool:
    """Whether the whole file can be read in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK), b"")


def _refuse_what_windows_lacks(path: Path, name: str) -> None:
    line = 1
    for chunk in chunks(path):
        if wrong := NOT_WINDOWS.search(chunk):
            raise NotATable(
                _(
                    "%(file)s is neither UTF-8 nor Windows-1252 text: there is a byte "
                    "0x%(byte)02X in line %(line)d. Save it as “CSV UTF-8”."
                )
                % {
                    "file": name,
                    "byte": wrong[0][0],
                    "line": line + chunk.count(b"\n", 0, wrong.start()),
                }
            )
        line += chunk.count(b"\n")


def assumption(path: Path, encoding: str) -> list[str]:
    """What to say about an encoding: nothing for UTF-8, else what was taken."""
    if encoding not in SPOKEN:
        return []
    said = {"encoding": SPOKEN[encoding], "example": example(path, encoding)}
    if not said["example"]:
        return [_("Read as %(encoding)s text.") % said]
    return [_("Read as %(encoding)s text, for example “%(example)s”.") % said]


def example(path: Path, encoding: str) -> str:
    """The first word that another encoding would have shown otherwise."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for chunk in chunks(path):
        text = decoder.decode(chunk)
        if not text.isascii() and (word := BEYOND_ASCII.search(text.strip("\ufeff"))):
            return word[0]
    return ""
