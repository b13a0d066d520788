"""The number of rows that refer to a row, as a column."""

from typing import Any

from django.db import models
from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce


def count_subquery(rows: models.QuerySet[Any], field: str = "pk") -> Coalesce:
    """The number of `rows`, which refer to the outer row; 0 without any.

    With `field`, the number of its distinct values.
    """
    groups = rows.order_by().values(group=Value(1))
    counts = groups.annotate(n=Count(field, distinct=True))
    return Coalesce(Subquery(counts.values("n")), 0)
