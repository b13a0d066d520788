"""A filter over one column, which knows how many rows each of its values finds."""

from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q
from django.db.models.constants import LOOKUP_SEP
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Vocabulary
from mfgusa.text import did_you_mean, in_short

DEFAULT_LIMIT = (
    12  # A facet with more values shows the first of them, and a way to the rest.
)


class FacetField(forms.MultipleChoiceField):
    """Several values of a vocabulary, which is asked only when there are any."""

    widget = forms.SelectMultiple

    def __init__(self, *, vocabulary: Vocabulary, **kwargs: Any) -> None:
        kwargs.pop("empty_label", None)
        super().__init__(**kwargs)
        self.vocabulary = vocabulary

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(v for v in super().to_python(value) if v))

    def validate(self, value: list[str]) -> None:
        if not value:
            return
        known = [NOT_RECORDED, *(option.value for option in self.vocabulary())]
        for word in value:
            if word not in known:
                raise ValidationError(
                    _("“%(word)s” is not a value of this filter.")
                    % {"word": in_short(word)}
                    + did_you_mean(word, known)
                )


class Facet(django_filters.Filter):
    """A filter over one column, or over one column of linked rows.

    `field_name` is the path to the value; when its first step leads to many rows,
    linked rows are asked with EXISTS, so that no join repeats a row. `parent_path`
    makes a value find the rows of its children too.
    """

    field_class = FacetField
    is_range = False
    limit: int | None = DEFAULT_LIMIT

    def __init__(
        self,
        field_name: str,
        *,
        label: Any,
        vocabulary: Vocabulary,
        parent_path: str = "",
        **kwargs: Any,
    ) -> None:
        self.vocabulary, self.parent_path = vocabulary, parent_path
        super().__init__(field_name, label=label, vocabulary=vocabulary, **kwargs)

    def init_kwargs(self) -> dict[str, Any]:
        """What it was made with."""
        return {
            "label": self.label,
            "vocabulary": self.vocabulary,
            "parent_path": self.parent_path,
        }

    def derived_filters(self, name: str) -> dict[str, django_filters.Filter]:
        """The further filters that this declaration makes."""
        twin = type(self)(self.field_name, exclude=True, **self.init_kwargs())
        return {f"not_{name}": twin}

    def filter(self, rows: Any, values: list[str]) -> Any:
        if not values:
            return rows
        condition = self.condition(rows.model, values)
        return rows.filter(~condition if self.exclude else condition)

    def condition(self, model: type[models.Model], values: list[str]) -> Any:
        """Which rows have one of the values."""
        link = RelationPath.of(model, self.field_name)
        if link is None:
            return self._match(self.field_name, self.parent_path, values)
        linked = link.rows()
        path, parent = link.inside(self.field_name), link.inside(self.parent_path)
        found: Any = Exists(linked.filter(self._match(path, parent, values)))
        return found | ~Exists(linked) if NOT_RECORDED in values else found

    def _match(self, path: str, parent: str, values: list[str]) -> Q:
        words = [value for value in values if value != NOT_RECORDED]
        match = Q(**{f"{path}__in": words})
        if parent:
            match |= Q(**{f"{parent}__in": words})
        if NOT_RECORDED in values:
            match |= Q(**{f"{path}__isnull": True}) | Q(**{path: ""})
        return match

    def expression(self) -> Any:
        """The value of a row, or each of its values."""
        if self.parent_path:
            return WithParent(F(self.field_name), F(self.parent_path))
        return F(self.field_name)

    def counts(self, rows: Any) -> dict[str, int]:
        """How many of `rows` each value finds: one grouped query."""
        counted = (
            rows.order_by()
            .annotate(facet_value=self.expression())
            .values("facet_value")
            .annotate(found=Count("pk", distinct=True))
        )
        counts: dict[str, int] = {}
        for value, found in counted.values_list("facet_value", "found"):
            key = value or NOT_RECORDED
            counts[key] = counts.get(key, 0) + found
        return counts


class WithParent(Func):
    """A value and its parent as two rows; one row when there is no parent."""

    template = (
        "unnest(CASE WHEN %(parent)s IS NULL THEN ARRAY[%(child)s]::text[] "
        "ELSE ARRAY[%(child)s, %(parent)s]::text[] END)"
    )
    set_returning = True
    output_field = models.TextField()

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (child, ours), (parent, theirs) = (
            compiler.compile(source) for source in self.get_source_expressions()
        )
        sql = self.template % {"child": child, "parent": parent}
        return sql, (*theirs, *ours, *ours, *theirs)


@dataclass(frozen=True)
class RelationPath:
    """The first step of a path that leads to many rows."""

    through: type[models.Model]
    own: str  # The way back to the row.
    far: str  # The way on, when the rows of `through` only join two others.

    @classmethod
    def of(cls, model: type[models.Model], path: str) -> "RelationPath | None":
        first, deeper, _rest = path.partition(LOOKUP_SEP)
        if not deeper:  # A column, or a number that the rows were annotated with.
            return None
        step = model._meta.get_field(first)
        if step.one_to_many:
            return cls(step.related_model, step.field.name, "")
        if not step.many_to_many:
            return None
        there = step.field if step.auto_created else step
        own, far = there.m2m_field_name(), there.m2m_reverse_field_name()
        if step.auto_created:  # Seen from the other end.
            own, far = far, own
        return cls(there.remote_field.through, own, far)

    def rows(self) -> Any:
        """The linked rows of the row that is asked about."""
        ours = {self.own: OuterRef("pk")}
        return self.through._default_manager.order_by().filter(**ours)

    def inside(self, path: str) -> str:
        """The same path, seen from a linked row."""
        rest = path.partition(LOOKUP_SEP)[2]
        return (
            LOOKUP_SEP.join(part for part in (self.far, rest) if part) if path else ""
        )
