"""The one FilterSet of a catalogue: its page, counts, downloads and API all use it.

Its grammar is strict (see `filters.grammar`). Within a facet values are alternatives,
between facets all must hold, `not_` excludes.

Which rows that leaves, and how many each value would leave, is found in the sets of the
catalogue (see `catalogue.facet_index`). What these do not hold, such as the words of a
search or a range of amounts, SQL finds; its rows become a set like the others.
"""

from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F
from django.http import QueryDict
from django.utils.functional import cached_property

from mfgusa.catalogue.facet_index.definition import FacetSource, IndexDefinition
from mfgusa.catalogue.facet_index.follower import IndexFollower
from mfgusa.catalogue.facet_index.index import FacetIndex, ValueSets, count_values
from mfgusa.catalogue.facet_index.pages import among, in_order, slice_ids
from mfgusa.catalogue.facet_index.row_sets import RowSet, union
from mfgusa.catalogue.filters.chips import Chip, build_chips
from mfgusa.catalogue.filters.choices import FacetChoices, build_options, limit_options
from mfgusa.catalogue.filters.conditions import ConditionFacet
from mfgusa.catalogue.filters.facet import Facet, IndexedFilter, Rows
from mfgusa.catalogue.filters.grammar import FIND, StrictFilterSet, Values
from mfgusa.catalogue.filters.ranges import SpanBoundFilter
from mfgusa.catalogue.filters.vocabulary import memoize
from mfgusa.db.snapshot import is_reading

MAX_SORTED = 2000  # Rows that are sorted for each page, whatever their order.


