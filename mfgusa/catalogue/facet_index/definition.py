"""How the sets of a catalogue are read from the tables."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from mfgusa.catalogue.facet_index.dependencies import Dependency, find_dependencies
from mfgusa.catalogue.facet_index.index import FacetIndex
from mfgusa.catalogue.facet_index.row_sets import RowSet, union
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.db.tables_read import note_tables

ALL_ROWS = ""  # The name of the set of all rows, among those of the facets.
MAX_IDS = 5000  # Of rows that are read again in one statement.


class FacetSource(Protocol):
    """What a facet says of its values; see `Facet`."""

    @property
    def is_gap_of_whole(self) -> bool:
        """Whether only rows without any value are “not recorded”."""

    def expression(self) -> Combinable:
        """The value of a row, or each of its values."""

    def paths(self) -> Iterator[str]:
        """The lookup paths of the columns that the expression reads."""


@dataclass(frozen=True)
class HiddenFacet:
    """Values that a catalogue counts, and that nobody filters by."""

    values: Combinable
    reads: tuple[str, ...]
    is_gap_of_whole: bool = False

    def expression(self) -> Combinable:
        return self.values

    def paths(self) -> Iterator[str]:
        yield from self.reads


@dataclass(frozen=True, eq=False)
class IndexDefinition:
    """The rows of a catalogue and the facets that their sets are made from.

    `reads` are the lookup paths of columns that annotations of the rows read.
    """

    name: str
    rows: QuerySet[Any] = field(repr=False)
    facets: Mapping[str, FacetSource] = field(repr=False)
    reads: tuple[str, ...] = ()

    def load(self, ids: RowSet | None = None) -> FacetIndex:
        """Read the sets of all rows, or of the rows with these ids, from the tables."""
        sets: dict[str, dict[str, RowSet]] = {name: {} for name in self.facets}
        sets[ALL_ROWS] = {}
        for facet, value, rows in self._groups(ids):
            known = sets[facet].setdefault(value or NOT_RECORDED, RowSet())
            known.update(rows)
        all_rows = union(sets.pop(ALL_ROWS).values())
        for name, source in self.facets.items():
            if source.is_gap_of_whole:
                sets[name].pop(NOT_RECORDED, None)
                if gap := all_rows - union(sets[name].values()):
                    sets[name][NOT_RECORDED] = gap
        return FacetIndex(all_rows, sets)

    def find_affected(self, changed: Mapping[str, RowSet]) -> RowSet:
        """The rows that the changed rows belong to, whose keys are by lookup path."""
        affected = RowSet(changed.get("", ()))
        for path, keys in changed.items():
            for some_keys in in_parts(keys) if path else ():
                rows = self.model._base_manager.filter(**{f"{path}__in": some_keys})
                affected.update(rows.order_by().values_list("pk", flat=True))
        return affected

    def _groups(self, ids: RowSet | None) -> Iterator[tuple[str, str, list[int]]]:
        if ids is None:
            yield from self._query(self.rows)
            return
        for some_ids in in_parts(ids):
            yield from self._query(self.rows.filter(pk__in=some_ids))

    def _query(self, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
        """Facet, value and ids of the rows that have it: one statement."""
        expressions: dict[str, Any] = {ALL_ROWS: Value("")}
        expressions |= {name: each.expression() for name, each in self.facets.items()}
        groups = [
            rows.order_by()
            .annotate(facet_value=Cast(expression, TextField()))
            .values("facet_value")
            .annotate(
                facet=Value(name, TextField()), facet_rows=ArrayAgg("pk", default=[])
            )
            .values_list("facet", "facet_value", "facet_rows")
            for name, expression in expressions.items()
        ]
        all_groups: QuerySet[Any, Any] = groups[0].union(*groups[1:], all=True)
        return all_groups

    @cached_property
    def digest(self) -> str:
        """What tells sets of this code from those that other code has stored."""
        gaps = [name for name, each in self.facets.items() if each.is_gap_of_whole]
        reads = [(*table, sorted(columns)) for table, columns in self.dependencies]
        text = f"{self._query(self.rows).query} {gaps} {reads}"
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def paths(self) -> Iterator[str]:
        """The lookup paths that are read; what annotations read is in `reads`."""
        annotations = self.rows.query.annotations
        of_facets = (path for each in self.facets.values() for path in each.paths())
        yield from self.reads
        yield from (path for path in of_facets if path not in annotations)

    @cached_property
    def dependencies(self) -> list[Dependency]:
        """The tables and columns that the sets are made from."""
        return find_dependencies(self.model, self.paths)

    def note_tables(self) -> None:
        """Note for the page that is made that it depends on these tables."""
        for table, _columns in self.dependencies:
            note_tables(table.model, insertions=table.is_owned)

    @property
    def model(self) -> type[models.Model]:
        """The model of the rows."""
        return self.rows.model


def in_parts(ids: RowSet) -> Iterator[list[int]]:
    """The ids in as many lists as keep a statement short."""
    for start in range(0, len(ids), MAX_IDS):
        yield list(ids[start : start + MAX_IDS])
