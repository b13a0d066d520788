"""Detection of the character encoding of a text file."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.table_file import UnreadableFile

CHUNK_SIZE = 1 << 20
CP1252 = "cp1252"
INVALID_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
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
    """The Python name of a text file's encoding.

    Raises UnreadableFile for bytes that are no text in a supported encoding.
    """
    with path.open("rb") as file:
        start = file.read(400)
    utf = _encoding_by_mark(start) or _unmarked_utf16(start)
    is_binary = not utf and len(CONTROL_BYTES.findall(start)) > len(start) * 0.1
    if not is_binary and is_decodable(path, utf or "utf-8"):
        return utf or "utf-8"
    if is_binary or utf or b"\0" in start:
        raise undecodable_file(name)
    _refuse_invalid_cp1252(path, name)
    return CP1252


def undecodable_file(name: str) -> UnreadableFile:
    """The error for bytes that are no text."""
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
    """The UTF-16 encoding of a text without a mark: half of its bytes are zero."""
    pairs = len(start) // 2
    first, second = start[0 : pairs * 2 : 2], start[1 : pairs * 2 : 2]
    if second.count(0) > pairs * 0.7 and not first.count(0):
        return "utf-16-le"
    if first.count(0) > pairs * 0.7 and not second.count(0):
        return "utf-16-be"
    return ""


def is_decodable(path: Path, encoding: str) -> bool:
    """Whether the whole file is valid in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in iter_file_bytes(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def iter_file_bytes(path: Path) -> Iterator[bytes]:
    """The content of a file in chunks."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK_SIZE), b"")


def _refuse_invalid_cp1252(path: Path, name: str) -> None:
    """Raise UnreadableFile for the first byte that cp1252 does not define, if any."""
    line = 1
    for chunk in iter_file_bytes(path):
        if match := INVALID_IN_CP1252.search(chunk):
            raise UnreadableFile(
                _(
                    "%(file)s is neither UTF-8 nor Windows-1252 text: there is a byte "
                    "0x%(byte)02X in line %(line)d. Save it as “CSV UTF-8”."
                )
                % {
                    "file": name,
                    "byte": match[0][0],
                    "line": line + chunk.count(b"\n", 0, match.start()),
                }
            )
        line += chunk.count(b"\n")


def encoding_notes(path: Path, encoding: str) -> list[str]:
    """The sentence on an encoding other than UTF-8, if it is another."""
    if encoding not in ENCODING_LABELS:
        return []
    params = {
        "encoding": ENCODING_LABELS[encoding],
        "example": first_non_ascii_word(path, encoding),
    }
    if not params["example"]:
        return [_("Read as %(encoding)s text.") % params]
    return [_("Read as %(encoding)s text, for example “%(example)s”.") % params]


def first_non_ascii_word(path: Path, encoding: str) -> str:
    """The first word with a character outside ASCII; blank if there is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for chunk in iter_file_bytes(path):
        text = decoder.decode(chunk)
        if not text.isascii() and (word := NON_ASCII_WORD.search(text.strip("\ufeff"))):
            return word[0]
    return ""
