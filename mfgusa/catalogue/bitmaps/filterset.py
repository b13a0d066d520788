"""A FilterSet whose facets are counted by bitmaps, as far as they know the answer."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.functional import cached_property

from mfgusa.catalogue.bitmaps.building import EVERY, bitmaps_of
from mfgusa.catalogue.bitmaps.index import BitmapIndex
from mfgusa.catalogue.bitmaps.jobs import registry
from mfgusa.catalogue.bitmaps.tally import Among, Having, Tally
from mfgusa.catalogue.filtersets import FacetedFilterSet


class IndexedFilterSet(FacetedFilterSet):
    """Counts rows by the bitmaps of `index`; row by row where something else is asked.

    Both count the same; only what they cost differs.
    """

    index: ClassVar[BitmapIndex]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "index" in cls.__dict__:
            registry[cls.index.name] = cls

    @cached_property
    def is_indexed(self) -> bool:
        """Whether the bitmaps know the rows that are asked for."""
        asked = {self._facets.get(n, n) for n in self.chosen} - {"sort", "q"}
        known = not self.problems and asked <= {*self.index.facets}
        return known and self.index.is_fresh(type(self).base_filters)

    @cached_property
    def _facets(self) -> dict[str, str]:
        """The facet that a parameter belongs to."""
        return {n: facet for facet, names in self.parameters.items() for n in names}

    def havings(self, *without: str) -> Iterator[Having | Among]:
        """What is asked, but for some facets, in the words of bitmaps."""
        if "q" in self.chosen:
            yield self._searched
        for name, values in self.chosen.items():
            facet = self._facets.get(name, name)
            if facet in without or facet not in self.index.facets:
                continue
            if isinstance(values, list):
                yield Having(facet, tuple(values), self.filters[name].exclude)
            else:
                yield Having(facet, tuple(self._within(facet, name, int(values))))

    @cached_property
    def _searched(self) -> Among:
        """The rows that answer the words of the search, in one query."""
        every = self.queryset.model._default_manager
        return Among(bitmaps_of(every.search(self.chosen["q"])))

    def _within(self, facet: str, name: str, bound: int) -> Iterator[str]:
        """The numbers of a facet from or to a bound."""
        for value in self.index.values(facet):
            if value.isdecimal():
                inside = int(value) >= bound
                if int(value) == bound or inside == name.endswith("_min"):
                    yield value

    def told(self, what: str) -> dict[str, int]:
        """How many of the rows have each value of a further bitmap."""
        return self._together[what]

    def tally(self, *without: str) -> Tally:
        """The rows that answer what is asked, but for some facets."""
        return Tally(self.index.name, self.havings(*without))

    @cached_property
    def _together(self) -> dict[str, dict[str, int]]:
        """Counts of the rows themselves, by everything that the bitmaps know."""
        return self.tally().counts([EVERY, *self.index.facets, *self.index.more])

    def counts(self, name: str) -> dict[str, int]:
        if name not in self.index.facets or not self.is_indexed:
            return super().counts(name)
        if self.chosen.keys() & self.parameters[name]:
            return self.tally(name).counts([name])[name]
        return self._together[name]

    @property
    def found(self) -> int:
        if not self.is_indexed:
            return super().found
        return self._together[EVERY].get(EVERY, 0)

    @property
    def total(self) -> int:
        if not self.is_indexed:
            return super().total
        return Tally(self.index.name, []).found
