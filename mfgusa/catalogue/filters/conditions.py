"""Facets that ask for each of their values by itself."""

from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED


def count_by_condition(rows: Any, conditions: dict[str, Any]) -> dict[str, int]:
    """How many of `rows` meet each of some named conditions: one query."""
    named = {f"is_{name.replace('-', '_')}": name for name in conditions}
    counted = rows.aggregate(
        **{
            key: Count("pk", filter=conditions[name], distinct=True)
            for key, name in named.items()
        }
    )
    return {name: counted[key] for key, name in named.items()}


class ConditionFacet(Facet):
    """A facet with a condition behind each value; a row may meet several of them."""

    limit = None

    def __init__(self, field_name: str = "pk", *, label: Any, **kwargs: Any) -> None:
        super().__init__(field_name, label=label, **kwargs)

    def conditions(self) -> dict[str, Q]:
        """What each value says of a row; a subclass says it."""
        raise NotImplementedError

    def condition(self, model: type[models.Model], values: list[str]) -> Q:
        conditions, none = self.conditions(), Q(pk__in=[])
        return Q(*(conditions.get(v, none) for v in values), _connector=Q.OR)

    def counts(self, rows: Any) -> dict[str, int]:
        return count_by_condition(rows, self.conditions())


class PerValueExistsFacet(Facet):
    """A facet of few values over linked rows, of which one row may have very many.

    Of each row each value is asked for by itself, and the first linked row that has it
    answers; where a row has few of them, to count them all at once is quicker.
    """

    def condition(self, model: type[models.Model], values: list[str]) -> Q:
        """The same; PostgreSQL would make a join of all linked rows of a bare EXISTS
        that it filters by."""
        found = super().condition(model, values)
        return Q(Coalesce(found, False, output_field=models.BooleanField()))

    def counts(self, rows: Any) -> dict[str, int]:
        values = [NOT_RECORDED, *(option.value for option in self.vocabulary())]
        return count_by_condition(
            rows, {v: self.condition(rows.model, [v]) for v in values}
        )