class FacetedFilterSet(StrictFilterSet):
    """The filters of a catalogue, declared once.

    `rows` are all rows, with the annotations that filters and facets read. `reads` are
    the lookup paths of the columns that these annotations, and subqueries in the
    conditions of facets, are made from. An instance with `names` has only those of the
    filters: fast where no form is shown.
    """

    rows: ClassVar[Rows]
    reads: ClassVar[tuple[str, ...]] = ()
    is_followed: ClassVar[bool] = True  # Whether triggers log what changes its sets.
    hidden_facets: ClassVar[
        Mapping[str, FacetSource]
    ] = {}  # No filter is made of them.
    sortable_facets: ClassVar[tuple[str, ...]] = ()  # One value a row tells its place.

    def __init__(
        self,
        data: QueryDict | None = None,
        queryset: Rows | None = None,
        *,
        names: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        if names is not None:
            filters = self.base_filters.items()
            self.base_filters = {n: f for n, f in filters if n in names}
        data = QueryDict() if data is None else data
        rows = self.rows.all() if queryset is None else queryset
        super().__init__(data, rows, **kwargs)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "rows" in cls.__dict__ and cls.is_followed:
            check_rows(cls)
            catalogues.append(cls)

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """The declared filters, each facet followed by the filters it derives."""
        filters: dict[str, django_filters.Filter] = {}
        for name, declared in super().get_filters().items():
            filters |= with_derived(name, declared)
        return filters

    @classmethod
    def follower(cls) -> IndexFollower:
        """The sets of the catalogue in this process."""
        if cls not in _followers:
            _followers[cls] = IndexFollower(cls.definition())
        return _followers[cls]

    @classmethod
    def definition(cls) -> IndexDefinition:
        """What the sets of the catalogue are made from."""
        facets: dict[str, FacetSource] = {
            name: facet
            for name, facet in cls.base_filters.items()
            if isinstance(facet, Facet | SpanBoundFilter)
            and facet.is_indexed
            and facet.facet_name == name
        }
        name = cls.rows.model._meta.label_lower
        facets |= cls.hidden_facets
        reads = (*cls.reads, *condition_reads(cls, facets))
        return IndexDefinition(name, cls.rows, facets, reads)

    @cached_property
    def index(self) -> FacetIndex:
        """The sets of the catalogue; the same ones for all of a snapshot."""
        read = self.follower().read if self.is_followed else self.definition().load
        if is_reading():
            return memoize(("facet index", type(self)), read)
        return read()

    def row_set(self, *without: str) -> RowSet:
        """The rows that all filters leave, but for those named."""
        values = {n: v for n, v in self.active_values.items() if n not in without}
        values.pop("sort", None)
        key = frozenset(values)
        if key not in self._row_sets:
            self._row_sets[key] = self.narrow(values)
        return self._row_sets[key]

    @cached_property
    def _row_sets(self) -> dict[frozenset[str], RowSet]:
        return {}

    def narrow(self, values: Values) -> RowSet:
        """The rows of the catalogue with these values of filters."""
        rows = self.index.rows
        for name, value in values.items():
            if isinstance(self.filters[name], IndexedFilter):
                rows = self.filters[name].narrow(rows, value)
            else:
                rows = rows & self._matches(name, value)
        return rows

    def _matches(self, name: str, value: Any) -> RowSet:
        """The rows that SQL finds for the value of a filter, which is asked once."""
        if name not in self._matches_by_name:
            self._matches_by_name[name] = self.find_rows(name, value)
        return self._matches_by_name[name]

    @cached_property
    def _matches_by_name(self) -> dict[str, RowSet]:
        return {}

    def find_rows(self, name: str, value: Any) -> RowSet:
        """The rows that a filter without sets leaves: one query."""
        if name == "q":
            return union(self._ranked_matches)
        rows = self.filters[name].filter(self.rows.order_by(), value)
        return RowSet(list(rows.values_list("pk", flat=True)))

    @cached_property
    def _ranked_matches(self) -> list[RowSet]:
        """The matches of the search by grade and rank, the best first; one query."""
        manager, words = self.rows.model._default_manager, self.active_values["q"]
        rows = manager.search(words).graded(words).order_by("-grade", "-rank")
        ranked = rows.annotate(by_grade=F("grade"), by_rank=F("rank"))
        grouped = ranked.values("by_grade", "by_rank").annotate(ids=ArrayAgg("pk"))
        return [RowSet(ids) for ids in grouped.values_list("ids", flat=True)]

    def filter_queryset(self, queryset: Rows) -> Rows:
        """The rows of the filters, in their order; none if the URL is refused."""
        if self.problems:
            return queryset.none()
        return self.apply_order(self.among(queryset, self.row_set()))

    def among(self, queryset: Rows, rows: RowSet) -> Rows:
        """Those of a queryset that are in a set, as of the year that is given."""
        if "as_of" in self.active_values:
            year = self.active_values["as_of"]
            queryset = self.filters["as_of"].filter(queryset, year)
        return queryset if len(rows) == len(self.index.rows) else among(queryset, rows)

    def apply_order(self, rows: Rows) -> Rows:
        """The rows as sorted; without a sort, the best matches of a search first."""
        values = self.active_values
        if "sort" in values:
            rows = self.filters["sort"].filter(rows, values["sort"])
        elif "q" in values:
            rows = self.filters["q"].order(rows, values["q"])
        return rows

    def page_slice(self, start: int, stop: int) -> Rows:
        """The rows from one position in their order to another."""
        if start == 0 and stop >= self.count:
            return self.qs
        is_whole = self.is_unfiltered and self.is_in_default_order
        if is_whole or len(self.row_set()) <= MAX_SORTED:
            return self.qs[start:stop]
        ids = slice_ids(self._levels(), self._ordered_within_levels, start, stop)
        return in_order(self.among(self.queryset, self.index.rows), ids)

    def _levels(self) -> list[RowSet]:
        """Sets of the rows, those of each before those of the next in the order."""
        rows = self.row_set()
        if facet := self._sorted_facet:
            levels = [rows & level for level in self.sets(facet).values()]
            return self._in_order_of_value([level for level in levels if level])
        if "sort" in self.active_values or "q" not in self.active_values:
            return [rows]
        return [level & rows for level in self._ranked_matches]

    @property
    def _ordered_within_levels(self) -> Rows:
        """All rows in the order that they have within a level."""
        if self._sorted_facet:  # All rows of a level have the same value of it.
            return self.rows.order_by(*(self.rows.model._meta.ordering or ()))
        return self.apply_order(self.among(self.rows, self.index.rows))

    @property
    def _sorted_facet(self) -> str:
        """The facet with one value a row that the rows are sorted by, if it is one."""
        name: str = self.active_values.get("sort", "").removeprefix("-")
        return name if name in self.sortable_facets else ""

    def _in_order_of_value(self, levels: list[RowSet]) -> list[RowSet]:
        """The levels, of each of which one row tells its place in the order."""
        by_row = {level.min(): level for level in levels}
        rows = self.apply_order(self.among(self.rows, RowSet(by_row)))
        return [by_row[pk] for pk in rows.values_list("pk", flat=True)]

    @property
    def is_in_default_order(self) -> bool:
        """Whether the rows are in the catalogue's own order, so that groups hold."""
        return not {"q", "sort"} & self.active_values.keys()

    @property
    def qs(self) -> Rows:
        """The rows of the filters."""
        if not hasattr(self, "_qs"):
            self._qs = self.filter_queryset(self.queryset.all())
        return self._qs

    @property
    def is_unfiltered(self) -> bool:
        """Whether no filter is active that could leave a row out."""
        return not self.problems and self.active_values.keys() <= {"sort"}

    @property
    def count(self) -> int:
        """The number of rows of the filters."""
        return len(self.row_set())

    @property
    def total(self) -> int:
        """The number of rows of the catalogue."""
        return len(self.index.rows)

    @property
    def freshness_source(self) -> Rows:
        """Facts, or sources of facts, whose newest date is that of the rows."""
        return self.qs

    def rows_excluding_filters(self, *names: str) -> Rows:
        """The rows with every filter applied but those named, in no order."""
        rows = self.queryset.order_by().prefetch_related(None)
        if "as_of" not in names:
            return self.among(rows, self.row_set(*names))
        return among(rows, self.row_set(*names))

    def sets(self, name: str) -> ValueSets:
        """By value of a facet, the rows that have it."""
        return self.index.facets[name]

    def value_counts(self, name: str, rows: RowSet) -> dict[str, int]:
        """How many of some rows have each value of a facet."""
        return count_values(self.sets(name), rows)

    def counts(self, name: str) -> dict[str, int]:
        """The number of rows by value of a facet, with the other filters applied."""
        return self.value_counts(name, self.row_set(*self.facet_parameters[name]))

    def cached_counts(self, name: str) -> dict[str, int]:
        """`counts`, computed once."""
        if name not in self._counts:
            self._counts[name] = self.counts(name)
        return self._counts[name]

    @cached_property
    def _counts(self) -> dict[str, dict[str, int]]:
        return {}

    @cached_property
    def facets(self) -> list[FacetChoices]:
        """Each facet with exact counts, from the sets in memory."""
        return [self.facet(name) for name in self.facet_names()]

    def overlaps(self, name: str) -> dict[tuple[str, str], int]:
        """How many of the rows have both, for each two values of a facet."""
        rows = self.row_set()
        sets = {value: rows & members for value, members in self.sets(name).items()}
        return {
            (first, second): members.intersection_cardinality(sets[second])
            for first, members in sets.items()
            for second in sets
        }

    def facet(self, name: str) -> FacetChoices:
        """One facet, with its counts over the rows that the other filters leave."""
        values, facet = self.active_values, self.filters[name]
        counts = {} if self.problems else self.cached_counts(name)
        chosen, excluded = (values.get(n, ()) for n in (name, f"not_{name}"))
        choices = FacetChoices(
            name,
            facet,
            build_options(facet, counts, chosen, excluded),
            minimum=values.get(f"{name}_min"),
            maximum=values.get(f"{name}_max"),
            is_open=any(n in values for n in self.facet_parameters[name]),
        )
        text = "" if self.option_search_errors else self.data.get(FIND + name, "")
        limit_options(choices, text.strip())
        return choices

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters, each with a link that removes it; not the order."""
        return list(build_chips(self, without="sort"))


catalogues: list[type[FacetedFilterSet]] = []  # Those that declare their rows.
_followers: dict[type[FacetedFilterSet], IndexFollower] = {}


def check_rows(catalogue: type[FacetedFilterSet]) -> None:
    """Raise ImproperlyConfigured for rows whose sets would be wrong."""
    rows = catalogue.rows
    if any(each.rows.model is rows.model for each in catalogues):
        message = "Another FilterSet holds the sets of %s."
        raise ImproperlyConfigured(message % rows.model._meta.label)
    for name, annotation in rows.query.annotations.items():
        if annotation.contains_aggregate:
            message = "The rows of %s have the aggregate “%s”: make it a subquery."
            raise ImproperlyConfigured(message % (catalogue.__name__, name))


def condition_reads(
    catalogue: type[FacetedFilterSet], facets: Mapping[str, FacetSource]
) -> Iterator[str]:
    """The lookup paths that the conditions of facets read.

    Raises ImproperlyConfigured for a subquery where `reads` says nothing.
    """
    for name, facet in facets.items():
        if not isinstance(facet, ConditionFacet):
            continue
        if facet.has_subquery() and not catalogue.reads:
            message = "A condition of %s.%s has a subquery: name in `reads` its columns"
            raise ImproperlyConfigured(message % (catalogue.__name__, name))
        yield from facet.condition_paths(catalogue.rows)


def load_catalogues() -> list[type[FacetedFilterSet]]:
    """The filters of all catalogues of the site, whose views are loaded if need be."""
    import_module(settings.ROOT_URLCONF)
    return catalogues


def with_derived(
    name: str, declared: django_filters.Filter
) -> dict[str, django_filters.Filter]:
    """A filter by its name, and those that it derives if it is a facet."""
    filters = {name: declared}
    if isinstance(declared, Facet):
        filters |= declared.derived_filters(name)
    for own_name, each in filters.items():
        each.facet_name = own_name if isinstance(each, SpanBoundFilter) else name
    return filters


def register_facet(
    filterset_class: type[FacetedFilterSet], name: str, facet: Facet
) -> None:
    """Add a facet to the FilterSet of another app, after the filters it has.

    An app registers its facets in its module `facets`.
    """
    filterset_class.base_filters |= with_derived(name, facet)
