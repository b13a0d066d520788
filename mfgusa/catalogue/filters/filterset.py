"""The one FilterSet of a catalogue: its page, counts, downloads and API all use it.

The grammar is strict: an unknown name or value is refused with the nearest valid one.
Within a facet values are alternatives, between facets all must hold, `not_` excludes.

Which rows that leaves, and how many each value would leave, is found in the sets of the
catalogue (see `catalogue.facet_index`). What these do not hold, such as the words of a
search or a range of amounts, SQL finds; its rows become a set like the others.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mfgusa.catalogue.facet_index.definition import FacetSource, IndexDefinition
from mfgusa.catalogue.facet_index.follower import IndexFollower
from mfgusa.catalogue.facet_index.index import FacetIndex, ValueSets, count_values
from mfgusa.catalogue.facet_index.pages import among, in_order, slice_ids
from mfgusa.catalogue.facet_index.row_sets import RowSet, union
from mfgusa.catalogue.filters.chips import Chip, build_chips
from mfgusa.catalogue.filters.choices import FacetChoices, build_options, limit_options
from mfgusa.catalogue.filters.errors import (
    ParameterProblem,
    invalid_search_texts,
    too_many_values,
)
from mfgusa.catalogue.filters.facet import Facet, IndexedFilter, Rows
from mfgusa.catalogue.filters.parameters import repeated_parameter
from mfgusa.catalogue.filters.ranges import BoundedFacet, SpanBoundFilter
from mfgusa.catalogue.filters.vocabulary import memoize
from mfgusa.db.snapshot import is_reading
from mfgusa.text import shorten

PAGE_PARAMETERS = ("page",)
MAX_SORTED = 2000  # Rows that are sorted for each page, whatever their order.
FIND = "find_"  # Before the name of a facet: a text that its shown values match.
SPAN = re.compile(r"(\d{1,18}) *[-–] *(\d{1,18})", re.ASCII)  # noqa: RUF001
PAGE_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
Values = dict[str, Any]  # Any: cleaned values by parameter; each filter has its type.


def parameters_by_facet(
    filters: Mapping[str, django_filters.Filter],
) -> dict[str, list[str]]:
    """The parameters of each facet: its own name and the names it derives."""
    return {
        name: [name, *facet.derived_names(name)]
        for name, facet in filters.items()
        if isinstance(facet, Facet) and not facet.exclude
    }


class FacetedFilterSet(django_filters.FilterSet):
    """The filters of a catalogue, declared once.

    `rows` are all rows, with the annotations that filters and facets read. `reads` are
    the lookup paths of the columns that these annotations are made from.
    """

    base_filters: dict[str, django_filters.Filter]
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
        return IndexDefinition(name, cls.rows, facets, cls.reads)

    @classmethod
    def restricted_to(
        cls, names: Collection[str], data: QueryDict, rows: Rows
    ) -> "FacetedFilterSet":
        """A FilterSet with only some of the filters; fast where no form is shown."""
        return cls(data, rows, names=names)

    @cached_property
    def parameter_names(self) -> list[str]:
        """Every parameter that a URL may have."""
        searches = [FIND + n for n in self.facet_names() if self.filters[n].limit]
        return [*self.filters, *PAGE_PARAMETERS, *searches]

    @cached_property
    def problems(self) -> list[ParameterProblem]:
        """Everything in the URL that is not understood; empty if all is well."""
        return list(too_many_values(self.data)) or [
            *self._unknown(),
            *self._repeated(),
            *self._invalid(),
            *self._reversed_ranges(),
            *self._page_problems(),
            *self.option_search_errors,
        ]

    @cached_property
    def has_too_many_values(self) -> bool:
        """Whether the URL has more values than anyone chooses by hand."""
        return any(too_many_values(self.data))

    def _unknown(self) -> Iterator[ParameterProblem]:
        known = self.parameter_names
        for name in self.data:
            if name not in known:
                message = _("There is no filter “%(name)s”.")
                message %= {"name": shorten(name)}
                yield ParameterProblem.unknown_name(name, message, known)

    def _repeated(self) -> Iterator[ParameterProblem]:
        for name, values in self.data.lists():
            is_single = not isinstance(self.filters.get(name), Facet)
            if is_single and len(values) > 1 and name in self.parameter_names:
                yield repeated_parameter(name)

    def _invalid(self) -> Iterator[ParameterProblem]:
        for name, messages in self.form.errors.items():
            if isinstance(self.filters[name], Facet):
                yield from self._unknown_values(name, self.filters[name])
                continue
            for message in messages:
                yield ParameterProblem(name, f"{name}: {message}")

    def _unknown_values(self, name: str, facet: Facet) -> Iterator[ParameterProblem]:
        for value in facet.unknown(filter(None, self.data.getlist(name))):
            message = _("Unknown %(name)s “%(value)s”.")
            message %= {"name": name, "value": shorten(value)}
            problem = ParameterProblem(name, message, value=value)
            problem.replacement = self._several_values(name, facet, value)
            if not problem.replacement:
                problem.closest_match = facet.closest_value(value)
            yield problem

    def _several_values(
        self, name: str, facet: Facet, text: str
    ) -> tuple[tuple[str, str], ...]:
        """The parameters for known values with commas between, or for a span."""
        values = [value.strip() for value in text.split(",")]
        if not facet.unknown(values):
            return tuple((name, value) for value in dict.fromkeys(values))
        bounds = (f"{name}_min", f"{name}_max")
        span = SPAN.fullmatch(text.strip())
        if not span or not {*bounds} <= self.filters.keys():
            return ()
        return tuple(zip(bounds, span.groups(), strict=True))

    def _reversed_ranges(self) -> Iterator[ParameterProblem]:
        values = self.active_values
        for name, facet in self.filters.items():
            if {f"{name}_min", f"{name}_max"} <= values.keys():
                low, high = values[f"{name}_min"], values[f"{name}_max"]
                if isinstance(facet, BoundedFacet) and low > high:
                    yield facet.reversed_bounds(name, low, high)

    def _page_problems(self) -> Iterator[ParameterProblem]:
        number = self.data.get("page") or "1"
        if not PAGE_NUMBER.fullmatch(number):
            message = _("page: “%(number)s” is not a page number.")
            message %= {"number": shorten(number)}
            yield ParameterProblem("page", message, "1", number)

    @cached_property
    def option_search_errors(self) -> list[ParameterProblem]:
        """The texts to find values of a facet with that no search would accept."""
        return list(invalid_search_texts(self.option_searches))

    @cached_property
    def active_values(self) -> Values:
        """The values that are given, by parameter, without blank ones."""
        is_valid = not self.has_too_many_values and not self.form.errors
        cleaned = self.form.cleaned_data if is_valid else {}
        return {n: v for n, v in cleaned.items() if v not in (None, "", [])}

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
        ordered = self.apply_order(self.among(self.rows, self.index.rows))
        ids = slice_ids(self._levels(), ordered, start, stop)
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
            (value, other): members.intersection_cardinality(others)
            for value, members in sets.items()
            for other, others in sets.items()
        }

    @cached_property
    def facet_parameters(self) -> dict[str, list[str]]:
        """The parameters of each facet."""
        return parameters_by_facet(self.filters)

    def facet_names(self) -> Iterator[str]:
        """The names of the facets, in their order."""
        yield from self.facet_parameters

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

    @property
    def option_searches(self) -> dict[str, str]:
        """The texts that shown values of facets match; they filter no rows."""
        searches = [name for name in self.parameter_names if name.startswith(FIND)]
        texts = {name: self.data[name] for name in searches if name in self.data}
        return {name: text for name, text in texts.items() if text.strip()}

    def query(self, changes: Mapping[str, Any] | None = None) -> str:
        """The canonical query string of the active values, with some changes."""
        parts = self._encoded_values
        if changes:
            parts = parts | {n: encode_parameter(n, v) for n, v in changes.items()}
        names = [*self.filters, *PAGE_PARAMETERS]
        return "&".join(parts[name] for name in names if parts.get(name))

    @cached_property
    def _encoded_values(self) -> dict[str, str]:
        return {n: encode_parameter(n, v) for n, v in self.active_values.items()}


catalogues: list[type[FacetedFilterSet]] = []  # Those that declare their rows.
_followers: dict[type[FacetedFilterSet], IndexFollower] = {}


def check_rows(catalogue: type[FacetedFilterSet]) -> None:
    """Raise ImproperlyConfigured for rows whose sets would be wrong."""
    rows = catalogue.rows
    if any(other.rows.model is rows.model for other in catalogues):
        message = "Another FilterSet holds the sets of %s."
        raise ImproperlyConfigured(message % rows.model._meta.label)
    for name, annotation in rows.query.annotations.items():
        if annotation.contains_aggregate:
            message = "The rows of %s have the aggregate “%s”: make it a subquery."
            raise ImproperlyConfigured(message % (catalogue.__name__, name))


def load_catalogues() -> list[type[FacetedFilterSet]]:
    """The filters of all catalogues of the site, whose views are loaded if need be."""
    import_module(settings.ROOT_URLCONF)
    return catalogues


def encode_parameter(name: str, value: Any) -> str:
    """A parameter of a canonical query string; blank if it says nothing."""
    if value in (None, "", []) or (name, str(value)) == ("page", "1"):
        return ""
    values = sorted(value) if isinstance(value, list) else [str(value)]
    return urlencode([(name, each) for each in values])


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
