"""History and the data version: both written by statement triggers.

A bulk write, a COPY or a plain SQL update is recorded like an edit in the admin.
Who and why come from `pghistory.context(user=…, why=…)` around the write.
"""

from typing import Any

import pghistory
import pgtrigger
from django.db import models
from pghistory.middleware import HistoryMiddleware


class DataVersionTrigger(pgtrigger.Trigger):
    """Tells readers that what they may have kept of this table is out of date."""

    name = "bump_data_version"
    level = pgtrigger.Statement
    when = pgtrigger.After
    operation = (
        pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate
    )
    func = "PERFORM bump_data_version(); RETURN NULL;"


def track_history(model: type[models.Model]) -> type[models.Model]:
    """Class decorator of every public table: keep its history, bump the version."""
    derived = [
        f.name for f in model._meta.fields if isinstance(f, models.GeneratedField)
    ]
    level = pgtrigger.Statement
    own: dict[str, Any] = {"obj_field": None} if model._meta.proxy else {}
    track = pghistory.track(
        pghistory.InsertEvent(level=level),
        pghistory.UpdateEvent(level=level),
        pghistory.DeleteEvent(level=level),
        exclude=derived,
        **own,
    )
    return pgtrigger.register(DataVersionTrigger())(track(model))


class ContextMiddleware(HistoryMiddleware):
    """Adds the reason that a curator typed beside the form to who and where."""

    def get_context(self, request):
        why = request.POST.get("_why", "").strip() if request.method == "POST" else ""
        return super().get_context(request) | ({"why": why} if why else {})
