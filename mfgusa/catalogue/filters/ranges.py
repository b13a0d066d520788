"""Facets of numbers and dates: from, to, and whether anything is recorded."""

from typing import Any

import django_filters
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Left
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import StrictIntegerField
from mfgusa.catalogue.filters.vocabulary import (
    NOT_RECORDED,
    RECORDED,
    number_vocabulary,
    presence_vocabulary,
)
from mfgusa.fields.partial_dates import end_of

MAX_BIGINT = 2**63 - 1


class BoundFilter(django_filters.NumberFilter):
    """From or to a number."""

    field_class = StrictIntegerField
    low, high = 0, MAX_BIGINT

    def __init__(self, field_name: str, *, upper: bool) -> None:
        super().__init__(
            field_name,
            label=_("To") if upper else _("From"),
            min_value=self.low,
            max_value=self.high,
            localize=False,
        )
        self.upper = upper

    def filter(self, rows: Any, number: int | None) -> Any:
        return rows if number is None else rows.filter(self.condition(number))

    def condition(self, number: int) -> Q:
        return Q(**{f"{self.field_name}__{'lte' if self.upper else 'gte'}": number})


class YearBoundFilter(BoundFilter):
    """From or to a year, on a partial date."""

    low, high = 1000, 9999

    def condition(self, number: int) -> Q:
        if self.upper:
            return Q(**{f"{self.field_name}__lte": end_of(number)})
        return Q(**{f"{self.field_name}__gte": str(number)})


class OverlapFilter(django_filters.Filter):
    """From or to, on rows that have a first and a last; one of them may be missing."""

    def __init__(self, bound: BoundFilter, other: str) -> None:
        super().__init__(bound.field_name, label=bound.label)
        self.bound, self.other = bound, other

    @property
    def field(self) -> Any:
        return self.bound.field

    def filter(self, rows: Any, number: int | None) -> Any:
        if number is None:
            return rows
        either = f"{self.field_name}_or_{self.other}"
        edge = {either: Coalesce(self.field_name, self.other)}
        bound = type(self.bound)
        return bound(either, upper=self.bound.upper).filter(rows.alias(**edge), number)


class BoundedFacet(Facet):
    """A facet with a lower and an upper bound, in the parameters `_min` and `_max`."""

    is_range = True
    limit = None
    unit: Any = ""  # Said below the bounds.
    bound: type[BoundFilter] = BoundFilter

    def derived_filters(self, name: str) -> dict[str, django_filters.Filter]:
        return super().derived_filters(name) | {
            f"{name}_min": self.bound(self.field_name, upper=False),
            f"{name}_max": self.bound(self.field_name, upper=True),
        }


class YearFacet(BoundedFacet):
    """The years of a partial date: single ones, or a range."""

    bound = YearBoundFilter

    def __init__(self, field_name: str, *, label: Any, **kwargs: Any) -> None:
        kwargs = {"vocabulary": number_vocabulary(1900, 2100)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def _match(self, path: str, parent: str, values: list[str]) -> Q:
        words = [value for value in values if value != NOT_RECORDED]
        match = Q(*(Q(**{f"{path}__startswith": v}) for v in words), _connector=Q.OR)
        if NOT_RECORDED in values:
            match |= Q(**{f"{path}__isnull": True})
        return match

    def expression(self) -> Any:
        return Left(self.field_name, 4)


class NumberFacet(BoundedFacet):
    """Whole numbers that are few: single ones, or a range."""

    def __init__(
        self, field_name: str, *, label: Any, first: int = 0, last: int = 99, **kw: Any
    ) -> None:
        kw = {"vocabulary": number_vocabulary(first, last)} | kw
        super().__init__(field_name, label=label, **kw)

    def _match(self, path: str, parent: str, values: list[str]) -> Q:
        whole = [int(value) for value in values if value != NOT_RECORDED]
        match = Q(**{f"{path}__in": whole})
        if NOT_RECORDED in values:
            match |= Q(**{f"{path}__isnull": True})
        return match

    def expression(self) -> Any:
        return Cast(self.field_name, models.TextField())


class PresenceFacet(Facet):
    """Whether something is recorded."""

    limit = None

    def __init__(self, field_name: str, *, label: Any, **kwargs: Any) -> None:
        kwargs = {"vocabulary": presence_vocabulary()} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that may hold it; one is enough."""
        return (self.field_name,)

    def missing(self) -> Q:
        match = Q()
        for name in self.fields:
            match &= self._blank(name)
        return match

    def _blank(self, name: str) -> Q:
        return Q(**{f"{name}__isnull": True})

    def condition(self, model: Any, values: list[str]) -> Q:
        conditions = {NOT_RECORDED: self.missing(), RECORDED: ~self.missing()}
        return Q(*(conditions[value] for value in values), _connector=Q.OR)

    def expression(self) -> Any:
        return Case(When(self.missing(), Value(NOT_RECORDED)), default=Value(RECORDED))


class LinkedFacet(PresenceFacet):
    """Whether any of `rows` leads to the row; `field_name` is their way to it."""

    def __init__(self, field_name: str, *, rows: Any, label: Any, **kwargs: Any):
        self.rows = rows
        super().__init__(field_name, label=label, **kwargs)

    def init_kwargs(self) -> dict[str, Any]:
        return super().init_kwargs() | {"rows": self.rows}

    def missing(self) -> Q:
        return Q(~Exists(self.rows.filter(**{self.field_name: OuterRef("pk")})))


class TextPresenceFacet(PresenceFacet):
    """Whether a text is recorded; a blank one is not."""

    def _blank(self, name: str) -> Q:
        return Q(**{name: ""})


class RangeFacet(BoundedFacet, PresenceFacet):
    """A range of numbers that are many, or of rows with a first and a last number."""

    def __init__(
        self,
        field_name: str,
        *,
        label: Any,
        last_name: str = "",
        unit: Any = "",
        **kwargs: Any,
    ) -> None:
        self.last_name, self.unit = last_name, unit
        super().__init__(field_name, label=label, **kwargs)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for name in (self.field_name, self.last_name) if name)

    def init_kwargs(self) -> dict[str, Any]:
        return super().init_kwargs() | {"last_name": self.last_name, "unit": self.unit}

    def derived_filters(self, name: str) -> dict[str, django_filters.Filter]:
        twins = super().derived_filters(name)
        if self.last_name:
            first, last = self.field_name, self.last_name
            from_, to = (self.bound(last, upper=False), self.bound(first, upper=True))
            twins[f"{name}_min"] = OverlapFilter(from_, first)
            twins[f"{name}_max"] = OverlapFilter(to, last)
        return twins


class YearsFacet(RangeFacet):
    """A range of years, on rows with a first and a last partial date."""

    bound = YearBoundFilter
