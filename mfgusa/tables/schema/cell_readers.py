"""Readers that turn the cells of one column into canonical text and stored values."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from mfgusa.tables.schema.columns import TextColumn
from mfgusa.tables.schema.natural_keys import KeyLookup, ModelClass
from mfgusa.tables.schema.references import (
    ReferenceColumn,
    ReferenceListColumn,
    unknown_key_message,
)
from mfgusa.tables.schema.resource import TableResource

CACHE_SIZE = 2**14
Rows = list[dict[str, str]]


class CellReader:
    """Reads the cells of a column that refers to no other table.

    Values of short cells repeat and are cached.
    """

    column: TextColumn

    def __init__(self, resource: TableResource, name: str, keys: KeyLookup) -> None:
        self.name, self.keys = name, keys
        self.column = resource.columns[name]
        self.field = resource.model_field(name)
        self.parse: Callable[[str], tuple[str, Any]] = self._parse
        if not isinstance(self.field, models.TextField):
            self.parse = lru_cache(CACHE_SIZE)(self._parse)

    def read(self, cells: dict[str, str]) -> tuple[str, Any]:
        """The canonical text and the value of this column's cell.

        Raises ValueError or ValidationError.
        """
        return self.parse(cells[self.name])

    def referenced_keys(self, rows: Rows) -> Iterable[tuple[ModelClass, Iterable[str]]]:
        """The keys of other rows in this column's cells, by model."""
        return ()

    def _parse(self, text: str) -> tuple[str, Any]:
        value = self.column.clean(text)
        if self.field is not None:
            value = self._validate(value)
        return self.column.render(value), value

    def _validate(self, value: Any) -> Any:
        """The value, checked by the model's field; its default for a blank one."""
        if value in (None, ""):
            return self.field.get_default() if self.field.has_default() else value
        self.field.run_validators(value)
        return value


class ReferenceReader(CellReader):
    """Reads cells that hold the key of a row; the value is its id."""

    column: ReferenceColumn

    def read(self, cells: dict[str, str]) -> tuple[str, int | None]:
        cell, key = self.parse(cells[self.name])
        if not key:
            return cell, None
        model = self.column.target(cells)
        return cell, referenced_id(self, model, key) if model else None

    def referenced_keys(self, rows: Rows) -> Iterator[tuple[ModelClass, Iterable[str]]]:
        discriminator = self.column.discriminator
        pairs = {(c.get(discriminator), c[self.name]) for c in rows if self.name in c}
        for target, text in pairs:
            model = self.column.target({discriminator: target or ""})
            key = parse_or_none(self.parse, text)
            if model and key:
                yield model, (key,)

    def _parse(self, text: str) -> tuple[str, str | None]:
        cell = self.column.clean(text)
        return cell, None if cell == self.column.null_text else cell


class ReferenceListReader(CellReader):
    """Reads cells that hold the keys of several rows; the value is their ids."""

    column: ReferenceListColumn

    def read(self, cells: dict[str, str]) -> tuple[str, list[int]]:
        cell, keys = self.parse(cells[self.name])
        return cell, [referenced_id(self, self.column.model, key) for key in keys]

    def referenced_keys(self, rows: Rows) -> Iterator[tuple[ModelClass, Iterable[str]]]:
        for text in {cells[self.name] for cells in rows if self.name in cells}:
            yield self.column.model, parse_or_none(self.parse, text) or ()

    def _parse(self, text: str) -> tuple[str, list[str]]:
        keys = self.column.clean(text)
        return self.column.render(keys), keys


def referenced_id(reader: CellReader, model: ModelClass, key: str) -> int:
    """The id of the row with a key. Raises ValueError with the key that was meant."""
    pk = reader.keys.get_id(model, key)
    if pk is None:
        guess = reader.keys.guess(model, key)
        raise ValueError(unknown_key_message(model, key, guess))
    return pk


def parse_or_none(parse: Callable[[str], tuple[str, Any]], text: str) -> Any:
    """The keys in a cell; None for a cell that cannot be read."""
    try:
        return parse(text)[1]
    except ValueError:
        return None


def cell_readers(
    resource: TableResource, names: Iterable[str], keys: KeyLookup
) -> dict[str, CellReader]:
    """A reader for each column."""
    return {name: cell_reader(resource, name, keys) for name in names}


def cell_reader(resource: TableResource, name: str, keys: KeyLookup) -> CellReader:
    """The reader of a column."""
    column = resource.columns[name]
    if isinstance(column, ReferenceColumn):
        return ReferenceReader(resource, name, keys)
    if isinstance(column, ReferenceListColumn):
        return ReferenceListReader(resource, name, keys)
    return CellReader(resource, name, keys)


def read_value(readers: dict[str, CellReader], name: str, cells: dict[str, str]) -> Any:
    """The value of a cell that was stored before.

    Raises ValueError or ValidationError, also for a column that is gone since.
    """
    if name not in readers:
        raise ValueError(lost_column_message(name))
    return readers[name].read(cells)[1]


def lost_column_message(name: str) -> str:
    """The message for a column that the table no longer has."""
    message = _("An upgrade has removed or renamed the column “%(name)s” since.")
    return message % {"name": name}


def error_message(problem: Exception) -> str:
    """What is wrong with a cell, in one text."""
    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    return " ".join(map(str, problem.args))
