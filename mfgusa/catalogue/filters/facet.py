"""A filter by the values of a column, of which each value is counted."""

from collections.abc import Iterable, Iterator
from copy import copy
from typing import TYPE_CHECKING, Any, Self, TypeVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from mfgusa.catalogue.facet_index.row_sets import RowSet, union
from mfgusa.catalogue.filters.gaps import can_be_empty
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Option, Vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DEFAULT_LIMIT = 12  # Options shown of a facet that has more, beside a search box.
M = TypeVar("M", bound=models.Model)
Rows = models.QuerySet[Any]  # Any: a facet works on the rows of any model.


class FacetField(forms.MultipleChoiceField):
    """Several values of a facet, which are loaded only if any are given."""

    widget = forms.SelectMultiple

    def __init__(self, *, facet: "Facet", **kwargs: Any) -> None:
        kwargs.pop("empty_label", None)
        super().__init__(**kwargs)
        self.facet = facet

    def to_python(self, value: Any) -> list[str]:
        """The values without blanks and repetitions."""
        return list(dict.fromkeys(v for v in super().to_python(value) if v))

    def validate(self, value: list[str]) -> None:
        """Refuse a value that is not one of the facet. Raises ValidationError."""
        if value and self.facet.unknown(value):
            raise ValidationError(self.error_messages["invalid_choice"])


class IndexedFilter(django_filters.Filter):
    """A filter that the sets of the catalogue answer, and no SQL.

    `facet_name` is the facet whose sets it uses.
    """

    facet_name = ""
    is_indexed = False  # Whether the index of the catalogue has sets by its name.

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """The filter for another FilterSet; what it is made of is shared."""
        clone = copy(self)
        clone.extra = {**self.extra}
        return clone

    def row_set(self, value: Any) -> RowSet:
        """The rows that have a value."""
        raise NotImplementedError

    def narrow(self, rows: RowSet, value: Any) -> RowSet:
        """Those of some rows that the filter leaves."""
        matches = self.row_set(value)
        return rows - matches if self.exclude else rows & matches


class Facet(IndexedFilter):
    """A filter by the values of a column, or of a column of linked rows.

    `field_name` is the path to the value. A row has the values of all its linked rows.
    With `parent_path`, a value finds the rows of its children too. A row without a
    value, or with a linked row without one, is “not recorded”; with
    `is_gap_of_whole`, only a row without any value.
    """

    field_class = FacetField
    is_range = False
    is_indexed = True
    is_gap_of_whole = False
    limit: int | None = DEFAULT_LIMIT

    def __init__(
        self,
        field_name: str,
        *,
        label: "StrOrPromise",
        vocabulary: Vocabulary,
        parent_path: str = "",
        **kwargs: Any,
    ) -> None:
        self.vocabulary, self.parent_path = vocabulary, parent_path
        super().__init__(field_name, label=label, **kwargs)
        self.extra["facet"] = self  # For the field.

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        clone = super().__deepcopy__(memo)
        clone.extra["facet"] = clone
        return clone

    def init_kwargs(self) -> dict[str, Any]:
        """The keyword arguments that make another facet like this one."""
        return {
            "label": self.label,
            "vocabulary": self.vocabulary,
            "parent_path": self.parent_path,
        }

    def has_gap(self) -> bool:
        """Whether rows can lack a value; only then `not-recorded` is a value."""
        return can_be_empty(self.parent.queryset, str(self.field_name))

    def values(self) -> list[str]:
        """Every value that an address may give."""
        values = [option.value for option in self.vocabulary()]
        return [NOT_RECORDED, *values] if self.has_gap() else values

    def unknown(self, values: Iterable[str]) -> list[str]:
        """Those of some values that are none of the facet."""
        known = set(self.values())
        return [value for value in dict.fromkeys(values) if value not in known]

    def closest_value(self, word: str) -> str:
        """The value that a word most likely stands for; blank if there is none."""
        options = [Option(NOT_RECORDED, NOT_RECORDED)] if self.has_gap() else []
        return self.vocabulary.closest(word, options)

    def derived_names(self, name: str) -> list[str]:
        """The names of the further filters that the facet `name` declares."""
        return [f"not_{name}"]

    def derived_filters(self, name: str) -> dict[str, django_filters.Filter]:
        """The further filters that the facet `name` declares, by `derived_names`."""
        exclusion = type(self)(self.field_name, exclude=True, **self.init_kwargs())
        return {f"not_{name}": exclusion}

    def row_set(self, values: list[str]) -> RowSet:
        """The rows that have any of the values."""
        sets = self.parent.sets(self.facet_name)
        return union(sets[value] for value in values if value in sets)

    def paths(self) -> Iterator[str]:
        """The lookup paths of the columns that the values are read from."""
        yield str(self.field_name)
        if self.parent_path:
            yield self.parent_path

    def expression(self) -> Combinable:
        """The value of a row, or each of its values."""
        if self.parent_path:
            return WithParent(F(self.field_name), F(self.parent_path))
        return F(self.field_name)


class WithParent(Func):
    """A value and its parent as two rows; one row if there is no parent."""

    template = (
        "unnest(CASE WHEN %(parent)s IS NULL THEN ARRAY[%(child)s]::text[] "
        "ELSE ARRAY[%(child)s, %(parent)s]::text[] END)"
    )
    set_returning = True
    output_field = models.TextField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The SQL, in which the parent occurs twice and so do its parameters."""
        (child, child_params), (parent, parent_params) = (
            compiler.compile(source) for source in self.get_source_expressions()
        )
        sql = self.template % {"child": child, "parent": parent}
        return sql, (*parent_params, *child_params, *child_params, *parent_params)
