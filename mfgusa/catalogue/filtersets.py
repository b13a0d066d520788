"""The one FilterSet of a catalogue: page, counts, downloads and API all use it.

The grammar is strict: what it does not know is refused with the nearest name. Inside
a facet values are alternatives, between facets all must hold, `not_` excludes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.facets import NOT_RECORDED, Facet, Option, YearFacet, nested
from mfgusa.tables.columns import did_you_mean, nearest

PAGE_PARAMETERS = ("page",)
PAGE_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)


@dataclass
class Problem:
    """Why an address is refused: which parameter, and the nearest that would do."""

    name: str
    message: str
    nearest: str = ""


@dataclass
class FacetChoices:
    """A facet as the page shows it: its options with counts, and its range."""

    name: str
    title: str
    options: list[Option]
    minimum: Any = None
    maximum: Any = None
    is_range: bool = False
    is_open: bool = False


@dataclass
class Chip:
    """One active filter, and the query that is left without it."""

    title: str
    label: str
    query: str
    excluded: bool = False


class SearchFilter(django_filters.CharFilter):
    """The search box: all words, in the rules of mfgusa.catalogue.search."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)  # As much as a search reads.

    def filter(self, rows: Any, words: str) -> Any:
        return rows.search(words) if words else rows


class SortField(forms.CharField):
    """The name of a column, with a minus for the other way round."""

    def __init__(self, *, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names = list(names)

    def validate(self, value: str) -> None:
        if value and value.removeprefix("-") not in self.names:
            raise ValidationError(
                _("“%(word)s” is not something to sort by; there are: %(names)s.")
                % {"word": value, "names": ", ".join(self.names)}
                + did_you_mean(value.removeprefix("-"), self.names)
            )


class SortFilter(django_filters.Filter):
    """Puts the rows in order; what is not recorded comes last both ways."""

    field_class = SortField

    def __init__(self, **sorts: tuple[Any, Any]) -> None:
        super().__init__(label=gettext_lazy("Sort"), names=sorts)
        self.sorts = sorts

    def filter(self, rows: Any, value: str) -> Any:
        if not value:
            return rows
        path = self.sorts[value.removeprefix("-")][0]
        column = F(path) if isinstance(path, str) else path
        order = column.desc if value.startswith("-") else column.asc
        return rows.order_by(order(nulls_last=True), *rows.model._meta.ordering)


class FacetedFilterSet(django_filters.FilterSet):
    """A catalogue's filters, declared once."""

    @classmethod
    def get_filters(cls) -> Any:
        filters = {}
        for name, one in super().get_filters().items():
            filters[name] = one
            if isinstance(one, Facet):
                filters |= one.twins(name)
        return filters

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything in the address that is not understood; empty when all is well."""
        return [
            *self._unknown(),
            *self._repeated(),
            *self._invalid(),
            *self._no_page(),
        ]

    def _unknown(self) -> Iterator[Problem]:
        known = [*self.filters, *PAGE_PARAMETERS]
        for name in self.data:
            if name not in known:
                message = _("There is no filter “%(name)s”.") % {"name": name}
                yield Problem(
                    name, message + did_you_mean(name, known), nearest(name, known)
                )

    def _repeated(self) -> Iterator[Problem]:
        for name, values in self.data.lists():
            single = not isinstance(self.filters.get(name), Facet)
            if single and len(values) > 1 and name in [*self.filters, *PAGE_PARAMETERS]:
                yield Problem(name, _("“%(name)s” can be given once.") % {"name": name})

    def _invalid(self) -> Iterator[Problem]:
        for name, messages in self.form.errors.items():
            for message in messages:
                yield Problem(name, f"{name}: {message}", self._nearest_value(name))

    def _no_page(self) -> Iterator[Problem]:
        number = self.data.get("page") or "1"
        if not PAGE_NUMBER.fullmatch(number):
            message = _("page: “%(number)s” is not a page number.")
            yield Problem("page", message % {"number": number[:20]}, "1")

    def _nearest_value(self, name: str) -> str:
        one = self.filters[name]
        if not isinstance(one, Facet):
            return ""
        known = [NOT_RECORDED, *(option.value for option in one.vocabulary())]
        wrong = [value for value in self.data.getlist(name) if value not in known]
        return nearest(wrong[0], known) if wrong else ""

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that are given, by parameter; blank ones are not."""
        cleaned = self.form.cleaned_data if not self.form.errors else {}
        return {n: v for n, v in cleaned.items() if v not in (None, "", [])}

    def filter_queryset(self, queryset: Any) -> Any:
        if self.problems:
            return queryset.none()
        queryset = self._apply(queryset, self.chosen)
        words = self.chosen.get("q")
        if words and "sort" not in self.chosen:
            return queryset.by_relevance(words)
        return queryset

    @property
    def qs(self) -> Any:
        if not hasattr(self, "_qs"):
            self._qs = self.filter_queryset(self.queryset.all())
        return self._qs

    def _apply(self, rows: Any, chosen: dict[str, Any]) -> Any:
        for name, value in chosen.items():
            rows = self.filters[name].filter(rows, value)
        return rows

    def rows_without(self, name: str) -> Any:
        """The rows with every filter applied but those of one facet."""
        own = {name, *self.filters[name].twins(name), "sort"}
        others = {n: v for n, v in self.chosen.items() if n not in own}
        return self._apply(self.queryset.order_by().prefetch_related(None), others)

    @cached_property
    def facets(self) -> list[FacetChoices]:
        """Each facet with exact counts: one grouped query each."""
        return [
            self._facet(name, one)
            for name, one in self.filters.items()
            if isinstance(one, Facet) and not one.exclude
        ]

    def _facet(self, name: str, facet: Facet) -> FacetChoices:
        counts = {} if self.problems else facet.counts(self.rows_without(name))
        options = self._options(name, facet, counts)
        is_range = isinstance(facet, YearFacet)
        return FacetChoices(
            name,
            str(facet.label),
            [option for option in nested(options) if option.shown],
            minimum=self.chosen.get(f"{name}_min") if is_range else None,
            maximum=self.chosen.get(f"{name}_max") if is_range else None,
            is_range=is_range,
            is_open=any(n in self.chosen for n in (name, *facet.twins(name))),
        )

    def _options(self, name: str, facet: Facet, counts: dict[str, int]) -> list[Option]:
        missing = Option(NOT_RECORDED, _("Not recorded"))
        options = [*self.filters[name].vocabulary(), missing]
        for option in options:
            option.count = counts.get(option.value, 0)
            option.chosen = option.value in self.chosen.get(name, ())
            option.excluded = option.value in self.chosen.get(f"not_{name}", ())
        return [option for option in options if option.shown]

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters, each with the way to drop it."""
        return [
            chip for name, v in self.chosen.items() for chip in self._chips(name, v)
        ]

    def _chips(self, name: str, value: Any) -> Iterator[Chip]:
        if name == "sort":
            return
        one = self.filters[name]
        if not isinstance(one, Facet):
            yield Chip(self._title(name), str(value), self.query({name: None}))
            return
        labels = {
            option.value: option.label for option in self.filters[name].vocabulary()
        }
        labels[NOT_RECORDED] = _("Not recorded")
        for word in value:
            rest = [other for other in value if other != word]
            query = self.query({name: rest})
            yield Chip(str(one.label), labels[word], query, excluded=one.exclude)

    def _title(self, name: str) -> str:
        facet = self.filters.get(name.removesuffix("_min").removesuffix("_max"))
        own = str(self.filters[name].label)
        return f"{facet.label}, {own.lower()}" if facet and name != "q" else own

    def query(self, changes: dict[str, Any] | None = None) -> str:
        """The canonical query string of what is chosen, with some changes."""
        chosen = self.chosen | (changes or {})
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
