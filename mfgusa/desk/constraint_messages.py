"""Messages for what the database refuses; nothing of it is saved, nothing is lost."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.messages.storage import default_storage
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from mfgusa.db.constraint_messages import describe_error, violated_column
from mfgusa.desk.refusals import Refusal, RowRefused, refusal_of, refuse, refused_form

View = Callable[[], HttpResponse]


class ConstraintMessageMixin(admin.ModelAdmin[models.Model]):
    """Saves all or nothing, and shows the message of a violated constraint."""

    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A form that the database refuses is shown again as it was typed."""
        view = partial(super().changeform_view, request, *args, **kwargs)
        if request.method != "POST":
            return view()
        try:
            return all_or_nothing(view)
        except (IntegrityError, OperationalError) as error:
            refuse(request, refusal_by(error, self.model))
            drop_messages(request)
            return view()

    def get_form(
        self,
        request: HttpRequest,
        obj: models.Model | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = refusal_of(request)
        return refused_form(form, refusal) if refusal else form

    def get_formset_kwargs(
        self, request: HttpRequest, obj: models.Model, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        refusal = refusal_of(request)
        return kwargs | ({"refusal": refusal} if refusal else {})

    def changelist_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """An action that the database refuses is asked for again."""
        view = partial(super().changelist_view, request, *args, **kwargs)
        unconfirmed = request.POST.copy()
        unconfirmed.pop("post", None)
        return self._confirmed(request, view, unconfirmed)

    def delete_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A deletion that the database refuses is asked for again."""
        view = partial(super().delete_view, request, *args, **kwargs)
        return self._confirmed(request, view, QueryDict())

    def _confirmed(
        self, request: HttpRequest, view: View, unconfirmed: QueryDict
    ) -> HttpResponse:
        """Do what was confirmed; if it is refused, ask again and keep the reason.

        `unconfirmed` is the data with which the view asks.
        """
        if request.method != "POST":
            return view()
        try:
            return all_or_nothing(view)
        except (IntegrityError, OperationalError) as error:
            refusal = refusal_by(error, self.model)
        drop_messages(request)
        self.message_user(request, refusal.message, messages.ERROR)
        why = request.POST.get("_why", "")
        request.POST = unconfirmed  # type: ignore[assignment]
        response = view()
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data["why"] = why
        return response


def all_or_nothing(view: View) -> HttpResponse:
    """Call a view in a transaction that checks the deferred constraints at its end."""
    with transaction.atomic():
        response = view()
        connection.check_constraints()
        return response


def refusal_by(
    error: IntegrityError | OperationalError, model: type[models.Model]
) -> Refusal:
    """The message of an error, and where it belongs. Raises what is no refusal."""
    if isinstance(error, RowRefused):
        column = violated_column(error.error)
        field = _field_of(error.model, column)
        return Refusal(describe_error(error.error), error.prefix, field)
    if isinstance(error.__cause__, DeadlockDetected):
        return Refusal(_("Somebody else was saving the same rows. Try again."))
    if isinstance(error, OperationalError):
        raise error
    return Refusal(
        describe_error(error), field=_field_of(model, violated_column(error))
    )


def _field_of(model: type[models.Model], column: str) -> str | None:
    names = (f.name for f in model._meta.concrete_fields if f.column == column)
    return next(names, None)


def drop_messages(request: HttpRequest) -> None:
    """Drop “was saved” and the like: it was not."""
    request._messages = default_storage(request)  # type: ignore[attr-defined]
