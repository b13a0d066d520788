"""CSV files into rows, whichever dialect a spreadsheet wrote."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from mfgusa.tables.files.formulas import from_spreadsheet
from mfgusa.tables.files.readers.encodings import assumption, encoding_of
from mfgusa.tables.files.readers.headers import count_known
from mfgusa.tables.files.readers.limits import LONGEST_CELL, LONGEST_LINE
from mfgusa.tables.files.readers.shape import table_file
from mfgusa.tables.files.readers.table_file import NotATable, Row, TableFile, filled
from mfgusa.tables.schema.resource import TableResource

csv.field_size_limit(LONGEST_CELL)
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Text:
    """A CSV file on disk, and how its bytes are to be read."""

    path: Path
    name: str
    encoding: str = "utf-8"
    delimiter: str = ","

    def rows(self) -> Iterator[Row]:
        """Every row but a hint like `sep=;`; blank ones have no cells in them.

        Raises NotATable where a quotation mark or the length of a line is wrong.
        """
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(
                self._lines(file), delimiter=self.delimiter, strict=True
            )
            number = 1
            try:
                for cells in reader:
                    if number > 1 or not is_hint(cells):
                        yield Row(number, unquoted(cells))
                    number = reader.line_num + 1
            except csv.Error as problem:
                raise NotATable(self._quotes(number)) from problem

    def _lines(self, file: TextIO) -> Iterator[str]:
        """The lines of the file, none of them too long to hold in memory."""
        for line in iter(lambda: file.readline(LONGEST_LINE), ""):
            if len(line) == LONGEST_LINE:
                raise NotATable(
                    _("%(file)s has a line of more than %(most)d characters.")
                    % {"file": self.name, "most": LONGEST_LINE}
                )
            yield line

    def _quotes(self, number: int) -> str:
        return _(
            '%(file)s: in the row that begins in line %(line)d a quotation mark (") '
            "is never closed, or stands in the middle of a cell. Inside a cell it is "
            'written twice (""), and the cell stands in quotation marks.'
        ) % {"file": self.name, "line": number}


def unquoted(cells: list[str]) -> list[str]:
    """The cells without the mark that keeps a spreadsheet from running them."""
    return [from_spreadsheet(cell) if cell[:1] == "'" else cell for cell in cells]


def is_hint(cells: list[str]) -> bool:
    """Whether this is the line that tells Excel which character separates cells."""
    return bool(cells) and cells[0].startswith("sep=") and len("".join(cells)) <= 5


def read_text(path: Path, name: str, resource: TableResource) -> TableFile:
    """A CSV file of one table. Raises NotATable when it cannot be read."""
    encoding = encoding_of(path, name)
    text = with_delimiter(Text(path, name, encoding), resource)
    file = table_file(resource, name, text.rows)
    file.delimiter = text.delimiter
    file.assumed[:0] = [*assumption(path, encoding), *separation(text.delimiter)]
    return file


def with_delimiter(text: Text, resource: TableResource) -> Text:
    """The file with the delimiter that makes most of its header known columns."""

    def fits(one: Text) -> tuple[int, int]:
        cells = first_cells(one)
        return count_known(cells, resource), len(cells)

    return max((replace(text, delimiter=one) for one in DELIMITERS), key=fits)


def first_cells(text: Text) -> list[str]:
    """The cells of the header, or none where the file cannot be read like this."""
    try:
        return next(filled(text.rows()), Row(1, [])).cells
    except NotATable:
        return []


def separation(delimiter: str) -> list[str]:
    """What to say about a delimiter: nothing when it is the comma."""
    said = {
        ";": _("Cells are separated by semicolons."),
        "\t": _("Cells are separated by tabs."),
    }
    return [said[delimiter]] if delimiter in said else []
