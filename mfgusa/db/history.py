"""History and the data version: both written by statement triggers.

History is only added to: its tables refuse every other write, whoever is connected.
A bulk write, a COPY or a plain SQL update is recorded like an edit in the admin.
Who and why come from `pghistory.context(user=…, why=…)` around the write.
"""

from collections.abc import Iterator
from typing import Any, TypeVar, cast

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

from mfgusa.db.tables_read import derived_from, tracked
from mfgusa.fields.derived import is_derived

# Which rows of a statement a trigger sees, by name, and whether they change anything.
VERSIONED = {
    pgtrigger.Insert: ({"new": "new_rows"}, "EXISTS (SELECT FROM new_rows)"),
    pgtrigger.Update: (
        {"old": "old_rows", "new": "new_rows"},
        "EXISTS (SELECT * FROM new_rows EXCEPT SELECT * FROM old_rows)",
    ),
    pgtrigger.Delete: ({"old": "old_rows"}, "EXISTS (SELECT FROM old_rows)"),
    pgtrigger.Truncate: ({}, "true"),
}

ModelType = TypeVar("ModelType", bound=type[models.Model])


def version_triggers() -> Iterator[pgtrigger.Trigger]:
    """Count the writes of a table, so that what was made from it is out of date.

    Insertions are counted apart. A statement that writes no row does not count: MERGE
    calls the triggers of each kind of write that it may do. Nor does an update that
    leaves its rows as they are, such as that of a form that was saved unchanged.
    """
    for operation, (names, is_change) in VERSIONED.items():
        yield pgtrigger.Trigger(
            name=f"bump_data_version_{str(operation).lower()}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**names) if names else None,
            func=f"""
            IF {is_change} THEN
              PERFORM bump_table_version(TG_TABLE_NAME, TG_OP = 'INSERT');
            END IF;
            RETURN NULL;
            """,
        )


class AppendOnlyTrigger(pgtrigger.Trigger):
    """Refuses to change, delete or truncate rows of history.

    The function that it calls comes from a migration. Those that pgtrigger writes
    do nothing within `pgtrigger.ignore`, which is soon written by mistake.
    """

    name = "append_only"
    level = pgtrigger.Statement
    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate
    func = "RETURN NULL;"  # Never called.

    def render_execute(self, model: models.Model) -> str:
        return "refuse_history_change()"


class ContextTrigger(AppendOnlyTrigger):
    """Refuses an update of a context that does more than add keys."""

    name = "adds_keys"
    level = pgtrigger.Row
    operation = pgtrigger.Update

    def render_execute(self, model: models.Model) -> str:
        return "refuse_lost_context()"


def protect_context(context: type[models.Model]) -> None:
    """Let the contexts of events only grow: who, where and why they were written."""
    removal = pgtrigger.Delete | pgtrigger.Truncate
    pgtrigger.register(AppendOnlyTrigger(operation=removal), ContextTrigger())(context)


def track_history(model: ModelType) -> ModelType:
    """Class decorator of every public table: keep its history, bump the version.

    The history is append-only. It leaves out derived columns, and a write that changes
    nothing else.
    """
    derived = [f.name for f in model._meta.fields if is_derived(f)]
    level = pgtrigger.Statement
    options: dict[str, Any] = {"obj_field": None} if model._meta.proxy else {}
    track = pghistory.track(
        pghistory.InsertEvent(level=level),
        pghistory.UpdateEvent(level=level),
        pghistory.DeleteEvent(level=level),
        exclude=derived,
        **options,
    )
    pgtrigger.register(*version_triggers())(track(model))
    events: type[models.Model] = model.pgh_event_model  # type: ignore[attr-defined]
    pgtrigger.register(AppendOnlyTrigger())(events)
    tracked.add(model._meta.db_table)
    derived_from[events._meta.db_table] = {model._meta.db_table}
    return model


def event_model(model: type[models.Model]) -> type[models.Model]:
    """The events of a model; those of a table that Django made are a proxy's."""
    for with_events in (model, *model.__subclasses__()):
        if events := getattr(with_events, "pgh_event_model", None):
            return cast("type[models.Model]", events)
    raise LookupError(model._meta.label)


def has_history(model: type[models.Model]) -> bool:
    """Whether the rows of a model have events."""
    try:
        return bool(event_model(model))
    except LookupError:
        return False


def newest_events(rows: models.QuerySet[Any]) -> dict[int, int]:
    """The newest event of each row by the row's id, 0 for a row without: one query."""
    events = event_model(rows.model)._default_manager.filter(
        pgh_obj_id=models.OuterRef("pk")
    )
    newest = models.Subquery(events.order_by("-pgh_id").values("pgh_id")[:1])
    dated = rows.order_by().annotate(newest_event=Coalesce(newest, 0))
    return dict(dated.values_list("pk", "newest_event"))


class ContextMiddleware(HistoryMiddleware):
    """Adds the reason that a curator typed beside the form to who and where.

    Nobody else gives reasons: the body that they send is left unread.
    """

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        if context["user"] is None or request.method != "POST":
            return context
        why = request.POST.get("_why", "").strip()
        return context | ({"why": why} if why else {})
