"""Which characters the bytes of a text file stand for."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.table_file import UnreadableFile

CHUNK_SIZE = 1 << 20
CP1252 = "cp1252"
INVALID_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # Bytes that cp1252 lacks.
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f]")
NON_ASCII_WORD = re.compile(r"[^\s\",;]{0,40}[^\x00-\x7f\s][^\s\",;]{0,40}")
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
ENCODING_LABELS = {
    CP1252: "Windows-1252 (cp1252)",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


def detect_encoding(path: Path, name: str) -> str:
    """The encoding of a text file, as Python calls it.

    Raises UnreadableFile when the bytes are no text in any encoding that we read.
    """
    with path.open("rb") as file:
        start = file.read(400)
    marked = _encoding_by_mark(start) or _unmarked_utf16(start)
    rubbish = not marked and len(CONTROL_BYTES.findall(start)) > len(start) * 0.1
    if not rubbish and is_decodable(path, marked or "utf-8"):
        return marked or "utf-8"
    if rubbish or marked or b"\0" in start:
        raise undecodable_file(name)
    _refuse_invalid_cp1252(path, name)
    return CP1252


def undecodable_file(name: str) -> UnreadableFile:
    """The refusal of bytes that stand for nothing."""
    text = _(
        "%(file)s seems to be damaged, or no text at all. Save it as .xlsx or as "
        "“CSV UTF-8” and try again."
    )
    return UnreadableFile(text % {"file": name})


def _encoding_by_mark(start: bytes) -> str:
    return next(
        (name for mark, name in BYTE_ORDER_MARKS.items() if start.startswith(mark)), ""
    )


def _unmarked_utf16(start: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain letters is zero."""
    pairs = len(start) // 2
    first, second = start[0 : pairs * 2 : 2], start[1 : pairs * 2 : 2]
    if second.count(0) > pairs * 0.7 and not first.count(0):
        return "utf-16-le"
    if first.count(0) > pairs * 0.7 and not second.count(0):
        return "utf-16-be"
    return ""


def is_decodable(path: Path, encoding: str) -> bool:
    """Whether the whole file can be read in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in iter_file_bytes(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def iter_file_bytes(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK_SIZE), b"")


def _refuse_invalid_cp1252(path: Path, name: str) -> None:
    line = 1
    for chunk in iter_file_bytes(path):
        if wrong := INVALID_IN_CP1252.search(chunk):
            raise UnreadableFile(
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


def encoding_notes(path: Path, encoding: str) -> list[str]:
    """What to say about an encoding: nothing for UTF-8, else what was taken."""
    if encoding not in ENCODING_LABELS:
        return []
    said = {
        "encoding": ENCODING_LABELS[encoding],
        "example": first_non_ascii_word(path, encoding),
    }
    if not said["example"]:
        return [_("Read as %(encoding)s text.") % said]
    return [_("Read as %(encoding)s text, for example “%(example)s”.") % said]


def first_non_ascii_word(path: Path, encoding: str) -> str:
    """The first word that another encoding would have shown otherwise."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for chunk in iter_file_bytes(path):
        text = decoder.decode(chunk)
        if not text.isascii() and (word := NON_ASCII_WORD.search(text.strip("\ufeff"))):
            return word[0]
    return ""
