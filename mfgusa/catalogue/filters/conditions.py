"""Facets that test each of their values by itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, Q
from django.db.models.functions import Coalesce

from mfgusa.catalogue.filters.facet import Facet, Rows
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def count_by_condition(
    rows: Rows, conditions: Mapping[str, Q | Exists]
) -> dict[str, int]:
    """The number of rows that meet each condition, by its name: one query."""
    names = {f"is_{name.replace('-', '_')}": name for name in conditions}
    counts = rows.aggregate(
        **{
            key: Count("pk", filter=conditions[name], distinct=True)
            for key, name in names.items()
        }
    )
    return {name: counts[key] for key, name in names.items()}


class ConditionFacet(Facet):
    """A facet with a condition for each value; a row may meet several of them."""

    limit = None

    def __init__(
        self, field_name: str = "pk", *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        super().__init__(field_name, label=label, **kwargs)

    def conditions(self) -> dict[str, Q]:
        """The condition of each value."""
        raise NotImplementedError

    def has_gap(self) -> bool:
        """Whether there is a condition for rows without a value."""
        return NOT_RECORDED in self.conditions()

    def condition(self, model: type[models.Model], values: list[str]) -> Q:
        """The condition that one of the values holds."""
        conditions, none = self.conditions(), Q(pk__in=[])
        return Q(*(conditions.get(v, none) for v in values), _connector=Q.OR)

    def counts(self, rows: Rows) -> dict[str, int]:
        """The number of rows that meet the condition of each value: one query."""
        return count_by_condition(rows, self.conditions())


class PerValueExistsFacet(Facet):
    """A facet with few values over linked rows, of which one row may have very many.

    Each row is tested for each value with EXISTS, which stops at the first linked row
    that has it. Where a row has few linked rows, one grouped query is faster.
    """

    def condition(self, model: type[models.Model], values: list[str]) -> Q:
        """The condition of the base class within COALESCE.

        PostgreSQL turns a bare EXISTS in WHERE into a join with all linked rows.
        """
        exists = super().condition(model, values)
        return Q(Coalesce(exists, False, output_field=models.BooleanField()))

    def counts(self, rows: Rows) -> dict[str, int]:
        """The number of rows that have each value: one query."""
        conditions = {v: self.condition(rows.model, [v]) for v in self.values()}
        return count_by_condition(rows, conditions)
