"""A save that was refused: the form is shown again, as it was typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import IntegrityError, models
from django.http import HttpRequest

if TYPE_CHECKING:
    RowForm = forms.ModelForm[models.Model]
else:
    RowForm = forms.ModelForm


@dataclass(frozen=True)
class Refusal:
    """Why a form is not saved; the form and the field that the message belongs to.

    `prefix` is that of the form of an inline row; None is the row's own form. Without a
    message the page says itself why.
    """

    message: str = ""
    prefix: str | None = None
    field: str | None = None

    def add_to(self, form: forms.BaseForm) -> None:
        """Add the message to a form, at its field if the form has it."""
        field = self.field if self.field in form.fields else None
        form.add_error(field, self.message)


class RowRefused(IntegrityError):
    """The database refused the row of a form in a formset."""

    def __init__(self, error: IntegrityError, form: RowForm) -> None:
        super().__init__(str(error))
        self.error, self.prefix, self.model = error, form.prefix, form._meta.model


@contextmanager
def saving(form: RowForm) -> Iterator[None]:
    """Say which form the database refused. Raises RowRefused."""
    try:
        yield
    except IntegrityError as error:
        raise RowRefused(error, form) from error


def refuse(request: HttpRequest, refusal: Refusal) -> None:
    """Let the form of a request be shown and not be saved."""
    setattr(request, "refusal", refusal)  # noqa: B010  # Requests take attributes.


def refusal_of(request: HttpRequest) -> Refusal | None:
    """Why the form of a request must not be saved, if it must not."""
    refusal: Refusal | None = getattr(request, "refusal", None)
    return refusal


class RefusedForm(RowForm):
    """The form of a row, which is never valid and says why."""

    refusal: Refusal

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal.message and self.refusal.prefix is None:
            self.refusal.add_to(self)
        return cleaned

    def is_valid(self) -> bool:
        super().is_valid()
        return False


def refused_form(form: type[RowForm], refusal: Refusal) -> type[RowForm]:
    """A form class like another one, whose forms are refused."""
    return type(form.__name__, (RefusedForm, form), {"refusal": refusal})
