"""The rows of one sheet, streamed; blank cells cost next to nothing."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import IO

from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string

from mfgusa.tables.files.readers.blank_cells import strip_blank_cells
from mfgusa.tables.files.readers.cell_values import CellValueReader, InvalidCell
from mfgusa.tables.files.readers.limits import MAX_COLUMNS, MAX_ROW_NUMBER
from mfgusa.tables.files.readers.table_file import FileRow, UnreadableFile
from mfgusa.tables.files.readers.xml_stream import (
    CellTextHandler,
    feed_parser,
    iter_stream,
    set_element_handlers,
)
from mfgusa.text import shorten

DIGITS = "0123456789"
ROW_NUMBER = re.compile(r"[1-9]\d{0,6}", re.ASCII)


@lru_cache(1000)
def column_number(letters: str) -> int:
    """The number of a column from its letters, 0 for none. Raises ValueError."""
    return column_index_from_string(letters) if letters else 0


class WorksheetReader(CellTextHandler):
    """Reads the rows of one sheet of the workbook `name`."""

    def __init__(self, name: str, values: CellValueReader) -> None:
        super().__init__()
        self.name, self.values = name, values
        self.complete_rows: list[FileRow] = []
        self.row_number = 0
        self.reference, self.cells_after_reference = "", 0
        self.cell: dict[str, str] = {}
        self.has_formula = False
        self.cells: dict[int, str] = {}
        self.problems: dict[int, str] = {}
        self.starts.update(
            row=self._start_row, c=self._start_cell, f=self._start_formula
        )
        self.ends.update(row=self._end_row, c=self._end_cell, sheetData=self._end_data)

    def rows(self, file: IO[bytes]) -> Iterator[FileRow]:
        """The rows that are not blank."""
        for _chunk in feed_parser(self.parser, strip_blank_cells(iter_stream(file))):
            yield from self.complete_rows
            self.complete_rows.clear()

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":  # By far the most frequent.
            self._start_cell(attributes)
        elif name != "is":
            self.starts[name](attributes)

    def _end_element(self, name: str) -> None:
        if name == "c":
            if self.texts or self.has_formula:
                self._end_cell()
        elif name != "is":
            self.ends[name]()

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r") or str(self.row_number + 1)
        if not ROW_NUMBER.fullmatch(number) or int(number) > MAX_ROW_NUMBER:
            raise self._no_row(number)
        self.row_number = int(number)
        self.reference, self.cells_after_reference = "", 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cell = attributes
        if "r" in attributes:
            self.reference, self.cells_after_reference = attributes["r"], 0
        else:
            self.cells_after_reference += 1

    def _start_formula(self, _attributes: dict[str, str]) -> None:
        self.has_formula = True

    def _end_cell(self) -> None:
        raw = self.take_text()
        if raw or (self.has_formula and self.cell.get("t") != "str"):
            self._add_cell(self._column(), raw)
        self.has_formula = False

    def _add_cell(self, column: int, raw: str) -> None:
        try:
            self.cells[column] = self.values.read(raw, self.cell)
        except InvalidCell as problem:
            self.cells[column] = raw
            self.problems[column] = problem.describe(column, self.row_number)

    def _column(self) -> int:
        """The column of the cell: its reference, or right of the cell before."""
        letters = self.reference.rstrip(DIGITS)
        try:
            first = column_number(letters or self.reference)
        except ValueError:
            raise self._no_cell() from None
        column = first + self.cells_after_reference
        if column > MAX_COLUMNS:
            raise UnreadableFile(
                _(
                    "%(file)s has something in cell %(cell)s; a table has %(most)d "
                    "columns at most. Delete what stands to the right of the table "
                    "and try again."
                )
                % {
                    "file": self.name,
                    "cell": f"{letters}{self.row_number}",
                    "most": MAX_COLUMNS,
                }
            )
        return column

    def _no_row(self, number: str) -> UnreadableFile:
        """The error for a row whose number no sheet has."""
        text = _(
            "the row after row %(row)d has the number “%(number)s”; rows have numbers "
            "from 1 to %(most)s."
        )
        params = {"row": self.row_number, "number": shorten(number)}
        return self._damage(text % (params | {"most": f"{MAX_ROW_NUMBER:,}"}))

    def _no_cell(self) -> UnreadableFile:
        """The error for a cell whose name no sheet has."""
        text = _("a cell of row %(row)d is called “%(name)s”, which is no cell.")
        params = {"row": self.row_number, "name": shorten(self.reference)}
        return self._damage(text % params)

    def _damage(self, problem: str) -> UnreadableFile:
        """The error for a sheet that no spreadsheet program writes."""
        return UnreadableFile(
            _(
                "%(file)s: %(problem)s The file may be damaged: open it in a "
                "spreadsheet program, save it again and try once more."
            )
            % {"file": self.name, "problem": problem}
        )

    def _end_row(self) -> None:
        if self.cells:
            cells = [self.cells.get(n, "") for n in range(1, max(self.cells) + 1)]
            problem = " ".join(self.problems.values())
            self.complete_rows.append(FileRow(self.row_number, cells, problem))
            self.cells.clear()
            self.problems.clear()

    def _end_data(self) -> None:
        """Ignore everything after the rows."""
        set_element_handlers(self.parser)
