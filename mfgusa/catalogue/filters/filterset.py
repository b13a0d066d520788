"""The one FilterSet of a catalogue: page, counts, downloads and API all use it.

The grammar is strict: what it does not know is refused with the nearest name. Inside
a facet values are alternatives, between facets all must hold, `not_` excludes.
"""

import re
from collections.abc import Iterator, Mapping
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
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import AsOfFilter, SearchFilter, SortFilter
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.text import in_short, nearest

PAGE_PARAMETERS = ("page",)
FIND = "find_"  # Before the name of a facet: words that narrow its values down.
__all__ = ["AsOfFilter", "FacetedFilterSet", "SearchFilter", "SortFilter"]

PAGE_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)


def facet_parameters(filters: Mapping[str, Any]) -> dict[str, list[str]]:
    """The parameters of each facet among filters: its own name, those of its twins."""
    facets = {
        name: one
        for name, one in filters.items()
        if isinstance(one, Facet) and not one.exclude
    }
    return {name: [name, *one.derived_filters(name)] for name, one in facets.items()}


class FacetedFilterSet(django_filters.FilterSet):
    """A catalogue's filters, declared once."""

    @classmethod
    def get_filters(cls) -> Any:
        filters = {}
        for name, one in super().get_filters().items():
            filters[name] = one
            if isinstance(one, Facet):
                filters |= one.derived_filters(name)
        return filters

    @classmethod
    def add(cls, **facets: Facet) -> None:
        """Facets that an upper app knows of these rows; they follow the rows' own.

        An app declares them in its module `facets`.
        """
        for name, facet in facets.items():
            cls.base_filters |= {name: facet, **facet.derived_filters(name)}

    @classmethod
    def restricted_to(
        cls, names: Any, data: QueryDict, rows: Any
    ) -> "FacetedFilterSet":
        """One that knows only these of its filters: quicker, where no form is shown."""
        made = cls.__new__(cls)
        made.base_filters = {n: f for n, f in cls.base_filters.items() if n in names}
        made.__init__(data, rows)  # type: ignore[misc]
        return made

    @cached_property
    def parameter_names(self) -> list[str]:
        """Every parameter that an address may have."""
        finding = [FIND + n for n in self.facet_names() if self.filters[n].limit]
        return [*self.filters, *PAGE_PARAMETERS, *finding]

    @cached_property
    def problems(self) -> list[ParameterProblem]:
        """Everything in the address that is not understood; empty when all is well."""
        return list(too_many_values(self.data)) or [
            *self._unknown(),
            *self._repeated(),
            *self._invalid(),
            *self._no_page(),
            *self.option_search_errors,
        ]

    @cached_property
    def has_too_many_values(self) -> bool:
        """Whether the address has more values than anyone chooses by hand."""
        return any(too_many_values(self.data))

    def _unknown(self) -> Iterator[ParameterProblem]:
        known = self.parameter_names
        for name in self.data:
            if name not in known:
                message = _("There is no filter “%(name)s”.")
                message %= {"name": in_short(name)}
                yield ParameterProblem.with_guess(name, message, name, known)

    def _repeated(self) -> Iterator[ParameterProblem]:
        for name, values in self.data.lists():
            single = not isinstance(self.filters.get(name), Facet)
            if single and len(values) > 1 and name in self.parameter_names:
                yield ParameterProblem(
                    name, _("“%(name)s” can be given once.") % {"name": name}
                )

    def _invalid(self) -> Iterator[ParameterProblem]:
        for name, messages in self.form.errors.items():
            for message in messages:
                yield ParameterProblem(
                    name, f"{name}: {message}", self._nearest_value(name)
                )

    def _no_page(self) -> Iterator[ParameterProblem]:
        number = self.data.get("page") or "1"
        if not PAGE_NUMBER.fullmatch(number):
            message = _("page: “%(number)s” is not a page number.")
            yield ParameterProblem("page", message % {"number": in_short(number)}, "1")

    @cached_property
    def option_search_errors(self) -> list[ParameterProblem]:
        """What is typed to find values of a facet, and is no words."""
        return list(invalid_search_texts(self.option_searches))

    def _nearest_value(self, name: str) -> str:
        one = self.filters[name]
        if not isinstance(one, Facet):
            return ""
        known = [NOT_RECORDED, *(option.value for option in one.vocabulary())]
        wrong = [value for value in self.data.getlist(name) if value not in known]
        return nearest(wrong[0], known) if wrong else ""

    @property
    def active_values(self) -> dict[str, Any]:
        """The values that are given, by parameter; blank ones are not."""
        is_read = not self.has_too_many_values and not self.form.errors
        cleaned = self.form.cleaned_data if is_read else {}
        return {n: v for n, v in cleaned.items() if v not in (None, "", [])}

    def filter_queryset(self, queryset: Any) -> Any:
        if self.problems:
            return queryset.none()
        asked = {name: v for name, v in self.active_values.items() if name != "sort"}
        return self.apply_order(self._apply(queryset, asked))

    def apply_order(self, rows: Any) -> Any:
        """Rows in the order asked for; of a search, those that answer best first."""
        if "sort" in self.active_values:
            return self.filters["sort"].filter(rows, self.active_values["sort"])
        return (
            rows.by_relevance(self.active_values["q"])
            if "q" in self.active_values
            else rows
        )

    def page_slice(self, start: int, stop: int) -> Any:
        """The rows from one place in their order to another."""
        return self.qs[start:stop]

    @property
    def is_in_default_order(self) -> bool:
        """Whether the rows stand as the catalogue has them, so that groups hold."""
        return not {"q", "sort"} & self.active_values.keys()

    @property
    def qs(self) -> Any:
        if not hasattr(self, "_qs"):
            self._qs = self.filter_queryset(self.queryset.all())
        return self._qs

    @property
    def is_unfiltered(self) -> bool:
        """Whether nothing is asked that could leave a row out."""
        return not self.problems and self.active_values.keys() <= {"sort"}

    @property
    def count(self) -> int:
        """How many rows answer."""
        return self.total if self.is_unfiltered else int(self.qs.order_by().count())

    @property
    def estimated_count(self) -> int | None:
        """The same where counts of all rows tell it."""
        return None

    @cached_property
    def total(self) -> int:
        """How many rows there are."""
        return int(self.queryset.count())

    @property
    def freshness_source(self) -> Any:
        """Facts, or their sources, that tell how new the newest of the rows is."""
        return self.qs

    def _apply(self, rows: Any, chosen: dict[str, Any]) -> Any:
        for name, value in chosen.items():
            rows = self.filters[name].filter(rows, value)
        return rows

    def rows_excluding_facet(self, name: str) -> Any:
        """The rows with every filter applied but those of one facet."""
        return self.rows_excluding_filters(*self.facet_parameters[name])

    def rows_excluding_filters(self, *names: str) -> Any:
        """The rows with every filter applied but those named, in no order."""
        left = {*names, "sort"}
        others = {n: v for n, v in self.active_values.items() if n not in left}
        return self._apply(self.queryset.order_by().prefetch_related(None), others)

    def counts(self, name: str) -> dict[str, int]:
        """How many rows each value of a facet finds, with the other filters applied."""
        return self.filters[name].counts(self.rows_excluding_facet(name))

    def cached_counts(self, name: str) -> dict[str, int]:
        """The same, asked once."""
        if name not in self._counted:
            self._counted[name] = self.counts(name)
        return self._counted[name]

    @cached_property
    def _counted(self) -> dict[str, dict[str, int]]:
        return {}

    @cached_property
    def facets(self) -> list[FacetChoices]:
        """Each facet with exact counts: one grouped query each."""
        return [self.facet(name) for name in self.facet_names()]

    @cached_property
    def facet_parameters(self) -> dict[str, list[str]]:
        """The parameters of each facet."""
        return facet_parameters(self.filters)

    def facet_names(self) -> Iterator[str]:
        yield from self.facet_parameters

    def facet(self, name: str) -> FacetChoices:
        """One facet with its counts over what the other filters leave."""
        facet = self.filters[name]
        counts = {} if self.problems else self.cached_counts(name)
        chosen, excluded = (
            self.active_values.get(n, ()) for n in (name, f"not_{name}")
        )
        choices = FacetChoices(
            name,
            facet,
            build_options(facet, counts, chosen, excluded),
            minimum=self.active_values.get(f"{name}_min"),
            maximum=self.active_values.get(f"{name}_max"),
            is_open=any(n in self.active_values for n in self.facet_parameters[name]),
        )
        typed = "" if self.option_search_errors else self.data.get(FIND + name, "")
        limit_options(choices, typed.strip())
        return choices

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters, each with the way to drop it; an order is none."""
        return list(build_chips(self, but="sort"))

    @property
    def option_searches(self) -> dict[str, str]:
        """What is typed to narrow down the values of facets; it filters no rows."""
        words = {
            n: self.data[n]
            for n in self.parameter_names
            if n.startswith(FIND) and n in self.data
        }
        return {name: typed for name, typed in words.items() if typed.strip()}

    def query(self, changes: dict[str, Any] | None = None) -> str:
        """The canonical query string of what is chosen, with some changes."""
        chosen = self.active_values | (changes or {})
        if str(chosen.get("page")) == "1":
            del chosen["page"]
        query = QueryDict(mutable=True)
        for name in [*self.filters, *PAGE_PARAMETERS]:
            value = chosen.get(name)
            if isinstance(value, list):
                query.setlist(name, sorted(value))
            elif value not in (None, ""):
                query[name] = str(value)
        return query.urlencode()
