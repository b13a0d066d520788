"""One line of a file: what it would do to its row, and what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mfgusa.proposals.models import PlannedRow
from mfgusa.tables.files.readers.table_file import TableFile, TableLine
from mfgusa.tables.schema.cell_readers import cell_readers, error_message
from mfgusa.tables.schema.columns import clean_text, replace_control_characters
from mfgusa.tables.schema.natural_keys import KeyLookup, format_joined_key

Action: Any = PlannedRow.Action
Cells = dict[str, str]


@dataclass(slots=True)
class CellError:
    """What is wrong with a cell, or with the row as a whole when column is blank."""

    column: str
    value: str
    message: str

    def as_json(self) -> Cells:
        value = replace_control_characters(self.value)
        return {"column": self.column, "value": value, "message": self.message}


@dataclass(slots=True)
class Planned:
    """A row of the plan before it is stored; `values` are for the database."""

    number: int
    key: str
    action: str = Action.UNCHANGED
    row_id: int | None = None
    version: int | None = None
    before: Cells | None = None
    after: Cells | None = None
    errors: list[CellError] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def refuse(self, column: str, value: str, text: str) -> None:
        self.errors.append(CellError(column, value, text))
        self.action = Action.ERROR

    @property
    def bad(self) -> set[str]:
        return {error.column for error in self.errors}


class LinePlanner:
    """Plans the lines of one file against the rows that are there."""

    def __init__(self, file: TableFile, keys: KeyLookup) -> None:
        self.resource = file.resource
        header = [name for name in file.header if name in self.resource.columns]
        self.readers = cell_readers(self.resource, header, keys)
        self.unread = [n for n in self.resource.required if n not in self.readers]
        self.read_as = ReadAs()

    def plan(self, line: TableLine, key: str, found: Any) -> Planned:
        """`found` is the id, version and cells of the row of this key, or None."""
        row = Planned(line.number, replace_control_characters(format_joined_key(key)))
        row.row_id, row.version, before = found or (None, None, None)
        cells = self._read(line, row)
        self._refuse_blanks(row, cells, before)
        if line.problem:
            row.refuse("", "", line.problem)
        if row.errors:
            row.after = {
                name: replace_control_characters(cell)
                for name, cell in line.cells.items()
            }
        elif before is None:
            row.action, row.after = Action.CREATE, cells
        else:
            self._compare(row, before, cells)
        return row

    def _read(self, line: TableLine, row: Planned) -> Cells:
        cells = {}
        for name, reader in self.readers.items():
            try:
                cell, value = reader.read(line.cells)
            except (ValueError, ValidationError) as problem:
                row.refuse(name, line.cells[name], error_message(problem))
            else:
                cells[name] = cell
                row.values[name] = value
                if cell != line.cells[name]:
                    self.read_as.note(name, line.cells[name], cell)
        return cells

    def _refuse_blanks(self, row: Planned, cells: Cells, before: Cells | None) -> None:
        for name in self.resource.required:
            if cells.get(name) == "":
                row.refuse(name, "", _("This cannot be blank."))
        if before is None:
            for name in self.unread:
                row.refuse(name, "", _("A new row needs this column."))

    def _compare(self, row: Planned, before: Cells, after: Cells) -> None:
        changed = [n for n, cell in after.items() if not same(before[n], cell)]
        if changed:
            row.action = Action.UPDATE
            row.before = {name: before[name] for name in changed}
            row.after = {name: after[name] for name in changed}
            row.values = {name: row.values[name] for name in changed}


def same(stored: str, cell: str) -> bool:
    """Whether a cell says what is stored, which may not be in canonical form."""
    try:
        return stored == cell or clean_text(stored) == cell
    except ValueError:  # Something stored that no file can hold.
        return False


class ReadAs:
    """Cells that were understood as something else than what stands there."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[int, str, str]] = {}

    def note(self, column: str, cell: str, as_: str) -> None:
        if cell.strip() != as_:
            count, first, read = self.seen.get(column, (0, cell, as_))
            self.seen[column] = (count + 1, first, read)

    def sentences(self) -> list[str]:
        return [
            _("%(column)s: “%(cell)s” was read as “%(as)s” (%(count)d such cells).")
            % {
                "column": column,
                "cell": replace_control_characters(cell),
                "as": as_,
                "count": count,
            }
            for column, (count, cell, as_) in self.seen.items()
        ]
