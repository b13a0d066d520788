"""Facets of numbers and dates: from, to, and whether anything is recorded."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import django_filters
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Left
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.facet_index.row_sets import RowSet, union
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.facet import Facet, IndexedFilter
from mfgusa.catalogue.filters.fields import StrictIntegerField
from mfgusa.catalogue.filters.gaps import can_be_empty
from mfgusa.catalogue.filters.vocabulary import (
    NOT_RECORDED,
    RECORDED,
    number_vocabulary,
    presence_vocabulary,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_BIGINT = 2**63 - 1
M = TypeVar("M", bound=models.Model)


class BoundFilter(django_filters.NumberFilter):
    """The lower or the upper bound of a number."""

    field_class = StrictIntegerField
    do_not_call_in_templates = True  # A template reads `low` and `high` of the class.
    low, high = 0, MAX_BIGINT
    reversed_message = _("%(title)s: From (%(low)s) is greater than To (%(high)s).")

    def __init__(self, field_name: str, *, upper: bool) -> None:
        super().__init__(
            field_name,
            label=_("To") if upper else _("From"),
            min_value=self.low,
            max_value=self.high,
            localize=False,
        )
        self.upper = upper

    def filter(
        self, rows: models.QuerySet[M], number: int | None
    ) -> models.QuerySet[M]:
        """The rows within the bound; all rows without one."""
        if number is None:
            return rows
        lookup = "lte" if self.upper else "gte"
        return rows.filter(**{f"{self.field_name}__{lookup}": number})


class ValueBoundFilter(BoundFilter, IndexedFilter):
    """The lower or the upper bound of a number whose values the index has."""

    def row_set(self, number: int) -> RowSet:
        """The rows with a value within the bound."""
        return union(
            rows
            for value, rows in self.parent.sets(self.facet_name).items()
            if value.isdecimal() and self.includes(int(value), number)
        )

    def includes(self, value: int, number: int) -> bool:
        """Whether a value is within the bound."""
        return value <= number if self.upper else value >= number


class YearBoundFilter(ValueBoundFilter):
    """The first or the last year of those whose values the index has."""

    low, high = 1000, 9999
    reversed_message = _("%(title)s: From (%(low)s) is after To (%(high)s).")


class SpanBoundFilter(ValueBoundFilter):
    """A bound on rows that have a first and a last value, one of which may be NULL.

    With both bounds, the rows whose span overlaps the range are left. The index has the
    values of the end of the span that the bound is compared with.
    """

    is_indexed = True
    is_gap_of_whole = False

    def __init__(self, field_name: str, fallback: str, *, upper: bool) -> None:
        super().__init__(field_name, upper=upper)
        self.fallback = fallback

    def paths(self) -> Iterator[str]:
        """The lookup paths of both ends."""
        yield from (str(self.field_name), self.fallback)

    def expression(self) -> Combinable:
        """The end of a row; the other one stands in for NULL."""
        return Coalesce(self.field_name, self.fallback)


class YearSpanBoundFilter(SpanBoundFilter):
    """The same for years, of which the ends are partial dates."""

    low, high = YearBoundFilter.low, YearBoundFilter.high
    reversed_message = YearBoundFilter.reversed_message

    def expression(self) -> Combinable:
        """The year of the end of a row."""
        return Left(super().expression(), 4)


class BoundedFacet(Facet):
    """A facet with a lower and an upper bound, in the parameters `_min` and `_max`."""

    is_range = True
    limit = None
    unit: "StrOrPromise" = ""  # Shown below the bounds.
    bound: type[BoundFilter] = BoundFilter

    def derived_names(self, name: str) -> list[str]:
        """The names of the exclusion and of the two bounds."""
        return [*super().derived_names(name), f"{name}_min", f"{name}_max"]

    def derived_filters(self, name: str) -> dict[str, django_filters.Filter]:
        """The exclusion and the two bounds."""
        return super().derived_filters(name) | {
            f"{name}_min": self.bound_filter(upper=False),
            f"{name}_max": self.bound_filter(upper=True),
        }

    def bound_filter(self, *, upper: bool) -> BoundFilter:
        """The lower or the upper bound."""
        return self.bound(self.field_name, upper=upper)

    def reversed_bounds(self, name: str, low: int, high: int) -> ParameterProblem:
        """The problem of a lower bound that is above the upper one."""
        values = {"title": self.label, "low": low, "high": high}
        message = self.bound.reversed_message % values
        return ParameterProblem(f"{name}_min", message, value=str(low))


class YearFacet(BoundedFacet):
    """The years of a partial date: single ones, or a range."""

    bound = YearBoundFilter

    def __init__(
        self, field_name: str, *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": number_vocabulary(1900, 2100)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def expression(self) -> Combinable:
        """The year of a row."""
        return Left(self.field_name, 4)


class NumberFacet(BoundedFacet):
    """Whole numbers with few distinct values: single ones, or a range."""

    bound = ValueBoundFilter

    def __init__(
        self,
        field_name: str,
        *,
        label: "StrOrPromise",
        first: int = 0,
        last: int = 99,
        **kwargs: Any,
    ) -> None:
        kwargs = {"vocabulary": number_vocabulary(first, last)} | kwargs
        super().__init__(field_name, label=label, **kwargs)


class PresenceFacet(Facet):
    """Whether something is recorded."""

    limit = None

    def __init__(
        self, field_name: str, *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": presence_vocabulary()} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that may have a value; one with a value is enough."""
        return (self.field_name,)

    def has_gap(self) -> bool:
        """Whether all columns of a row can be without a value."""
        return all(can_be_empty(self.parent.queryset, name) for name in self.fields)

    def missing(self) -> Q:
        """The condition that no column has a value."""
        match = Q()
        for name in self.fields:
            match &= self._blank(name)
        return match

    def _blank(self, name: str) -> Q:
        return Q(**{f"{name}__isnull": True})

    def paths(self) -> Iterator[str]:
        """The lookup paths of the columns."""
        yield from self.fields

    def expression(self) -> Combinable:
        """The value “recorded” or “not recorded” of a row."""
        return Case(When(self.missing(), Value(NOT_RECORDED)), default=Value(RECORDED))


