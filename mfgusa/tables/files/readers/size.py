"""How much there is to read, told without reading it as a table."""

from pathlib import Path

from mfgusa.tables.files.readers.encodings import chunks
from mfgusa.tables.files.readers.limits import SMALL_BYTES, SMALL_ROWS
from mfgusa.tables.files.readers.table_file import NotATable
from mfgusa.tables.files.readers.zip_archive import Archive


def looks_small(path: Path) -> bool:
    """Whether a file is small enough to plan at once: surely fewer than 2,000 rows.

    A zip or a workbook is judged by its unpacked size.
    """
    if Archive.is_one(path):
        return _unpacked(path) <= SMALL_BYTES
    return path.stat().st_size <= SMALL_BYTES and _line_ends(path) < SMALL_ROWS


def _unpacked(path: Path) -> int:
    try:
        with Archive(path, path.name) as archive:
            return archive.size
    except NotATable:
        return 0  # It will be refused at once.


def _line_ends(path: Path) -> int:
    """How many lines there are at most, whatever ends them."""
    return sum(
        chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        for chunk in chunks(path)
    )
