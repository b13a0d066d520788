"""CSV files of any dialect that spreadsheets write."""

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
    """A CSV file on disk, with its encoding and delimiter."""

    path: Path
    name: str
    encoding: str = "utf-8"
    delimiter: str = ","

    def rows(self) -> Iterator[FileRow]:
        """Every row except a hint like `sep=;`; a blank row may have no cells.

        Raises UnreadableFile for a misplaced quotation mark or an overlong line.
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
                raise UnreadableFile(self._quotation_message(number)) from problem

    def _lines(self, file: TextIO) -> Iterator[str]:
        """The lines of the file. Raises UnreadableFile for an overlong one."""
        for line in iter(lambda: file.readline(MAX_LINE_CHARS), ""):
            if len(line) == MAX_LINE_CHARS:
                raise UnreadableFile(
                    _("%(file)s has a line of more than %(most)d characters.")
                    % {"file": self.name, "most": MAX_LINE_CHARS}
                )
            yield line

    def _quotation_message(self, number: int) -> str:
        return _(
            '%(file)s: in the row that begins in line %(line)d a quotation mark (") '
            "is never closed, or stands in the middle of a cell. Inside a cell it is "
            'written twice (""), and the cell stands in quotation marks.'
        ) % {"file": self.name, "line": number}


def unescape_cells(cells: list[str]) -> list[str]:
    """The cells without the escape of formulas."""
    return [unescape_formula(cell) if cell[:1] == "'" else cell for cell in cells]


def is_separator_hint(cells: list[str]) -> bool:
    """Whether this is the line that tells Excel the delimiter."""
    return bool(cells) and cells[0].startswith("sep=") and len("".join(cells)) <= 5


def read_csv(path: Path, name: str, resource: TableResource) -> TableFile:
    """A CSV file of one table. Raises UnreadableFile when it cannot be read."""
    encoding = detect_encoding(path, name)
    source = detect_delimiter(CsvSource(path, name, encoding), resource)
    file = open_table(resource, name, source.rows)
    file.delimiter = source.delimiter
    file.assumptions[:0] = [
        *encoding_notes(path, encoding),
        *delimiter_notes(source.delimiter),
    ]
    return file


def detect_delimiter(source: CsvSource, resource: TableResource) -> CsvSource:
    """The source with the delimiter that yields the most known columns."""

    def score(candidate: CsvSource) -> tuple[int, int]:
        cells = header_cells(candidate)
        return count_known_columns(cells, resource), len(cells)

    return max((replace(source, delimiter=d) for d in DELIMITERS), key=score)


def header_cells(source: CsvSource) -> list[str]:
    """The cells of the header; none if the file cannot be read with these settings."""
    try:
        return next(skip_blank_rows(source.rows()), FileRow(1, [])).cells
    except UnreadableFile:
        return []


def delimiter_notes(delimiter: str) -> list[str]:
    """The sentence on a delimiter that is not the comma, if it is not."""
    notes = {
        ";": _("Cells are separated by semicolons."),
        "\t": _("Cells are separated by tabs."),
    }
    return [notes[delimiter]] if delimiter in notes else []
