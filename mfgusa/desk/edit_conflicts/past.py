"""What a row was when its form was opened, as far as it is known."""

from collections.abc import Iterator
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models

from mfgusa.db.history import has_history
from mfgusa.desk.edit_conflicts.differences import Values, shown_fields, values_of
from mfgusa.desk.edit_conflicts.events import load_events, newest_link_event, row_at
from mfgusa.desk.edit_conflicts.opened_form import OpenedForm, linked_fields
from mfgusa.desk.edit_conflicts.row_states import UNKNOWN, digest, digests_of


class Past(Protocol):
    """A row then, at the opening of a form, and what was done to it since.

    `row` is the row then, None if it is not known.
    """

    row: models.Model | None

    def values(self, form: Any) -> Values:
        """The values of then, without those of several rows."""

    def newest_event(self, row: models.Model | None) -> Any:
        """What was done last to the row or its links; None is a row that is gone."""


def past_of(
    model: type[models.Model], key: int, opened: OpenedForm, current: OpenedForm
) -> Past:
    """The past of a row, by its history or by the digests that the form carries."""
    kind = RecordedPast if has_history(model) else DigestedPast
    return kind(model, key, opened, current)


class RecordedPast:
    """The past of a row with history: events hold what it was, and who changed it."""

    def __init__(
        self,
        model: type[models.Model],
        key: int,
        opened: OpenedForm,
        current: OpenedForm,
    ) -> None:
        self.opened, self.current = opened, current
        states = [opened.state, current.state] if opened.state != current.state else []
        ids = [state for state in states if isinstance(state, int)]
        gone = [key] if current.state == UNKNOWN else []
        events = load_events(model, ids, gone)
        self.events = [event for event in events if event.pgh_obj_id == key]
        then = (event for event in self.events if event.pgh_id == opened.state)
        self.row = next((row_at(model, event) for event in then), None)

    def values(self, form: Any) -> Values:
        return values_of(self.row, shown_fields(form))

    def newest_event(self, row: models.Model | None) -> Any:
        own = self.events[-1] if self.events else None
        links = self._link_events(row) if row else ()
        return next((event for event in links if event), own)

    def _link_events(self, row: models.Model) -> Iterator[Any]:
        then, now = self.opened.links, self.current.links
        for field in linked_fields(type(row)):
            if then.get(field.name) != now.get(field.name):
                yield newest_link_event(row, field)


class DigestedPast:
    """The past of a row without history, by the digests of its values then.

    A digest tells whether a value is still the same, or is what the form holds. What it
    was is not known if it is neither; who changed it is never known.
    """

    row: models.Model | None = None

    def __init__(
        self,
        model: type[models.Model],
        key: int,
        opened: OpenedForm,
        current: OpenedForm,
    ) -> None:
        self.of_row = model(pk=key)
        self.then, self.now = digests_of(opened.state), digests_of(current.state)

    def values(self, form: Any) -> Values:
        return dict(self._known_values(form))

    def newest_event(self, row: models.Model | None) -> None:
        return None

    def _known_values(self, form: Any) -> Iterator[tuple[str, Any]]:
        for name in shown_fields(form):
            if name not in self.then:
                continue
            typed = _typed_value(form, name)
            if self.then[name] == self.now.get(name):
                yield name, form.initial.get(name)
            elif self.then[name] == digest(self.of_row, name, typed):
                yield name, typed


def _typed_value(form: Any, name: str) -> Any:
    """What was typed, as the row would hold it."""
    field, data = form.fields[name], form[name].data
    try:
        return field.prepare_value(field.to_python(data))
    except ValidationError:
        return data
