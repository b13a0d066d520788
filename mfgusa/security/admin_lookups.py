"""Lookups in addresses of the admin that only the database finds to be wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import IncorrectLookupParameters, ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db import DataError, ProgrammingError, transaction
from django.db.models import Model
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

INVALID_LOOKUP_ERRORS = (
    *(DataError, ProgrammingError),  # A regular expression that ends too early.
    *(ValueError, OverflowError, IndexError),  # A year that no calendar has.
)


class CheckedChangeList(ChangeList):
    """A list whose lookups are answered by `?e=1` whenever they turn out wrong.

    Django does so for those that it refuses before the query runs.
    """

    def get_queryset(self, request: HttpRequest, *args: Any) -> "QuerySet[Model]":
        with _as_incorrect_lookup():
            return super().get_queryset(request, *args)

    def get_results(self, request: HttpRequest) -> None:
        with _as_incorrect_lookup():
            super().get_results(request)


@contextmanager
def _as_incorrect_lookup() -> Iterator[None]:
    """Turn the errors that a wrong lookup causes into IncorrectLookupParameters."""
    try:
        with transaction.atomic():  # An error would end the transaction around it.
            yield
    except INVALID_LOOKUP_ERRORS as error:
        raise IncorrectLookupParameters(error) from error


def get_changelist(
    model_admin: ModelAdmin[Model], request: HttpRequest, **kwargs: Any
) -> type[ChangeList]:
    """The method of every admin: its list is a CheckedChangeList."""
    return CheckedChangeList
