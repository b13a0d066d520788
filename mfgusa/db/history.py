"""History and the data version: both written by statement triggers.

A bulk write, a COPY or a plain SQL update is recorded like an edit in the admin.
Who and why come from `pghistory.context(user=…, why=…)` around the write.
"""

from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

ModelType = TypeVar("ModelType", bound=type[models.Model])


class DataVersionTrigger(pgtrigger.Trigger):
    """Raises the data version, so that cached copies of a table are out of date."""

    name = "bump_data_version"
    level = pgtrigger.Statement
    when = pgtrigger.After
    operation = (
        pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate
    )
    func = "PERFORM bump_data_version(); RETURN NULL;"


def track_history(model: ModelType) -> ModelType:
    """Class decorator of every public table: keep its history, bump the version."""
    derived = [
        f.name for f in model._meta.fields if isinstance(f, models.GeneratedField)
    ]
    level = pgtrigger.Statement
    options: dict[str, Any] = {"obj_field": None} if model._meta.proxy else {}
    track = pghistory.track(
        pghistory.InsertEvent(level=level),
        pghistory.UpdateEvent(level=level),
        pghistory.DeleteEvent(level=level),
        exclude=derived,
        **options,
    )
    pgtrigger.register(DataVersionTrigger())(track(model))
    return model


class ContextMiddleware(HistoryMiddleware):
    """Adds the reason that a curator typed beside the form to who and where."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        why = request.POST.get("_why", "").strip() if request.method == "POST" else ""
        return context | ({"why": why} if why else {})
