"""How many rows hang on a row, as a column of it."""

from typing import Any

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce


def count_subquery(rows: Any, what: str = "pk") -> Coalesce:
    """How many of `rows`, which refer to the outer row, there are; none are 0.

    With `what`, each of its values counts once.
    """
    counted = rows.order_by().values(every=Value(1))
    counted = counted.annotate(n=Count(what, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)
