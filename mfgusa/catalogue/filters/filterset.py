"""The one FilterSet of a catalogue: its page, counts, downloads and API all use it.

The grammar is strict: an unknown name or value is refused with the nearest valid one.
Within a facet values are alternatives, between facets all must hold, `not_` excludes.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.chips import Chip, build_chips
from mfgusa.catalogue.filters.choices import FacetChoices, build_options, limit_options
from mfgusa.catalogue.filters.errors import (
    ParameterProblem,
    invalid_search_texts,
    too_many_values,
)
from mfgusa.catalogue.filters.facet import Facet, Rows
from mfgusa.catalogue.filters.parameters import repeated_parameter
from mfgusa.catalogue.filters.ranges import BoundedFacet
from mfgusa.text import shorten

PAGE_PARAMETERS = ("page",)
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
    """The filters of a catalogue, declared once."""

    base_filters: dict[str, django_filters.Filter]

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
        super().__init__(data, queryset, **kwargs)

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """The declared filters, each facet followed by the filters it derives."""
        filters: dict[str, django_filters.Filter] = {}
        for name, declared in super().get_filters().items():
            filters[name] = declared
            if isinstance(declared, Facet):
                filters |= declared.derived_filters(name)
        return filters

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

    @property
    def active_values(self) -> Values:
        """The values that are given, by parameter, without blank ones."""
        is_valid = not self.has_too_many_values and not self.form.errors
        cleaned = self.form.cleaned_data if is_valid else {}
        return {n: v for n, v in cleaned.items() if v not in (None, "", [])}

    def filter_queryset(self, queryset: Rows) -> Rows:
        """The rows of the filters, in their order; none if the URL is refused."""
        if self.problems:
            return queryset.none()
        values = {n: v for n, v in self.active_values.items() if n != "sort"}
        return self.apply_order(self._apply(queryset, values))

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
        return self.qs[start:stop]

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
        return self.total if self.is_unfiltered else int(self.qs.order_by().count())

    @property
    def estimated_count(self) -> int | None:
        """`count`, where counts of all rows give it without a query of the rows."""
        return None

    @cached_property
    def total(self) -> int:
        """The number of rows of the catalogue."""
        return int(self.queryset.count())

    @property
    def freshness_source(self) -> Rows:
        """Facts, or sources of facts, whose newest date is that of the rows."""
        return self.qs

    def _apply(self, rows: Rows, values: Values) -> Rows:
        for name, value in values.items():
            rows = self.filters[name].filter(rows, value)
        return rows

    def rows_excluding_facet(self, name: str) -> Rows:
        """The rows with every filter applied but those of one facet."""
        return self.rows_excluding_filters(*self.facet_parameters[name])

    def rows_excluding_filters(self, *names: str) -> Rows:
        """The rows with every filter applied but those named, in no order."""
        excluded = {*names, "sort"}
        values = {n: v for n, v in self.active_values.items() if n not in excluded}
        return self._apply(self.queryset.order_by().prefetch_related(None), values)

    def counts(self, name: str) -> dict[str, int]:
        """The number of rows by value of a facet, with the other filters applied."""
        facet: Facet = self.filters[name]
        return facet.counts(self.rows_excluding_facet(name))

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
        """Each facet with exact counts: one grouped query each."""
        return [self.facet(name) for name in self.facet_names()]

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
        values = self.active_values | dict(changes or {})
        if str(values.get("page")) == "1":
            del values["page"]
        query = QueryDict(mutable=True)
        for name in [*self.filters, *PAGE_PARAMETERS]:
            value = values.get(name)
            if isinstance(value, list):
                query.setlist(name, sorted(value))
            elif value not in (None, ""):
                query[name] = str(value)
        return query.urlencode()


def register_facet(
    filterset_class: type[FacetedFilterSet], name: str, facet: Facet
) -> None:
    """Add a facet to the FilterSet of another app, after the filters it has.

    An app registers its facets in its module `facets`.
    """
    filterset_class.base_filters |= {name: facet, **facet.derived_filters(name)}
