"""Facets whose values are conditions rather than what a column holds."""

from typing import Any

from django.db import models
from django.db.models import Count, Q

from mfgusa.catalogue.facets.facet import Facet


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
        """How many of `rows` meet each condition: one query."""
        named = {v.replace("-", "_"): (v, q) for v, q in self.conditions().items()}
        counted = rows.aggregate(
            **{
                f"is_{name}": Count("pk", filter=condition, distinct=True)
                for name, (_value, condition) in named.items()
            }
        )
        return {value: counted[f"is_{name}"] for name, (value, _q) in named.items()}
