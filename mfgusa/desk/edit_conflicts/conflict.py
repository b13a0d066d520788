"""An edit conflict: what saving a form would undo of somebody else's work."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import HttpRequest, QueryDict

from mfgusa.desk.edit_conflicts.differences import (
    Values,
    compare_deleted,
    compare_row,
    current_values,
    shown_fields,
)
from mfgusa.desk.edit_conflicts.inline_rows import InlineComparison
from mfgusa.desk.edit_conflicts.opened_form import (
    OpenedForm,
    may_edit,
)
from mfgusa.desk.edit_conflicts.past import past_of
from mfgusa.desk.edit_conflicts.row_states import UNKNOWN
from mfgusa.desk.edit_conflicts.rows import (
    CHANGED,
    DELETED,
    YOURS,
    RowDifference,
    name_of,
    put_in_words,
    title_of,
)
from mfgusa.desk.edit_conflicts.typed_data import fit_data


@dataclass(frozen=True)
class EditConflict:
    """The rows that differ, the state of the form now, and the data to go on with.

    `row` is the row of the form as it is stored, or as it was before its deletion.
    """

    row: models.Model
    rows: list[RowDifference]
    opened: OpenedForm
    data: QueryDict
    is_deleted: bool = False

    @property
    def name(self) -> str:
        """The saved name of the row."""
        return name_of(self.row)


class OwnComparison:
    """The row of a form itself: then (at the opening of the form) and now."""

    def __init__(
        self,
        model: type[models.Model],
        key: int,
        row: models.Model | None,
        opened: OpenedForm,
        current: OpenedForm,
    ) -> None:
        self.opened, self.row = opened, row
        self.is_newer = opened.state != current.state
        self.past = past_of(model, key, opened, current)
        self.shown_row = row or self.past.row or model(pk=key)

    def compare(self, form: Any) -> RowDifference:
        """The differences of the row, for the form that was posted."""
        return self._deleted(form) if self.row is None else self._existing(form)

    def _deleted(self, form: Any) -> RowDifference:
        raw = compare_deleted(form, self._was(form))
        event, title = self.past.newest_event(None), title_of(self.shown_row)
        return RowDifference(title, DELETED, raw, event, is_refused=True)

    def _existing(self, form: Any) -> RowDifference:
        raw = list(compare_row(form, self._was(form), form.initial))
        was_changed = any(difference.was != difference.theirs for difference in raw)
        event = self.past.newest_event(self.row) if was_changed else None
        state = CHANGED if was_changed else YOURS
        is_refused = any(difference.is_refused for difference in raw)
        title = title_of(self.shown_row)
        return RowDifference(title, state, raw, event, is_refused)

    def _was(self, form: Any) -> Values:
        """The values of then: of the event, and of the links that the form carries."""
        names, links = shown_fields(form), self.opened.links
        values = self.past.values(form) if self.is_newer else current_values(form)
        return {**values, **{name: links[name] for name in names if name in links}}


def find_conflict(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    key: int,
    row: models.Model | None,
    current: OpenedForm,
) -> EditConflict | None:
    """The conflict, if saving the posted form would undo what somebody else did.

    `row` is None if it is gone; `current` is the state of the form's rows now.
    """
    opened = OpenedForm.decode(request.POST.get("_opened", ""))
    if opened == current and row:
        return None
    own = OwnComparison(model_admin.model, key, row, opened, current)
    form, formsets = _bound_forms(model_admin, request, own.shown_row)
    inlines = [
        InlineComparison(formset, opened, current, can_change=can_change)
        for formset, can_change in formsets
    ]
    rows = [own.compare(form), *(row for inline in inlines for row in inline.rows())]
    if not any(row.is_refused for row in rows):
        return None
    rows = [row for row in rows if row.raw or row.is_refused]
    put_in_words(rows)
    differences = [difference for row in rows for difference in row.raw]
    changes = [inline.changes() for inline in inlines]
    data = fit_data(request.POST, differences, changes)
    is_deleted = current.state == UNKNOWN
    return EditConflict(own.shown_row, rows, current, data, is_deleted)


def _bound_forms(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, row: models.Model
) -> tuple[Any, list[tuple[Any, bool]]]:
    """The form and the formsets of a user, with what was typed.

    Each formset comes with whether its rows may be changed, or only be deleted.
    """
    fields = flatten_fieldsets(model_admin.get_fieldsets(request, row))
    form_class = model_admin.get_form(request, row, change=True, fields=fields)
    form = form_class(request.POST, request.FILES, instance=row)
    formsets, inlines = model_admin._create_formsets(request, row, change=True)  # type: ignore[attr-defined]
    return form, [
        (formset, inline.has_change_permission(request, row))
        for formset, inline in zip(formsets, inlines, strict=True)
        if may_edit(inline, request, row)
    ]
