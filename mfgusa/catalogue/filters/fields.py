"""What a catalogue accepts besides its facets: a search, an order and a year."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.search.fields import SearchableQuerySet
from mfgusa.text import did_you_mean, shorten

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

INTEGER = re.compile(r"0|-?[1-9]\d*", re.ASCII)
Searchable = TypeVar("Searchable", bound=SearchableQuerySet[models.Model])


class HasAsOf(Protocol):
    """Rows that know how they stood at the end of a calendar year."""

    def as_of(self, year: int) -> "HasAsOf": ...


class StrictIntegerField(forms.IntegerField):
    """A whole number in plain digits, in its one spelling."""

    def to_python(self, value: Any) -> int | None:
        number: int | None = super().to_python(value)
        if number is not None and not INTEGER.fullmatch(str(value)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class YearField(StrictIntegerField):
    """A calendar year, at whose end the facts are shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"min_value": 1900, "max_value": 2100} | kwargs))


class SearchFilter(django_filters.CharFilter):
    """The search box: all words, by the rules of mfgusa.catalogue.search.fields."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)  # As much as a search reads.

    def filter(self, rows: Searchable, words: str) -> Searchable:
        """The rows that have every word."""
        return rows.search(words) if words else rows

    def order(self, rows: Searchable, words: str) -> Searchable:
        """The rows, the best matches first."""
        return rows.by_relevance(words)


class SortField(forms.CharField):
    """The name of a sort, with a minus for descending order."""

    def __init__(self, *, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names = list(names)

    def validate(self, value: str) -> None:
        """Refuse a name that is not a sort. Raises ValidationError."""
        if value and value.removeprefix("-") not in self.names:
            raise ValidationError(
                _("“%(word)s” is not something to sort by; there are: %(names)s.")
                % {"word": shorten(value), "names": ", ".join(self.names)}
                + did_you_mean(value.removeprefix("-"), self.names)
            )


class SortFilter(django_filters.Filter):
    """Orders the rows; those without a value come last in both directions.

    `sorts` maps names to a path or an expression, and a label.
    """

    field_class = SortField

    def __init__(self, **sorts: tuple[str | F | Func, "StrOrPromise"]) -> None:
        super().__init__(label=gettext_lazy("Sort"), names=sorts)
        self.sorts = sorts

    def filter(
        self, rows: models.QuerySet[models.Model], value: str
    ) -> models.QuerySet[models.Model]:
        """The rows in the order of a sort, then in the order of the model."""
        if not value:
            return rows
        path = self.sorts[value.removeprefix("-")][0]
        column = F(path) if isinstance(path, str) else path
        order = column.desc if value.startswith("-") else column.asc
        # An index is read backwards only where NULLs need not come last.
        nulls_last = None if is_never_null(rows.model, column) else True
        ordering = rows.model._meta.ordering or ()
        return rows.order_by(order(nulls_last=nulls_last), *ordering)

    @property
    def default_label(self) -> str:
        """The label of the order that applies without a choice."""
        first = self.model._meta.ordering[0]
        if isinstance(first, str):
            name = first.removeprefix("-").partition(LOOKUP_SEP)[0]
            return str(self.model._meta.get_field(name).verbose_name)
        return next(str(label) for path, label in self.sorts.values() if path == first)


def is_never_null(model: type[models.Model], column: F | Func) -> bool:
    """Whether an expression uses only columns of the model that are NOT NULL."""
    # Any: the type stubs do not know `F.name`.
    parts: Iterable[Any] = column.flatten() if isinstance(column, Func) else [column]
    names = {part.name for part in parts if hasattr(part, "name")}
    return names <= {f.name for f in model._meta.concrete_fields if not f.null}


class AsOfFilter(django_filters.NumberFilter):
    """The rows as they stood at the end of a calendar year."""

    field_class = YearField

    def __init__(self) -> None:
        label = gettext_lazy("As it stood at the end of")
        super().__init__(label=label, localize=False)

    def filter(self, rows: HasAsOf, year: int | None) -> HasAsOf:
        """The rows as of a year; all rows without one."""
        return rows if year is None else rows.as_of(year)
