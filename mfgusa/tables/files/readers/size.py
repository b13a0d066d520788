"""How much there is to read, told without reading it as a table."""

from pathlib import Path

from mfgusa.tables.files.readers.encodings import iter_file_bytes
from mfgusa.tables.files.readers.limits import SMALL_BYTES, SMALL_ROWS
from mfgusa.tables.files.readers.table_file import UnreadableFile
from mfgusa.tables.files.readers.zip_archive import ZipArchive


def looks_small(path: Path) -> bool:
    """Whether a file is small enough to plan at once: surely fewer than 2,000 rows.

    A zip or a workbook is judged by its unpacked size.
    """
    if ZipArchive.is_zip(path):
        return _unpacked_size(path) <= SMALL_BYTES
    return path.stat().st_size <= SMALL_BYTES and _count_line_ends(path) < SMALL_ROWS


def _unpacked_size(path: Path) -> int:
    try:
        with ZipArchive(path, path.name) as archive:
            return archive.size
    except UnreadableFile:
        return 0  # It will be refused at once.


def _count_line_ends(path: Path) -> int:
    """How many lines there are at most, whatever ends them."""
    return sum(
        chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        for chunk in iter_file_bytes(path)
    )
