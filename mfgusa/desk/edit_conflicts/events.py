"""Events of history: what a row was, and who changed it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from mfgusa.db.history import event_model
from mfgusa.tables.schema.snapshots import stored_fields


@dataclass(frozen=True)
class RowChange:
    """Who changed a row, when and why; a program that says nothing has no user."""

    at: datetime
    user: str = ""
    why: str = ""


def load_events(
    model: type[models.Model], event_ids: Collection[int], deleted: Collection[int]
) -> list[Any]:
    """Events by their ids, and the deletions of rows by the rows' ids: one query."""
    if not (event_ids or deleted):
        return []
    wanted = Q(pgh_id__in=event_ids) | Q(pgh_obj_id__in=deleted, pgh_label="delete")
    events = event_model(model)._default_manager.filter(wanted)
    return list(events.select_related("pgh_context").order_by("pgh_id"))


def newest_link_event(row: models.Model, field: Any) -> Any:
    """The newest event of the links behind a field of several rows."""
    link = {field.m2m_field_name(): row.pk}
    events = event_model(field.remote_field.through)._default_manager.filter(**link)
    return events.select_related("pgh_context").order_by("pgh_id").last()


def row_at(model: type[models.Model], event: Any) -> models.Model:
    """The row as an event recorded it."""
    fields = stored_fields(model)
    return model(**{f.attname: getattr(event, f.attname) for f in fields})


def load_changes(events: Iterable[Any]) -> list[RowChange]:
    """Who made each event and why, in the order of the events: one query."""
    contexts = [
        (event, event.pgh_context.metadata if event.pgh_context else {})
        for event in events
    ]
    actors = [context.get("user") for _event, context in contexts]
    users = get_user_model()._default_manager.in_bulk(
        {actor for actor in actors if isinstance(actor, int)}
    )
    return [
        RowChange(event.pgh_created_at, _name(actor, users), context.get("why") or "")
        for (event, context), actor in zip(contexts, actors, strict=True)
    ]


def _name(actor: int | str | None, users: Mapping[int, Any]) -> str:
    """The name of a user, or what a command called itself."""
    if not isinstance(actor, int):
        return actor or ""
    user = users.get(actor)
    return user.get_full_name() or user.get_username() if user else ""
