"""The rows of an inline: what was typed beside what they are now."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME

from mfgusa.db.history import newest_events
from mfgusa.desk.edit_conflicts.differences import (
    Values,
    compare_added,
    compare_deleted,
    compare_row,
    current_values,
    shown_fields,
    values_of,
)
from mfgusa.desk.edit_conflicts.events import load_events, row_at
from mfgusa.desk.edit_conflicts.opened_form import OpenedForm
from mfgusa.desk.edit_conflicts.row_states import UNKNOWN, events_of
from mfgusa.desk.edit_conflicts.rows import (
    ADDED,
    CHANGED,
    DELETED,
    MOVED,
    YOURS,
    RowDifference,
    load_related,
    title_of,
)
from mfgusa.desk.edit_conflicts.typed_data import InlineChanges
from mfgusa.text import parse_id


class InlineComparison:
    """A posted formset beside its rows, then (at the opening) and now.

    `then` and `now` are the newest events by the ids of the rows. Where the row of the
    form is gone, so are these, and all of them are added again with it. Who may not
    change the rows (`can_change`) may still delete them.
    """

    def __init__(
        self,
        formset: Any,
        opened: OpenedForm,
        current: OpenedForm,
        *,
        can_change: bool = True,
    ) -> None:
        self.can_change = can_change
        self.has_parent = current.state != UNKNOWN
        label = formset.model._meta.label_lower
        self.formset = formset
        self.then = events_of(opened.inlines.get(label, {}))
        self.now = events_of(current.inlines.get(label, {}))
        self.posted = {_posted_key(form): form for form in formset.initial_forms}
        self.gone = [key for key in self.posted if key not in self.now]
        self.changed = [
            key
            for key in self.posted
            if key in self.now and self.then.get(key) != self.now[key]
        ]
        self.added = sorted({*self.now} - {*self.then} - {*self.posted})
        self._load_moved()
        self._load()

    def _load_moved(self) -> None:
        """Load the rows that have another parent now, if any row is gone."""
        rows = self.formset.model._default_manager.filter(pk__in=self.gone)
        self.moved = {row.pk: row for row in rows} if self.gone else {}
        load_related(self.moved.values())
        self.moves = newest_events(rows) if self.moved else {}

    def _load(self) -> None:
        """Load the events, and the rows of then: one query, and one a foreign key."""
        ids = {self.then[key] for key in self.changed + self.gone if key in self.then}
        ids |= {self.now[key] for key in self.changed + self.added}
        ids |= {*self.moves.values()}
        self.events: dict[int, Any] = {}
        self.deletions: dict[int, Any] = {}
        for event in load_events(self.formset.model, ids, self.gone):
            self.events[event.pgh_id] = event
            if event.pgh_label == "delete":
                self.deletions[event.pgh_obj_id] = event
        self.rows_then = dict(self._rows_then())
        load_related(self.rows_then.values())

    def _rows_then(self) -> Iterator[tuple[int, models.Model]]:
        for key in self.changed + self.gone:
            event = self.events.get(self.then.get(key, 0))
            if event and event.pgh_obj_id == key:
                yield key, row_at(self.formset.model, event)

    def rows(self) -> list[RowDifference]:
        """The rows that differ: changed by anybody, gone, or added by somebody else."""
        posted = [self._posted_row(key, form) for key, form in self.posted.items()]
        added = [self._added_row(form) for form in self._added_forms()]
        return [row for row in [*posted, *added] if row]

    def changes(self) -> InlineChanges:
        """How the rows that exist differ from those that the form posted."""
        gone = {self.posted[key].prefix: key for key in self.gone}
        typed = [prefix for prefix, key in gone.items() if self._is_typed(key)]
        return InlineChanges(self.formset, self._added_forms(), set(gone), typed)

    def _is_typed(self, key: int) -> bool:
        """Whether the form of a row that is gone holds something to go on with."""
        form = self.posted[key]
        if _is_ticked(form) or key in self.moved or not self.can_change:
            return False
        return not self.has_parent or bool(compare_deleted(form, self._was(key)))

    def _was(self, key: int) -> Values:
        names = shown_fields(self.posted[key])
        return values_of(self.rows_then.get(key), names)

    def _posted_row(self, key: int, form: Any) -> RowDifference | None:
        if not (self.can_change or _is_ticked(form)):
            return None
        if key in self.now:
            return self._existing_row(key, form)
        if key in self.moved:
            return self._moved_row(key, form)
        return None if _is_ticked(form) else self._gone_row(key, form)

    def _existing_row(self, key: int, form: Any) -> RowDifference | None:
        is_newer = key in self.changed
        was = self._was(key) if is_newer else current_values(form)
        raw = list(compare_row(form, was, form.initial))
        if not self.can_change:
            raw = [replace(d, yours=None, takes="") for d in raw if d.was != d.theirs]
        if not raw:
            return None
        was_changed = any(d.was != d.theirs for d in raw)
        is_refused = any(difference.is_refused for difference in raw)
        is_refused = is_refused or (_is_ticked(form) and was_changed)
        event = self.events.get(self.now[key]) if is_newer and was_changed else None
        state = CHANGED if event else YOURS
        title, is_marked = title_of(form.instance), _is_ticked(form)
        return RowDifference(title, state, raw, event, is_refused, is_marked=is_marked)

    def _gone_row(self, key: int, form: Any) -> RowDifference:
        row = self.rows_then.get(key) or self.formset.model(pk=key)
        raw = compare_deleted(form, self._was(key))
        event = self.deletions.get(key)
        return RowDifference(title_of(row), DELETED, raw, event, self.has_parent)

    def _moved_row(self, key: int, form: Any) -> RowDifference:
        """A row of another parent: saving the form neither changes nor adds it."""
        row, was = self.moved[key], self._was(key)
        theirs = values_of(row, shown_fields(form))
        raw = [
            replace(d, yours=d.was if d.takes else d.yours, takes="")
            for d in compare_row(form, was, theirs)
        ]
        event = self.events.get(self.moves[key])
        parent = getattr(row, self.formset.fk.name)
        moved_to = title_of(parent) if parent else ""
        title = title_of(self.rows_then.get(key, row))
        return RowDifference(title, MOVED, raw, event, True, moved_to)

    def _added_forms(self) -> list[Any]:
        """Unbound forms of the rows that were added since the form was opened."""
        rows = [self.formset._existing_object(key) for key in self.added]
        forms = [self.formset.form(instance=row) for row in rows]
        for form in forms:
            form.fields.pop(self.formset.fk.name, None)
        return forms

    def _added_row(self, form: Any) -> RowDifference:
        raw = list(compare_added(form))
        event = self.events.get(self.now[form.instance.pk])
        return RowDifference(title_of(form.instance), ADDED, raw, event)


def _posted_key(form: Any) -> int:
    """The id that a form of an inline row posted; 0 if it is none."""
    name = form.add_prefix(form._meta.model._meta.pk.name)
    return parse_id(form.data.get(name, "")) or 0


def _is_ticked(form: Any) -> bool:
    """Whether the row of a form is to be deleted."""
    return DELETION_FIELD_NAME in form.fields and bool(form[DELETION_FIELD_NAME].data)
