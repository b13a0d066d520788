"""The tables and columns that a catalogue reads, by the lookup paths of its facets."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models.constants import LOOKUP_SEP

Model = type[models.Model]


class CatalogueTable(NamedTuple):
    """A table that a catalogue reads, and how its rows lead to those of the catalogue.

    `path` is the lookup path from the catalogue to the table; with a `link`, to the
    table that the column `link` refers to.
    """

    model: Model
    path: str
    link: str = ""

    @property
    def is_owned(self) -> bool:
        """Whether a new row of the table affects rows of the catalogue."""
        return bool(self.link or not self.path)

    @property
    def key_column(self) -> str:
        """The column with the keys of the rows at the end of the path."""
        return self.link or str(self.model._meta.pk.column)


class Dependency(NamedTuple):
    """What a catalogue reads of a table: these columns."""

    table: CatalogueTable
    columns: frozenset[str]


def find_dependencies(base: Model, paths: Iterable[str]) -> list[Dependency]:
    """The tables and columns behind lookup paths from a model, and the model."""
    columns: defaultdict[CatalogueTable, set[str]] = defaultdict(set)
    for path in ("pk", *paths):
        for table, column in _walk(base, path):
            columns[table].add(column)
    return [Dependency(table, frozenset(names)) for table, names in columns.items()]


def _walk(base: Model, path: str) -> Iterator[tuple[CatalogueTable, str]]:
    """Each table on a path with each of its columns that the path reads."""
    table, place = CatalogueTable(base, ""), ""
    for step in path.split(LOOKUP_SEP):
        meta = table.model._meta
        field: Any = meta.pk if step == "pk" else meta.get_field(step)
        if not field.is_relation:
            yield table, field.column
            return
        after = LOOKUP_SEP.join(filter(None, (place, step)))
        if field.concrete and not field.many_to_many:
            yield table, field.column
            table = CatalogueTable(field.related_model, after)
        elif field.many_to_many:
            back, forward = m2m_columns(field)
            joining = CatalogueTable(m2m_table(field), place, back)
            yield joining, back
            yield joining, forward
            table = CatalogueTable(field.related_model, after)
        else:
            table = CatalogueTable(field.related_model, place, field.field.column)
            yield table, field.field.column
        place = after


def m2m_table(field: Any) -> Model:
    """The table that joins the two tables of a relation."""
    declared = field.field if field.auto_created else field
    table: Model = declared.remote_field.through
    return table


def m2m_columns(field: Any) -> tuple[str, str]:
    """The columns of the joining table: that to this side, that to the other side."""
    declared = field.field if field.auto_created else field
    columns = declared.m2m_column_name(), declared.m2m_reverse_name()
    return columns[::-1] if field.auto_created else columns
