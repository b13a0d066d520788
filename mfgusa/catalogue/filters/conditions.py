"""Facets that test each of their values by itself."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    F,
    Func,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import BaseExpression, RawSQL
from django.db.models.sql import Query

from mfgusa.catalogue.filters.facet import Facet, Rows
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


SUBQUERIES = (Subquery, QuerySet, Query, RawSQL)  # Whose columns are not looked for.


class EachOf(Func):
    """Each text of several expressions that is not null, as a row of its own."""

    function = "unnest"
    template = "%(function)s(array_remove(ARRAY[%(expressions)s]::text[], NULL))"
    set_returning = True
    output_field = TextField()


class ConditionFacet(Facet):
    """A facet with a condition for each value; a row may meet several of them.

    The columns that the conditions read are found by their lookups and each `F`; those
    of a subquery are not, so `reads` of the FilterSet names them.
    """

    limit = None

    def __init__(
        self, field_name: str = "pk", *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        super().__init__(field_name, label=label, **kwargs)

    def conditions(self) -> dict[str, Q]:
        """The condition of each value."""
        raise NotImplementedError

    def has_subquery(self) -> bool:
        """Whether a condition reads columns that its lookups do not name."""
        parts = condition_parts(self.conditions().values())
        return any(isinstance(part, SUBQUERIES) for part in parts)

    def condition_paths(self, rows: Rows) -> Iterator[str]:
        """The lookup paths of columns that the conditions read; no annotations."""
        parts = condition_parts(self.conditions().values())
        names: list[Any] = [part for part in parts if isinstance(part, F)]
        for each in names:  # Any: its stub lacks the attribute `name`.
            _lookups, path, _annotation = rows.query.solve_lookup_type(each.name)
            if path:
                yield LOOKUP_SEP.join(path)

    def has_gap(self) -> bool:
        """Whether there is a condition for rows without a value."""
        return NOT_RECORDED in self.conditions()

    def expression(self) -> EachOf:
        """The values whose conditions a row meets."""
        conditions = self.conditions().items()
        return EachOf(
            *(Case(When(condition, then=Value(v))) for v, condition in conditions)
        )


# Any: a condition is made of expressions and of values of all types.
def condition_parts(parts: Iterable[Any]) -> Iterator[Any]:
    """Conditions and all that they are made of; the name of a lookup is an `F`."""
    for part in parts:
        yield part
        yield from condition_parts(_children(part))


def _children(part: Any) -> Iterable[Any]:
    if isinstance(part, Q):
        lookups = [child for child in part.children if isinstance(child, tuple)]
        others = [child for child in part.children if not isinstance(child, tuple)]
        return [*others, *((F(name), value) for name, value in lookups)]
    if isinstance(part, BaseExpression) and not isinstance(part, SUBQUERIES):
        return part.get_source_expressions()
    return part if isinstance(part, list | tuple | set | frozenset) else ()
