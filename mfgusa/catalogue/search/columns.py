"""The columns that a search reads, as the models declare them in `search_column`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.text import capfirst

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Column = models.Field[Any, Any]  # Any: columns of every type.

NAMES, ALIASES, TEXT = range(3)  # The weights of a search column.


@lru_cache
def search_columns(model: type[models.Model], *weights: int) -> tuple["Column", ...]:
    """The columns in a model's search column that have the given weights, in order."""
    search: Any = model._meta.get_field("search")  # Any: a GeneratedField.
    groups = search.expression.get_source_expressions()
    columns = {column.name: column for column in model._meta.concrete_fields}
    return tuple(
        columns[reference.name]
        for weight in weights
        for reference in getattr(groups[weight], "source_expressions", [groups[weight]])
    )


def display_texts(row: models.Model, column: "Column") -> list[str]:
    """What a row has in a column, as a reader sees it; empty if it is blank."""
    value = getattr(row, column.name)
    if column.choices and value:
        return [str(dict(column.flatchoices)[value])]
    texts = value if isinstance(value, list) else [value]
    return [str(text) for text in texts if text]


@dataclass(frozen=True)
class MatchSource:
    """A part of a row where words may match, and the texts there."""

    label: str  # Blank for running text, which needs none.
    texts: list[str]


def match_sources(
    row: models.Model, related: tuple[str, ...], labels: Mapping[str, "StrOrPromise"]
) -> Iterator[MatchSource]:
    """The parts of a row that a search reads: its columns, then related names."""
    for column in search_columns(row._meta.model, NAMES, ALIASES, TEXT):
        is_text = isinstance(column, models.TextField)
        label = labels.get(column.name) or capfirst(str(column.verbose_name))
        yield MatchSource("" if is_text else str(label), display_texts(row, column))
    for path in related:
        relation: Any = row._meta.get_field(path)  # Any: a foreign key or M2M.
        linked = getattr(row, path)
        linked_rows = linked.all() if relation.many_to_many else [linked]
        names = [
            name
            for linked_row in linked_rows
            if linked_row
            for name in row_names(linked_row)
        ]
        label = capfirst(str(relation.related_model._meta.verbose_name))
        yield MatchSource(str(label), names)


def row_names(row: models.Model) -> list[str]:
    """A row as text, then its other names and aliases after that text."""
    own = str(row)
    columns = search_columns(row._meta.model, NAMES, ALIASES)
    names = [text for column in columns for text in display_texts(row, column)]
    return [own, *(f"{own} ({name})" for name in names if name != own)]
