"""What a catalogue takes besides its facets: a search, an order and a year."""

import re
from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Func
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.text import did_you_mean, in_short

INTEGER = re.compile(r"0|-?[1-9]\d*", re.ASCII)


class StrictIntegerField(forms.IntegerField):
    """A whole number in plain digits, in the one way of writing it."""

    def to_python(self, value: Any) -> int | None:
        number: int | None = super().to_python(value)
        if number is not None and not INTEGER.fullmatch(str(value)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class YearField(StrictIntegerField):
    """A calendar year at whose end the facts are shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"min_value": 1900, "max_value": 2100} | kwargs))


class SearchFilter(django_filters.CharFilter):
    """The search box: all words, in the rules of mfgusa.catalogue.search.fields."""

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
                % {"word": in_short(value), "names": ", ".join(self.names)}
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
        # An index is read backwards only where no missing value has to come last.
        last = None if is_never_null(rows.model, column) else True
        return rows.order_by(order(nulls_last=last), *rows.model._meta.ordering)

    @property
    def usual(self) -> str:
        """What the rows are ordered by when nothing is asked."""
        first = self.model._meta.ordering[0]
        if isinstance(first, str):
            name = first.removeprefix("-").partition(LOOKUP_SEP)[0]
            return str(self.model._meta.get_field(name).verbose_name)
        return next(str(label) for path, label in self.sorts.values() if path == first)


def is_never_null(model: Any, column: F | Func) -> bool:
    """Whether each row has a value there; of what is not the row's own nobody knows."""
    parts = column.flatten() if isinstance(column, Func) else [column]
    names = {part.name for part in parts if isinstance(part, F)}
    return names <= {f.name for f in model._meta.concrete_fields if not f.null}


class AsOfFilter(django_filters.NumberFilter):
    """The rows as they stood at the end of a calendar year."""

    field_class = YearField

    def __init__(self) -> None:
        label = gettext_lazy("As it stood at the end of")
        super().__init__(label=label, localize=False)

    def filter(self, rows: Any, year: int | None) -> Any:
        return rows if year is None else rows.as_of(year)
