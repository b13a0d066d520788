"""A FilterSet whose facets are counted by bitmaps, as far as they know the answer."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F
from django.utils.functional import cached_property

from mfgusa.catalogue.facet_index.building import EVERY
from mfgusa.catalogue.facet_index.index import BitmapIndex
from mfgusa.catalogue.facet_index.jobs import registry
from mfgusa.catalogue.facet_index.rows import Rows, between, in_order
from mfgusa.catalogue.facet_index.tally import (
    Having,
    Tally,
    whole_counts,
    whole_overlaps,
)
from mfgusa.catalogue.filters.filterset import FacetedFilterSet, parameters_by_facet

ALL = Having(EVERY, (EVERY,))


def is_within(value: str, name: str, bound: int) -> bool:
    """Whether a value is a number from a bound (`…_min`) or to it (`…_max`)."""
    if not value.isdecimal():
        return False
    return int(value) >= bound if name.endswith("_min") else int(value) <= bound


class IndexedFilterSet(FacetedFilterSet):
    """Counts rows by the bitmaps of `index`; row by row where something else is asked.

    Both count the same; only what they cost differs.
    """

    index: ClassVar[BitmapIndex]
    extra_facets: ClassVar[tuple[str, ...]] = ()  # Further bitmaps, of few values.

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "index" in cls.__dict__:
            registry[cls.index.name] = cls

    @classmethod
    def has_fresh_bitmaps(cls) -> bool:
        """Whether its bitmaps hold all that is written, from now on if need be."""
        return cls.index.is_fresh(cls.base_filters)

    @classmethod
    def renew_bitmaps(cls) -> None:
        """Make its stale bitmaps anew."""
        cls.index.renew(cls.base_filters)

    @cached_property
    def is_indexed(self) -> bool:
        """Whether the bitmaps know the rows that are asked for."""
        asked = {self._facets.get(n, n) for n in self.active_values} - {"sort", "q"}
        known = not self.problems and asked <= self.index.held.keys()
        return known and self.has_fresh_bitmaps()

    @cached_property
    def _facets(self) -> dict[str, str]:
        """The facet that a parameter belongs to, whether this one knows it or not."""
        every = parameters_by_facet(type(self).base_filters)
        return {n: facet for facet, names in every.items() for n in names}

    def havings(self, *without: str) -> Iterator[Having]:
        """What is asked, but for some facets, in the words of bitmaps."""
        for name, values in self.active_values.items():
            facet = self._facets.get(name, name)
            held = self.index.held.get(facet)
            if facet in without or not held:
                continue
            if isinstance(values, list):
                yield Having(held, tuple(values), self.filters[name].exclude)
            else:
                yield Having(held, tuple(self._within(held, name, int(values))))

    def bits(self, *without: str) -> Rows:
        """The rows that answer what is asked, but for some facets."""
        asked = [ALL, *self.havings(*without)]
        read = [*asked, *self._levels]
        if unknown := [one for one in read if one not in self._known]:
            self._known |= zip(unknown, self.index.rows_of(unknown), strict=True)
        rows = self._known[ALL]
        for one in asked[1:]:
            rows = rows - self._known[one] if one.excluded else rows & self._known[one]
        return rows & self._searched if "q" in self.active_values else rows

    @cached_property
    def _known(self) -> dict[Having, Rows]:
        """Rows that were read before."""
        return {}

    @cached_property
    def _searched(self) -> Rows:
        """The rows that answer the words of the search."""
        return reduce(or_, self._graded, Rows({}))

    @cached_property
    def _graded(self) -> list[Rows]:
        """The same by how well they answer, the best first; one query."""
        every, words = self.queryset.model._default_manager, self.active_values["q"]
        rows = every.search(words).graded(words).order_by("-grade", "-rank")
        grades = rows.annotate(grade=F("grade"), rank=F("rank")).values("grade", "rank")
        grouped = grades.annotate(keys=ArrayAgg("pk")).values_list("keys", flat=True)
        return [Rows.of_keys(keys) for keys in grouped]

    def page_slice(self, start: int, stop: int) -> Any:
        if not self.is_indexed:
            return super().page_slice(start, stop)
        if self.is_unfiltered and not self._sorted_by:
            keys = list(self.qs.values_list("pk", flat=True)[start:stop])
        else:
            keys = self._keys(start, stop)
        return in_order(self.queryset, keys)

    def _keys(self, start: int, stop: int) -> list[int]:
        """The same as keys: of a search, those that answer best first."""
        found, every = self.bits(), self.queryset.all()
        if self._sorted_by:
            return between(self._by_value(found), every, start, stop)
        if "sort" in self.active_values:
            return between([found], self.apply_order(every), start, stop)
        levels = (
            [one & found for one in self._graded]
            if "q" in self.active_values
            else [found]
        )
        return between(levels, every, start, stop)

    @property
    def _sorted_by(self) -> str:
        """The facet that the rows are sorted by, if it is one."""
        return self.index.held.get(
            self.active_values.get("sort", "").removeprefix("-"), ""
        )

    def _by_value(self, found: Rows) -> list[Rows]:
        """Some rows by the value that they are sorted by.

        Rows of one value stand together, so that one of each tells their order.
        """
        levels = [found & self._known[one] for one in self._levels]
        of_one = {next(iter(level)): level for level in levels if len(level)}
        ones = self.apply_order(self.queryset.filter(pk__in=of_one))
        return [of_one[key] for key in ones.values_list("pk", flat=True)]

    @cached_property
    def _levels(self) -> list[Having]:
        """The values of the facet that the rows are sorted by, if it is one."""
        values = self.values(self._sorted_by) if self._sorted_by else []
        return [Having(self._sorted_by, (value,)) for value in values]

    def _within(self, facet: str, name: str, bound: int) -> Iterator[str]:
        """The numbers of a facet from or to a bound."""
        return (one for one in self.values(facet) if is_within(one, name, bound))

    def values(self, facet: str) -> list[str]:
        """The values of a facet that any row has."""
        if facet not in self._values:
            self._values[facet] = self.index.values(facet)
        return self._values[facet]

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        return {}

    def tally(self, *without: str) -> Tally:
        """What is known of the rows that answer, but for some facets."""
        return Tally(self.index.name, self.bits(*without))

    def value_counts(self, what: str) -> dict[str, int]:
        """The number of rows by value of a facet or of `extra_facets`."""
        return self._together[what]

    def overlaps(self, facet: str, other: str) -> dict[tuple[str, str], int]:
        """How many of the rows have both, for each two values that bitmaps know."""
        if self.is_unfiltered:
            return whole_overlaps(self.index.name, facet, other)
        return self.tally().overlaps(facet, other)

    @cached_property
    def _together(self) -> dict[str, dict[str, int]]:
        """Counts of the rows themselves, by all facets at once."""
        facets = [EVERY, *self.index.facets, *self.extra_facets]
        if self.is_unfiltered:
            return whole_counts(self.index.name, facets)
        return self.tally().counts(facets)

    @cached_property
    def _whole(self) -> dict[str, dict[str, int]]:
        """Counts of all rows there are, by the facets that rows are asked for."""
        asked = {self._facets.get(name, name) for name in self.active_values}
        facets = {self.index.held[name] for name in asked & self.index.held.keys()}
        return whole_counts(self.index.name, [EVERY, *facets])

    def counts(self, name: str) -> dict[str, int]:
        held = self.index.held.get(name)
        if not held or not self.is_indexed:
            return super().counts(name)
        if not self.active_values.keys() & self.facet_parameters[name]:
            return self._together[held]
        if "q" in self.active_values or any(self.havings(name)):
            return self.tally(name).counts([held])[held]
        return self._whole[held]

    @property
    def count(self) -> int:
        if not self.is_indexed:
            return super().count
        return self.total if self.is_unfiltered else len(self.bits())

    @property
    def estimated_count(self) -> int | None:
        """Of rows that are asked for by a range of numbers alone."""
        asked = {self._facets.get(name, name) for name in self.active_values}
        ranged = all(isinstance(value, int) for value in self.active_values.values())
        if len(asked) != 1 or not ranged or not self.is_indexed:
            return None
        held = self.index.held[asked.pop()]
        counts = self.index.whole_counts()[held]
        bounds = self.active_values.items()
        return sum(
            n for one, n in counts.items() if all(is_within(one, *b) for b in bounds)
        )

    @cached_property
    def total(self) -> int:
        if not self.is_indexed:
            return super().total
        every = self._together if self.is_unfiltered else self._whole
        return every[EVERY].get(EVERY, 0)
