"""The strict grammar of the address of a catalogue.

An unknown name or value is refused with the nearest valid one, and a valid address has
one canonical spelling.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.errors import (
    ParameterProblem,
    invalid_search_texts,
    too_many_values,
)
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.parameters import repeated_parameter
from mfgusa.catalogue.filters.ranges import BoundedFacet
from mfgusa.text import shorten

PAGE_PARAMETERS = ("page",)
FIND = "find_"  # Before the name of a facet: a text that its shown values match.
SPAN = re.compile(r"(\d{1,18}) *[-–] *(\d{1,18})", re.ASCII)  # noqa: RUF001
PAGE_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
Values = dict[str, Any]  # Any: cleaned values by parameter; each filter has its type.


class StrictFilterSet(django_filters.FilterSet):
    """Filters of which no parameter is ignored."""

    base_filters: dict[str, django_filters.Filter]

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
    def facet_parameters(self) -> dict[str, list[str]]:
        """The parameters of each facet."""
        return parameters_by_facet(self.filters)

    def facet_names(self) -> Iterator[str]:
        """The names of the facets, in their order."""
        yield from self.facet_parameters

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


def encode_parameter(name: str, value: Any) -> str:
    """A parameter of a canonical query string; blank if it says nothing."""
    if value in (None, "", []) or (name, str(value)) == ("page", "1"):
        return ""
    values = sorted(value) if isinstance(value, list) else [str(value)]
    return urlencode([(name, each) for each in values])


def parameters_by_facet(
    filters: Mapping[str, django_filters.Filter],
) -> dict[str, list[str]]:
    """The parameters of each facet: its own name and the names it derives."""
    return {
        name: [name, *facet.derived_names(name)]
        for name, facet in filters.items()
        if isinstance(facet, Facet) and not facet.exclude
    }
