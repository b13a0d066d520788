"""Facets that test each of their values by itself."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Func, Q, TextField, Value, When

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class EachOf(Func):
    """Each text of several expressions that is not null, as a row of its own."""

    function = "unnest"
    template = "%(function)s(array_remove(ARRAY[%(expressions)s]::text[], NULL))"
    set_returning = True
    output_field = TextField()


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

    def expression(self) -> EachOf:
        """The values whose conditions a row meets."""
        conditions = self.conditions().items()
        return EachOf(
            *(Case(When(condition, then=Value(v))) for v, condition in conditions)
        )
