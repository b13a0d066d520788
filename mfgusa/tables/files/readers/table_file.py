"""A table as it was read, whatever kind of file it came in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from mfgusa.tables.schema.resource import TableResource

TableFormat = Literal["csv", "xlsx"]


class UnreadableFile(ValueError):
    """A file that cannot be read as a table; the message says why and what to do."""


@dataclass(slots=True)
class FileRow:
    """One row of a file as it stands there; the first one is the header."""

    number: int
    cells: list[str]
    problem: str = ""

    def is_blank(self) -> bool:
        return not self.problem and not any(map(str.strip, self.cells))


RowReader = Callable[[], Iterator[FileRow]]  # Reads the file anew each time.


@dataclass(slots=True)
class TableLine:
    """One row below the header: where it stands, and its cells by column.

    `problem` says why its shape is wrong; the cells are filled as far as possible.
    """

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass
class TableFile:
    """One table as it was read: its contract, its header and what was assumed.

    `places` are the positions of the header's columns in the file, which is `width`
    columns wide. The lines whose numbers are in `skipped` are left out.
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
    kind: TableFormat = "csv"

    def lines(self) -> Iterator[TableLine]:
        """Read the lines from disk, each time anew; blank ones are passed over."""
        rows = skip_blank_rows(self.rows())
        next(rows, None)
        return (self._line(row) for row in rows if row.number not in self.skipped)

    def _line(self, row: FileRow) -> TableLine:
        problem = row.problem or extra_cells_message(row, self.width)
        cells = row.cells + [""] * (self.width - len(row.cells))
        picked = [cells[place] for place in self.positions]
        return TableLine(
            row.number, dict(zip(self.header, picked, strict=True)), problem
        )


def skip_blank_rows(rows: Iterator[FileRow]) -> Iterator[FileRow]:
    """The rows that are not blank."""
    return (row for row in rows if not row.is_blank())


def extra_cells_message(row: FileRow, width: int) -> str:
    """What is wrong with a row that goes on to the right of the header, if it does."""
    beyond = row.cells[width:]
    if not any(map(str.strip, beyond)):
        return ""
    return _("There are %(cells)d cells, but the header ends after %(columns)d.") % {
        "cells": filled_width(row.cells),
        "columns": width,
    }


def filled_width(cells: list[str]) -> int:
    """How many cells there are up to the last one that is not blank."""
    return max((n for n, cell in enumerate(cells, 1) if cell.strip()), default=0)
