"""Which columns a search reads, as the models declare them in `search_column`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.text import capfirst

NAMES, ALIASES, TEXT = range(3)


@lru_cache
def search_columns(
    model: type[models.Model], *weights: int
) -> tuple[models.Field, ...]:
    """The columns of a model's search of the given weights, in their order."""
    field: Any = model._meta.get_field("search")
    groups = field.expression.get_source_expressions()
    return tuple(
        model._meta.get_field(column.name)
        for weight in weights
        for column in getattr(groups[weight], "source_expressions", [groups[weight]])
    )


def display_texts(row: Any, field: Any) -> list[str]:
    """What a row says in a column, as a reader sees it; nothing when it is blank."""
    value = getattr(row, field.name)
    if field.choices and value:
        return [str(dict(field.flatchoices)[value])]
    texts = value if isinstance(value, list) else [value]
    return [str(text) for text in texts if text]


@dataclass(frozen=True)
class MatchSource:
    """A place of a row where words may be found, and what stands there."""

    label: str  # Blank for running text, which needs none.
    texts: list[str]


def match_sources(
    row: Any, named: tuple[str, ...], labels: Mapping[str, Any]
) -> Iterator[MatchSource]:
    """All that a row is found by: its own columns, then the names of what it names."""
    for field in search_columns(row._meta.model, NAMES, ALIASES, TEXT):
        is_text = isinstance(field, models.TextField)
        label = labels.get(field.name) or capfirst(str(field.verbose_name))
        yield MatchSource("" if is_text else str(label), display_texts(row, field))
    for path in named:
        relation: Any = row._meta.get_field(path)
        others = [getattr(row, path)]
        if relation.many_to_many:
            others = list(others[0].all())
        label = capfirst(str(relation.related_model._meta.verbose_name))
        yield MatchSource(
            label, [text for one in others if one for text in row_names(one)]
        )


def row_names(row: Any) -> list[str]:
    """The names and aliases of a row, each with the row's own name before it."""
    own = str(row)
    fields = search_columns(row._meta.model, NAMES, ALIASES)
    names = [text for field in fields for text in display_texts(row, field)]
    return [own, *(f"{own} ({name})" for name in names if name != own)]
