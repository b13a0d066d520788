"""The cells of one sheet, as a stream: what is blank costs next to nothing."""

from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string

from mfgusa.tables.files.readers.blank_cells import strip_blank_cells
from mfgusa.tables.files.readers.cell_values import CellValueReader, InvalidCell
from mfgusa.tables.files.readers.limits import MAX_COLUMNS
from mfgusa.tables.files.readers.table_file import FileRow, UnreadableFile
from mfgusa.tables.files.readers.xml_stream import (
    CellTextHandler,
    feed_parser,
    iter_stream,
)

DIGITS = "0123456789"


@lru_cache(1000)
def column_number(letters: str) -> int:
    """The number of a column, 0 for none. Raises ValueError."""
    return column_index_from_string(letters) if letters else 0


class WorksheetReader(CellTextHandler):
    """Reads the rows of one sheet of the workbook `name`."""

    def __init__(self, name: str, values: CellValueReader) -> None:
        super().__init__()
        self.name, self.values = name, values
        self.done: list[FileRow] = []
        self.number = 0
        self.reference, self.after = "", 0
        self.cell: dict[str, str] = {}
        self.formula = False
        self.cells: dict[int, str] = {}
        self.problems: dict[int, str] = {}
        self.starts.update(row=self._row, c=self._cell, f=self._formula)
        self.ends.update(row=self._end_row, c=self._end_cell, sheetData=self._end)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._finish

    def rows(self, file: IO[bytes]) -> Iterator[FileRow]:
        """The rows that are not blank."""
        for _halt in feed_parser(self.parser, strip_blank_cells(iter_stream(file))):
            yield from self.done
            self.done.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":  # By far the most frequent.
            self._cell(attributes)
        elif name != "is":
            self.starts[name](attributes)

    def _finish(self, name: str) -> None:
        if name == "c":
            if self.words or self.formula:
                self._end_cell()
        elif name != "is":
            self.ends[name]()

    def _row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        self.number = int(given) if given else self.number + 1
        self.reference, self.after = "", 0

    def _cell(self, attributes: dict[str, str]) -> None:
        self.cell = attributes
        if "r" in attributes:
            self.reference, self.after = attributes["r"], 0
        else:
            self.after += 1

    def _formula(self, _attributes: Any) -> None:
        self.formula = True

    def _end_cell(self) -> None:
        raw = self.take_text()
        if raw or (self.formula and self.cell.get("t") != "str"):
            self._keep(self._column(), raw)
        self.formula = False

    def _keep(self, column: int, raw: str) -> None:
        try:
            self.cells[column] = self.values.read(raw, self.cell)
        except InvalidCell as problem:
            self.cells[column] = raw
            self.problems[column] = problem.about(column, self.number)

    def _column(self) -> int:
        """Where the cell stands: where it says, or right of the one before."""
        letters = self.reference.rstrip(DIGITS)
        column = column_number(letters) + self.after
        if column > MAX_COLUMNS:
            raise UnreadableFile(
                _(
                    "%(file)s has something in cell %(cell)s; a table has %(most)d "
                    "columns at most. Delete what stands to the right of the table "
                    "and try again."
                )
                % {
                    "file": self.name,
                    "cell": f"{letters}{self.number}",
                    "most": MAX_COLUMNS,
                }
            )
        return column

    def _end_row(self) -> None:
        if self.cells:
            cells = [self.cells.get(n, "") for n in range(1, max(self.cells) + 1)]
            self.done.append(
                FileRow(self.number, cells, " ".join(self.problems.values()))
            )
            self.cells.clear()
            self.problems.clear()

    def _end(self) -> None:
        """Nothing below the cells is of interest."""
        self.parser.StartElementHandler = self.parser.EndElementHandler = None
