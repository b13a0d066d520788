"""The size of an uploaded file, estimated without reading it as a table."""

from os import SEEK_END
from typing import IO

from mfgusa.tables.files.readers.encodings import CHUNK_SIZE
from mfgusa.tables.files.readers.limits import SMALL_BYTES, SMALL_ROWS
from mfgusa.tables.files.readers.table_file import UnreadableFile
from mfgusa.tables.files.readers.zip_archive import ZIP_SIGNATURES, ZipArchive


def looks_small(file: IO[bytes]) -> bool:
    """Whether an open file surely has fewer than 2,000 rows, so is planned at once.

    A zip or a workbook is judged by its unpacked size.
    """
    file.seek(0)
    if file.read(4) in ZIP_SIGNATURES:
        return _unpacked_size(file) <= SMALL_BYTES
    size = file.seek(0, SEEK_END)
    return size <= SMALL_BYTES and _count_line_ends(file) < SMALL_ROWS


def _unpacked_size(file: IO[bytes]) -> int:
    try:
        with ZipArchive(file, "") as archive:
            return archive.size
    except UnreadableFile:
        return 0  # Planning refuses it at once.


def _count_line_ends(file: IO[bytes]) -> int:
    """The number of line ends, of whatever kind."""
    file.seek(0)
    return sum(
        chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        for chunk in iter(lambda: file.read(CHUNK_SIZE), b"")
    )
