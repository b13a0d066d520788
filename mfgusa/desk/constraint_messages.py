"""Messages for what the database refuses; nothing of it is saved."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, connection, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from mfgusa.db.constraint_messages import describe_error

View = Callable[..., HttpResponse]


class ConstraintMessageMixin(admin.ModelAdmin[models.Model]):
    """Saves all or nothing, and shows the message of a violated constraint."""

    def changelist_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        view = super().changelist_view
        return self.with_constraint_message(view, request, *args, **kwargs)

    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        view = super().changeform_view
        return self.with_constraint_message(view, request, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        view = super().delete_view
        return self.with_constraint_message(view, request, *args, **kwargs)

    def with_constraint_message(
        self, view: View, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Call a view; when it violates a constraint, show the page with a message."""
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                connection.check_constraints()  # The deferred ones.
                return response
        except IntegrityError as error:
            list(messages.get_messages(request))  # Drops “was saved”: it was not.
            self.message_user(request, describe_error(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
