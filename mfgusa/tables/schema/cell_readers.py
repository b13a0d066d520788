"""One column's cells into values: the canonical cell, and what the database stores."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

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
    """Reads cells of a column that stands for itself.

    `read` gives the canonical cell and its value; ValueError or ValidationError says
    what is wrong. Short cells repeat, so what was read is remembered.
    """

    def __init__(self, resource: TableResource, name: str, keys: KeyLookup) -> None:
        self.name, self.keys = name, keys
        self.column = resource.columns[name]
        self.put = resource.fields[name].put
        self.field = resource.model_field(name)
        if not isinstance(self.field, models.TextField):
            self.parse = lru_cache(CACHE_SIZE)(self.parse)  # type: ignore[method-assign]

    def parse(self, text: str) -> tuple[str, Any]:
        value = self.column.clean(text)
        if self.field is not None:
            value = self._checked(value)
        return self.column.render(value), value

    def read(self, cells: dict[str, str]) -> tuple[str, Any]:
        return self.parse(cells[self.name])

    def referenced_keys_of(
        self, rows: Rows
    ) -> Iterable[tuple[ModelClass, Iterable[str]]]:
        """The keys of other rows in this column's cells, by table."""
        return ()

    def _checked(self, value: Any) -> Any:
        """The value, found good by the model's field; its default when blank."""
        if value in (None, ""):
            return self.field.get_default() if self.field.has_default() else value
        self.field.run_validators(value)
        return value


class ReferenceReader(CellReader):
    """Reads cells that hold the key of a row; the value is its id."""

    column: ReferenceColumn

    def parse(self, text: str) -> tuple[str, Any]:
        cell = self.column.canonical(text)
        return cell, None if cell == self.column.none else cell

    def read(self, cells: dict[str, str]) -> tuple[str, Any]:
        cell, key = self.parse(cells[self.name])
        if not key:
            return cell, None
        model = self.column.target(cells)
        return cell, model and referenced_id(self, model, key)

    def referenced_keys_of(
        self, rows: Rows
    ) -> Iterator[tuple[ModelClass, Iterable[str]]]:
        discriminator = self.column.discriminator
        pairs = {(c.get(discriminator), c[self.name]) for c in rows if self.name in c}
        for other, text in pairs:
            model = self.column.target({discriminator: other or ""})
            key = parse_or_none(self.parse, text)
            if model and key:
                yield model, (key,)


class ReferenceListReader(CellReader):
    """Reads cells that hold the keys of several rows; the value is their ids."""

    column: ReferenceListColumn

    def parse(self, text: str) -> tuple[str, Any]:
        keys = self.column.keys(text)
        return self.column.render(keys), keys

    def read(self, cells: dict[str, str]) -> tuple[str, Any]:
        cell, keys = self.parse(cells[self.name])
        return cell, [referenced_id(self, self.column.model, key) for key in keys]

    def referenced_keys_of(
        self, rows: Rows
    ) -> Iterator[tuple[ModelClass, Iterable[str]]]:
        for text in {cells[self.name] for cells in rows if self.name in cells}:
            yield self.column.model, parse_or_none(self.parse, text) or ()


def referenced_id(reader: CellReader, model: ModelClass, key: str) -> int:
    """The id behind a key. Raises ValueError with the nearest key there is."""
    pk = reader.keys.id_of(model, key)
    if pk is None:
        raise ValueError(unknown_key_message(model, key, reader.keys.like(model, key)))
    return pk


def parse_or_none(parse: Any, text: str) -> Any:
    """What a cell refers to, or nothing where it cannot be read."""
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
    kinds: dict[type[TextColumn], type[CellReader]] = {
        ReferenceColumn: ReferenceReader,
        ReferenceListColumn: ReferenceListReader,
    }
    column = resource.columns[name]
    kind = next((k for t, k in kinds.items() if isinstance(column, t)), CellReader)
    return kind(resource, name, keys)


def error_message(problem: Exception) -> str:
    """What is wrong with a cell, in one text."""
    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    return " ".join(map(str, problem.args))
