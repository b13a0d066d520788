"""Facets: filters that say beforehand how many rows each of their values would find.

One declaration makes the filter, its `not_` twin, its counts and its words. Rows
that lack the field are a value of their own, `not-recorded`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.tables.columns import did_you_mean

NOT_RECORDED = "not-recorded"


@dataclass
class Option:
    """One value of a facet, as the page shows it."""

    value: str
    label: str
    parent: str = ""
    count: int = 0
    chosen: bool = False
    excluded: bool = False
    children: list["Option"] = field(default_factory=list)

    @property
    def shown(self) -> bool:
        """Values that find nothing are left out, unless someone chose them."""
        return bool(self.count or self.chosen or self.excluded)


def words_of(choices: Any) -> Callable[[], list[Option]]:
    """The vocabulary of a field with choices."""
    return lambda: [Option(value, str(label)) for value, label in choices.choices]


def rows_of(
    queryset: models.QuerySet, value: str, label: str, parent: str = ""
) -> Callable[[], list[Option]]:
    """The vocabulary that a table holds, in the table's order; one query."""
    names = [value, label, *([parent] if parent else [])]
    return lambda: [
        Option(row[0], row[1], row[2] or "" if parent else "")
        for row in queryset.all().values_list(*names)
    ]


class FacetField(forms.MultipleChoiceField):
    """Several values of a vocabulary, which is asked only when there are any."""

    widget = forms.SelectMultiple

    def __init__(
        self, *, vocabulary: Callable[[], list[Option]], **kwargs: Any
    ) -> None:
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
                    _("“%(word)s” is not a value of this filter.") % {"word": word}
                    + did_you_mean(word, known)
                )


class Facet(django_filters.Filter):
    """A filter over one column, or over one column of linked rows.

    `field_name` is the path to the value; when its first step leads to many rows,
    linked rows are asked with EXISTS, so that no join repeats a row. `parent_path`
    makes a value find the rows of its children too.
    """

    field_class = FacetField

    def __init__(
        self,
        field_name: str,
        *,
        label: Any,
        vocabulary: Callable[[], list[Option]],
        parent_path: str = "",
        **kwargs: Any,
    ) -> None:
        self.words, self.parent_path = vocabulary, parent_path
        self.asked: list[Option] | None = None
        kwargs |= {"vocabulary": self.vocabulary}
        super().__init__(field_name, label=label, **kwargs)

    def vocabulary(self) -> list[Option]:
        """Every value there is, with its words; asked once a request at most."""
        if self.asked is None:
            self.asked = self.words()
        return self.asked

    def twins(self, name: str) -> dict[str, django_filters.Filter]:
        """The further filters that this declaration makes."""
        twin = type(self)(
            self.field_name,
            label=self.label,
            vocabulary=self.vocabulary,
            parent_path=self.parent_path,
            exclude=True,
        )
        return {f"not_{name}": twin}

    def filter(self, rows: Any, values: list[str]) -> Any:
        if not values:
            return rows
        condition = self.condition(rows.model, values)
        return rows.filter(~condition if self.exclude else condition)

    def condition(self, model: type[models.Model], values: list[str]) -> Any:
        """Which rows have one of the values."""
        link = link_of(model, self.field_name)
        if link is None:
            return self._match(self.field_name, self.parent_path, values)
        first, through, own = link
        cut = len(first) + len(LOOKUP_SEP)
        linked = through._default_manager.order_by().filter(**{own: OuterRef("pk")})
        match = self._match(self.field_name[cut:], self.parent_path[cut:], values)
        found: Any = Exists(linked.filter(match))
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


class YearFilter(django_filters.NumberFilter):
    """From or to a year, on a partial date."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, *, upper: bool, label: Any) -> None:
        super().__init__(
            field_name, label=label, min_value=1000, max_value=9999, localize=False
        )
        self.upper = upper

    def filter(self, rows: Any, year: int | None) -> Any:
        if year is None:
            return rows
        if self.upper:
            return rows.filter(**{f"{self.field_name}__lte": f"{year}-12-31"})
        return rows.filter(**{f"{self.field_name}__gte": str(year)})


class YearFacet(Facet):
    """The years of a partial date: single ones, or a range with `_min` and `_max`."""

    def __init__(self, field_name: str, *, label: Any, **kwargs: Any) -> None:
        kwargs.pop("vocabulary", None)
        kwargs.pop("parent_path", None)
        super().__init__(field_name, label=label, vocabulary=_years, **kwargs)

    def twins(self, name: str) -> dict[str, django_filters.Filter]:
        lower, upper = gettext_lazy("From"), gettext_lazy("To")
        return super().twins(name) | {
            f"{name}_min": YearFilter(self.field_name, upper=False, label=lower),
            f"{name}_max": YearFilter(self.field_name, upper=True, label=upper),
        }

    def _match(self, path: str, parent: str, values: list[str]) -> Q:
        match = Q(*(Q(**{f"{path}__startswith": v}) for v in values), _connector=Q.OR)
        if NOT_RECORDED in values:
            match |= Q(**{f"{path}__isnull": True})
        return match

    def expression(self) -> Any:
        return Left(F(self.field_name), 4)


def _years() -> list[Option]:
    return [Option(str(year), str(year)) for year in range(1900, 2101)]


def link_of(model: type[models.Model], path: str) -> Any:
    """The first step of a path that leads to many rows: name, model, way back."""
    first = path.split(LOOKUP_SEP)[0]
    relation = model._meta.get_field(first)
    if relation.auto_created and relation.one_to_many:
        return first, relation.related_model, relation.field.name
    return None


def nested(options: Iterable[Option]) -> list[Option]:
    """Children under their parents; a level of its own for each."""
    by_value = {option.value: option for option in options}
    for option in by_value.values():
        if option.parent in by_value:
            by_value[option.parent].children.append(option)
    return [option for option in by_value.values() if option.parent not in by_value]