class LinkedFacet(PresenceFacet):
    """Whether any of `rows` refers to the row; `field_name` is their path to it."""

    def __init__(
        self,
        field_name: str,
        *,
        rows: models.QuerySet[models.Model],
        label: "StrOrPromise",
        **kwargs: Any,
    ) -> None:
        self.rows = rows
        super().__init__(field_name, label=label, **kwargs)

    def init_kwargs(self) -> dict[str, Any]:
        """The keyword arguments of the base class, and the rows."""
        return super().init_kwargs() | {"rows": self.rows}

    def has_gap(self) -> bool:
        """Always: there may be no row that refers to the row."""
        return True

    def paths(self) -> Iterator[str]:
        """The lookup paths from the row to the columns of those that refer to it."""
        model: Any = self.rows.model  # Any: a model, and whatever a path leads to.
        steps: list[str] = []
        for step in self.field_name.split(LOOKUP_SEP):
            field = model._meta.get_field(step)
            steps.insert(0, field.related_query_name())
            model = field.related_model
        path = LOOKUP_SEP.join(steps)
        for column in self.rows.model._meta.concrete_fields:
            yield f"{path}{LOOKUP_SEP}{column.name}"

    def missing(self) -> Q:
        """The condition that none of the rows refers to the row."""
        return Q(~Exists(self.rows.filter(**{self.field_name: OuterRef("pk")})))


class TextPresenceFacet(PresenceFacet):
    """Whether a text is recorded; a blank one is not."""

    def _blank(self, name: str) -> Q:
        return Q(**{name: ""})


class RangeFacet(BoundedFacet, PresenceFacet):
    """A range of numbers with many values."""

    def __init__(
        self,
        field_name: str,
        *,
        label: "StrOrPromise",
        unit: "StrOrPromise" = "",
        **kwargs: Any,
    ) -> None:
        self.unit = unit
        super().__init__(field_name, label=label, **kwargs)

    def init_kwargs(self) -> dict[str, Any]:
        """The keyword arguments of the base classes, and the unit."""
        return super().init_kwargs() | {"unit": self.unit}


class SpanFacet(BoundedFacet, PresenceFacet):
    """A range of whole numbers, on rows with a first and a last one."""

    bound = SpanBoundFilter

    def __init__(
        self, field_name: str, last_name: str, *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        self.last_name = last_name
        super().__init__(field_name, label=label, **kwargs)

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of the first and of the last value."""
        return (self.field_name, self.last_name)

    def init_kwargs(self) -> dict[str, Any]:
        """The keyword arguments of the base classes, and the last column."""
        return super().init_kwargs() | {"last_name": self.last_name}

    def bound_filter(self, *, upper: bool) -> BoundFilter:
        """The bound, by the end of a row that it is compared with."""
        names = self.fields if upper else self.fields[::-1]
        return self.bound(*names, upper=upper)


class YearsFacet(SpanFacet):
    """A range of years, on rows with a first and a last partial date."""

    bound = YearSpanBoundFilter
