"""A table as read from a file of any format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from mfgusa.tables.schema.resource import TableResource

TableFormat = Literal["csv", "xlsx"]


class UnreadableFile(ValueError):
    """A file that is not a table; the message says why and what to do."""


@dataclass(slots=True)
class FileRow:
    """A row of a file with its line number; the first row is the header."""

    number: int
    cells: list[str]
    problem: str = ""

    def is_blank(self) -> bool:
        """Whether the row has neither text nor a problem."""
        return not self.problem and not any(map(str.strip, self.cells))


RowReader = Callable[[], Iterator[FileRow]]  # Reads the file again at each call.


@dataclass(slots=True)
class TableLine:
    """A row below the header: its line number, and its cells by column.

    `problem` says why its shape is wrong; the cells that exist are there anyway.
    """

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass
class TableFile:
    """A table as read from a file: its resource, its header and what was assumed.

    `positions` are those of the header's columns in the file, which is `width` columns
    wide. The lines whose numbers are in `skipped` are left out.
    """

    resource: TableResource
    name: str
    header: list[str]
    rows: RowReader = field(repr=False)
    positions: list[int] = field(repr=False)
    width: int
    assumptions: list[str] = field(default_factory=list)
    skipped: set[int] = field(default_factory=set)
    delimiter: str = ","
    format: TableFormat = "csv"

    def lines(self) -> Iterator[TableLine]:
        """The lines that are not blank, read from disk at each call."""
        rows = skip_blank_rows(self.rows())
        next(rows, None)
        return (self._line(row) for row in rows if row.number not in self.skipped)

    def _line(self, row: FileRow) -> TableLine:
        problem = row.problem or extra_cells_message(row, self.width)
        cells = row.cells + [""] * (self.width - len(row.cells))
        values = (cells[position] for position in self.positions)
        by_column = dict(zip(self.header, values, strict=True))
        return TableLine(row.number, by_column, problem)


def skip_blank_rows(rows: Iterator[FileRow]) -> Iterator[FileRow]:
    """The rows that are not blank."""
    return (row for row in rows if not row.is_blank())


def extra_cells_message(row: FileRow, width: int) -> str:
    """The sentence on a row that is longer than the header; blank for others."""
    if not any(map(str.strip, row.cells[width:])):
        return ""
    return _("There are %(cells)d cells, but the header ends after %(columns)d.") % {
        "cells": filled_width(row.cells),
        "columns": width,
    }


def filled_width(cells: list[str]) -> int:
    """The number of cells up to the last one that is not blank."""
    return max((n for n, cell in enumerate(cells, 1) if cell.strip()), default=0)
