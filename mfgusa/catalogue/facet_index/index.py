"""The sets of one catalogue at one moment."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mfgusa.catalogue.facet_index.row_sets import RowSet

T = TypeVar("T")
ValueSets = Mapping[str, RowSet]  # By value, the rows that have it.
FacetSets = Mapping[str, ValueSets]


@dataclass(frozen=True)
class FacetIndex:
    """All rows of a catalogue, and by facet and value the rows that have the value.

    It is never changed: threads share it, and whoever follows the log makes another.
    """

    rows: RowSet
    facets: FacetSets
    _derived: dict[Hashable, Any] = field(default_factory=dict, compare=False)

    def derived(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The result of `compute` over these sets, which is computed once."""
        if key not in self._derived:
            self._derived[key] = compute()
        result: T = self._derived[key]
        return result

    def replacing(self, changed: RowSet, current: "FacetIndex") -> "FacetIndex":
        """The index in which what `current` says of the changed rows holds."""
        return FacetIndex(
            self.rows - changed | current.rows,
            {
                facet: replace_rows(self.facets[facet], changed, current.facets[facet])
                for facet in current.facets
            },
        )


def count_values(sets: ValueSets, rows: RowSet) -> dict[str, int]:
    """How many of the rows are in each set, without the sets that none is in."""
    counts = {value: rows.intersection_cardinality(s) for value, s in sets.items()}
    return {value: count for value, count in counts.items() if count}


def replace_rows(
    sets: ValueSets, changed: RowSet, current: ValueSets
) -> dict[str, RowSet]:
    """The sets, in which the changed rows are where `current` has them.

    A set that nothing changes in is the same object.
    """
    replaced = {}
    for value in dict.fromkeys([*sets, *current]):
        rows = sets.get(value, RowSet())
        if value in current or rows.intersect(changed):
            rows = rows - changed | current.get(value, RowSet())
        if rows:
            replaced[value] = rows
    return replaced
