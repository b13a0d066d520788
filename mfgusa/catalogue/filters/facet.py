"""A filter over one column that counts the rows of each of its values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Exists, F, Func, OuterRef, Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

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


class Facet(django_filters.Filter):
    """A filter over one column, or over one column of linked rows.

    `field_name` is the path to the value. If its first step leads to many rows, the
    linked rows are tested with EXISTS, so that no join repeats a row. With
    `parent_path`, a value finds the rows of its children too.
    """

    field_class = FacetField
    is_range = False
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
        self.extra["facet"] = self  # For the field; a copy of the facet has itself.

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

    def filter(self, rows: models.QuerySet[M], values: list[str]) -> models.QuerySet[M]:
        """The rows that have one of the values; those that have none if excluding."""
        if not values:
            return rows
        condition = self.condition(rows.model, values)
        return rows.filter(~condition if self.exclude else condition)

    def condition(self, model: type[models.Model], values: list[str]) -> Q | Exists:
        """The condition that a row has one of the values."""
        relation = RelationPath.of(model, self.field_name)
        if relation is None:
            return self._match(self.field_name, self.parent_path, values)
        linked = relation.rows()
        path = relation.inner_path(self.field_name)
        parent = relation.inner_path(self.parent_path)
        exists = Exists(linked.filter(self._match(path, parent, values)))
        return exists | ~Exists(linked) if NOT_RECORDED in values else exists

    def _match(self, path: str, parent: str, values: list[str]) -> Q:
        recorded = [value for value in values if value != NOT_RECORDED]
        match = Q(**{f"{path}__in": recorded})
        if parent:
            match |= Q(**{f"{parent}__in": recorded})
        if NOT_RECORDED in values:
            match |= Q(**{f"{path}__isnull": True}) | Q(**{path: ""})
        return match

    def expression(self) -> Combinable:
        """The value of a row, or each of its values."""
        if self.parent_path:
            return WithParent(F(self.field_name), F(self.parent_path))
        return F(self.field_name)

    def counts(self, rows: Rows) -> dict[str, int]:
        """The number of rows that have each value: one grouped query."""
        groups = (
            rows.order_by()
            .annotate(facet_value=self.expression())
            .values("facet_value")
            .annotate(row_count=Count("pk", distinct=True))
        )
        counts: dict[str, int] = {}
        for value, row_count in groups.values_list("facet_value", "row_count"):
            key = value or NOT_RECORDED
            counts[key] = counts.get(key, 0) + row_count
        return counts


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


@dataclass(frozen=True)
class RelationPath:
    """The first step of a lookup path, if it leads to many rows."""

    through: type[models.Model]
    back: str  # The field of `through` that refers to the outer row.
    forward: str  # The field to the far row, if `through` joins two tables.

    @classmethod
    def of(cls, model: type[models.Model], path: str) -> "RelationPath | None":
        """The relation at the start of a path; None if it leads to one row at most."""
        first, separator, _rest = path.partition(LOOKUP_SEP)
        if not separator:  # A column, or an annotation.
            return None
        field: Any = model._meta.get_field(first)  # Any: a field or a relation.
        if field.one_to_many:
            return cls(field.related_model, field.field.name, "")
        if not field.many_to_many:
            return None
        forward_field = field.field if field.auto_created else field
        back = forward_field.m2m_field_name()
        forward = forward_field.m2m_reverse_field_name()
        if field.auto_created:  # The reverse side of the relation.
            back, forward = forward, back
        return cls(forward_field.remote_field.through, back, forward)

    def rows(self) -> models.QuerySet[models.Model]:
        """The linked rows of the outer row."""
        manager = self.through._default_manager
        return manager.order_by().filter(**{self.back: OuterRef("pk")})

    def inner_path(self, path: str) -> str:
        """The same lookup path as a linked row sees it; blank for no path."""
        if not path:
            return ""
        rest = path.partition(LOOKUP_SEP)[2]
        return LOOKUP_SEP.join(part for part in (self.forward, rest) if part)
