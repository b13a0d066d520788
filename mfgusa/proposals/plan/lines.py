"""One line of a file: what it changes in its row, and its errors."""

from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mfgusa.proposals.models import PlannedRow
from mfgusa.tables.files.readers.table_file import TableFile, TableLine
from mfgusa.tables.schema.cell_readers import cell_readers, error_message
from mfgusa.tables.schema.columns import clean_text, replace_control_characters
from mfgusa.tables.schema.natural_keys import KeyLookup, format_joined_key

Action = PlannedRow.Action
Cells = dict[str, str]
ExistingRow = tuple[int, int, Cells]  # Its id, version and cells.


class CellErrorDict(TypedDict):
    """An error as `PlannedRow.errors` stores it."""

    column: str
    value: str
    message: str


@dataclass(slots=True)
class CellError:
    """An error of a cell, or of the whole row when `column` is blank."""

    column: str
    value: str
    message: str

    def as_dict(self) -> CellErrorDict:
        """The error as JSON can store it."""
        value = replace_control_characters(self.value)
        return {"column": self.column, "value": value, "message": self.message}


@dataclass(slots=True)
class PlannedLine:
    """A row of the plan before it is stored, with typed `values` by column."""

    number: int
    key: str
    action: PlannedRow.Action = Action.UNCHANGED
    row_id: int | None = None
    version: int | None = None
    before: Cells | None = None
    after: Cells | None = None
    errors: list[CellError] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add_error(self, column: str, value: str, text: str) -> None:
        """Add an error; the line is not applied then."""
        self.errors.append(CellError(column, value, text))
        self.action = Action.ERROR

    @property
    def bad_columns(self) -> set[str]:
        """The columns with errors; blank for the row as a whole."""
        return {error.column for error in self.errors}


class LinePlanner:
    """Plans the lines of one file against the existing rows."""

    def __init__(self, file: TableFile, keys: KeyLookup) -> None:
        self.resource = file.resource
        header = [name for name in file.header if name in self.resource.columns]
        self.readers = cell_readers(self.resource, header, keys)
        self.absent = [n for n in self.resource.required if n not in self.readers]
        self.coercions = Coercions()

    def plan(
        self, line: TableLine, key: str, existing: ExistingRow | None
    ) -> PlannedLine:
        """The plan of a line; `existing` is the row that has its key."""
        planned = PlannedLine(
            line.number, replace_control_characters(format_joined_key(key))
        )
        if existing:
            planned.row_id, planned.version, before = existing
        else:
            before = None
        cells = self._read(line, planned)
        self._check_required(planned, cells, is_new=before is None)
        if line.problem:
            planned.add_error("", "", line.problem)
        if planned.errors:
            planned.after = {
                name: replace_control_characters(cell)
                for name, cell in line.cells.items()
            }
        elif before is None:
            planned.action, planned.after = Action.CREATE, cells
        else:
            self._compare(planned, before, cells)
        return planned

    def _read(self, line: TableLine, planned: PlannedLine) -> Cells:
        cells = {}
        for name, reader in self.readers.items():
            try:
                cell, value = reader.read(line.cells)
            except (ValueError, ValidationError) as error:
                planned.add_error(name, line.cells[name], error_message(error))
            else:
                cells[name] = cell
                planned.values[name] = value
                if cell != line.cells[name]:
                    self.coercions.add(name, line.cells[name], cell)
        return cells

    def _check_required(
        self, planned: PlannedLine, cells: Cells, *, is_new: bool
    ) -> None:
        for name in self.resource.required:
            if cells.get(name) == "":
                planned.add_error(name, "", _("This cannot be blank."))
        if is_new:
            for name in self.absent:
                planned.add_error(name, "", _("A new row needs this column."))

    def _compare(self, planned: PlannedLine, before: Cells, after: Cells) -> None:
        changed = [n for n, cell in after.items() if not is_same(before[n], cell)]
        if changed:
            planned.action = Action.UPDATE
            planned.before = {name: before[name] for name in changed}
            planned.after = {name: after[name] for name in changed}
            planned.values = {name: planned.values[name] for name in changed}


def is_same(stored: str, cell: str) -> bool:
    """Whether a cell equals a stored one, which may not be in canonical form."""
    try:
        return stored == cell or clean_text(stored) == cell
    except ValueError:  # The stored text cannot stand in a file.
        return False


class Coercions:
    """Cells that were read as another value than their text, by column."""

    def __init__(self) -> None:
        self.examples: dict[str, tuple[int, str, str]] = {}

    def add(self, column: str, cell: str, value: str) -> None:
        """Count a cell; the first of each column is kept as an example."""
        if cell.strip() != value:
            first = (0, cell, value)
            count, example, example_value = self.examples.get(column, first)
            self.examples[column] = (count + 1, example, example_value)

    def messages(self) -> list[str]:
        """One sentence for each column."""
        return [
            _("%(column)s: “%(cell)s” was read as “%(as)s” (%(count)d such cells).")
            % {
                "column": column,
                "cell": replace_control_characters(cell),
                "as": value,
                "count": count,
            }
            for column, (count, cell, value) in self.examples.items()
        ]
