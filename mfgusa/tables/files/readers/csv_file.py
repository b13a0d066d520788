"""CSV files into rows, whichever dialect a spreadsheet wrote."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from mfgusa.tables.files.formulas import unescape_formula
from mfgusa.tables.files.readers.encodings import detect_encoding, encoding_notes
from mfgusa.tables.files.readers.headers import count_known_columns
from mfgusa.tables.files.readers.limits import MAX_CELL_CHARS, MAX_LINE_CHARS
from mfgusa.tables.files.readers.shape import open_table
from mfgusa.tables.files.readers.table_file import (
    FileRow,
    TableFile,
    UnreadableFile,
    skip_blank_rows,
)
from mfgusa.tables.schema.resource import TableResource

csv.field_size_limit(MAX_CELL_CHARS)
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class CsvSource:
    """A CSV file on disk, and how its bytes are to be read."""

    path: Path
    name: str
    encoding: str = "utf-8"
    delimiter: str = ","

    def rows(self) -> Iterator[FileRow]:
        """Every row but a hint like `sep=;`; blank ones have no cells in them.

        Raises UnreadableFile where a quotation mark or the length of a line is wrong.
        """
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(
                self._lines(file), delimiter=self.delimiter, strict=True
            )
            number = 1
            try:
                for cells in reader:
                    if number > 1 or not is_separator_hint(cells):
                        yield FileRow(number, unescape_cells(cells))
                    number = reader.line_num + 1
            except csv.Error as problem:
                raise UnreadableFile(self._quotes(number)) from problem

    def _lines(self, file: TextIO) -> Iterator[str]:
        """The lines of the file, none of them too long to hold in memory."""
        for line in iter(lambda: file.readline(MAX_LINE_CHARS), ""):
            if len(line) == MAX_LINE_CHARS:
                raise UnreadableFile(
                    _("%(file)s has a line of more than %(most)d characters.")
                    % {"file": self.name, "most": MAX_LINE_CHARS}
                )
            yield line

    def _quotes(self, number: int) -> str:
        return _(
            '%(file)s: in the row that begins in line %(line)d a quotation mark (") '
            "is never closed, or stands in the middle of a cell. Inside a cell it is "
            'written twice (""), and the cell stands in quotation marks.'
        ) % {"file": self.name, "line": number}


def unescape_cells(cells: list[str]) -> list[str]:
    """The cells without the mark that keeps a spreadsheet from running them."""
    return [unescape_formula(cell) if cell[:1] == "'" else cell for cell in cells]


def is_separator_hint(cells: list[str]) -> bool:
    """Whether this is the line that tells Excel which character separates cells."""
    return bool(cells) and cells[0].startswith("sep=") and len("".join(cells)) <= 5


def read_csv(path: Path, name: str, resource: TableResource) -> TableFile:
    """A CSV file of one table. Raises UnreadableFile when it cannot be read."""
    encoding = detect_encoding(path, name)
    text = detect_delimiter(CsvSource(path, name, encoding), resource)
    file = open_table(resource, name, text.rows)
    file.delimiter = text.delimiter
    file.assumptions[:0] = [
        *encoding_notes(path, encoding),
        *delimiter_notes(text.delimiter),
    ]
    return file


def detect_delimiter(text: CsvSource, resource: TableResource) -> CsvSource:
    """The file with the delimiter that makes most of its header known columns."""

    def fits(one: CsvSource) -> tuple[int, int]:
        cells = header_cells(one)
        return count_known_columns(cells, resource), len(cells)

    return max((replace(text, delimiter=one) for one in DELIMITERS), key=fits)


def header_cells(text: CsvSource) -> list[str]:
    """The cells of the header, or none where the file cannot be read like this."""
    try:
        return next(skip_blank_rows(text.rows()), FileRow(1, [])).cells
    except UnreadableFile:
        return []


def delimiter_notes(delimiter: str) -> list[str]:
    """What to say about a delimiter: nothing when it is the comma."""
    said = {
        ";": _("Cells are separated by semicolons."),
        "\t": _("Cells are separated by tabs."),
    }
    return [said[delimiter]] if delimiter in said else []
