"""What a package of tables would do: every row, every changed cell, every error.

Planning reads the database and writes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from mfgusa.tables.reading import Line, TableFile
from mfgusa.tables.references import Reference, References, as_reference
from mfgusa.tables.resources import TableResource, resource_for

Key = tuple[str, ...]
Action = Literal["create", "update", "unchanged", "error"]


@dataclass
class CellError:
    """What is wrong with one cell (or, without a column, with a row or file)."""

    table: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        line = _("line %(line)d") % {"line": self.line} if self.line else ""
        where = ", ".join(part for part in (self.table, line, self.column) if part)
        return f"{where}: {self.message}" if where else self.message


@dataclass
class PlannedRow:
    """What happens to one row: the cells as they are and as they will be."""

    line: int
    key: Key
    before: dict[str, str] | None
    after: dict[str, str]
    values: dict[str, Any]
    errors: list[CellError] = field(default_factory=list)

    @property
    def action(self) -> Action:
        if self.errors:
            return "error"
        if self.before is None:
            return "create"
        return "update" if self.changed else "unchanged"

    @property
    def changed(self) -> list[str]:
        """The columns whose cell differs."""
        before = self.before or {}
        return [name for name, cell in self.after.items() if before.get(name) != cell]


@dataclass
class TablePlan:
    """What happens to one table."""

    resource: TableResource
    rows: list[PlannedRow] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    def having(self, *actions: Action) -> list[PlannedRow]:
        return [row for row in self.rows if row.action in actions]

    def counts(self) -> dict[str, int]:
        actions = [row.action for row in self.rows]
        return {a: actions.count(a) for a in ("create", "update", "unchanged", "error")}

    def all_errors(self) -> Iterator[CellError]:
        yield from self.errors
        for row in self.rows:
            yield from row.errors


class Keys:
    """Which natural keys exist: those of the database and those of the package."""

    def __init__(self, package: Iterable[TableFile]) -> None:
        self.coming = {
            file.resource.model: {file.resource.key_of(x.cells) for x in file.lines}
            for file in package
            if not file.resource.header_errors(file.header)
        }
        self.known: dict[type[models.Model], set[str]] = {}

    def of(self, model: type[models.Model]) -> set[str]:
        """The keys of a table as one text each, as references name them."""
        if model not in self.known:
            keys = {*resource_for(model)().index(), *self.coming.get(model, ())}
            self.known[model] = {as_reference(key) for key in keys}
        return self.known[model]


def plan_package(package: list[TableFile]) -> list[TablePlan]:
    """The plans of all tables of a package, whose rows may refer to each other."""
    keys = Keys(package)
    return [plan_table(file, keys) for file in package]


def plan_table(file: TableFile, keys: Keys) -> TablePlan:
    """The plan of one table: all errors at once, nothing written."""
    plan = TablePlan(file.resource)
    problems = file.resource.header_errors(file.header)
    plan.errors = [CellError(file.resource.table, 1, "", text) for text in problems]
    if not problems:
        existing = _existing(file.resource)
        plan.rows = [_plan_line(file, line, keys, existing) for line in file.lines]
        _refuse_duplicates(plan)
    return plan


def _existing(resource: TableResource) -> dict[Key, dict[str, str]]:
    names = list(resource.columns)
    rows = (dict(zip(names, cells, strict=True)) for cells in resource.cells())
    return {resource.key_of(cells): cells for cells in rows}


def _plan_line(
    file: TableFile, line: Line, keys: Keys, existing: dict[Key, dict[str, str]]
) -> PlannedRow:
    resource = file.resource
    key = resource.key_of(line.cells)
    row = PlannedRow(line.number, key, existing.get(key), {}, {})
    for name in file.header:
        try:
            cell, value = _read(resource, name, line.cells, keys)
        except (ValueError, ValidationError) as problem:
            text = " ".join(
                getattr(problem, "messages", None) or map(str, problem.args)
            )
            row.errors.append(CellError(resource.table, line.number, name, text))
        else:
            row.after[name], row.values[name] = cell, value
    _refuse_blanks(resource, row)
    return row


def _read(
    resource: TableResource, name: str, cells: dict[str, str], keys: Keys
) -> tuple[str, Any]:
    """A cell in its canonical form, and its value (for references, their keys)."""
    column = resource.columns[name]
    if isinstance(column, Reference):
        return _read_reference(column, cells[name], cells, keys)
    if isinstance(column, References):
        return _read_references(column, cells[name], keys)
    value = column.clean(cells[name])
    field = resource.model_field(name)
    if field is not None:
        value = _checked(field, value)
    return column.render(value), value


def _checked(field: Any, value: Any) -> Any:
    """The value, found good by the model's field; its default when blank."""
    if value in (None, ""):
        return field.get_default() if field.has_default() else value
    field.run_validators(value)
    return value


def _read_references(
    column: References, cell: str, keys: Keys
) -> tuple[str, list[str]]:
    found, known = column.keys(cell), keys.of(column.model)
    for key in found:
        if key not in known:
            raise ValueError(column.unknown(key, known))
    return column.render(found), found


def _read_reference(
    column: Reference, cell: str, cells: dict[str, str], keys: Keys
) -> tuple[str, str]:
    text, model = column.canonical(cell), column.target(cells)
    known = keys.of(model) if model else set()
    if text and text != column.none and text not in known:
        raise ValueError(column.unknown(text, known))
    return text, text


def _refuse_blanks(resource: TableResource, row: PlannedRow) -> None:
    wrong = {error.column for error in row.errors}
    for name in resource.required:
        absent = name not in row.after and row.before is None
        if name not in wrong and (absent or row.after.get(name) == ""):
            text = _("This cannot be blank.")
            row.errors.append(CellError(resource.table, row.line, name, text))


def _refuse_duplicates(plan: TablePlan) -> None:
    first: dict[Key, int] = {}
    for row in plan.rows:
        line = first.setdefault(row.key, row.line)
        if line != row.line:
            text = _("The key %(key)s stands in line %(line)d already.") % {
                "key": ", ".join(row.key),
                "line": line,
            }
            row.errors.append(CellError(plan.resource.table, row.line, "", text))
