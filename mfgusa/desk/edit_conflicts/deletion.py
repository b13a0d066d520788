"""What was done to rows since a page asked whether to delete them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import HttpRequest

from mfgusa.desk.edit_conflicts.differences import (
    RawDifference,
    compare_row,
    current_values,
)
from mfgusa.desk.edit_conflicts.opened_form import OpenedForm, linked_fields, may_edit
from mfgusa.desk.edit_conflicts.past import past_of
from mfgusa.desk.edit_conflicts.rows import (
    ADDED,
    CHANGED,
    DELETED,
    MOVED,
    RowDifference,
    load_related,
    put_in_words,
    title_of,
)

MAX_ROWS = 20  # Of a model, that a page names.
States = Mapping[int, OpenedForm]  # Of the rows of a model, by id.


def changes_of_row(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    row: models.Model,
    opened: OpenedForm,
    current: OpenedForm,
) -> list[RowDifference]:
    """What was done to a row and its inline rows since the page was opened.

    Nothing is known of a page of unknown age.
    """
    if opened == OpenedForm():
        return []
    own = ({row.pk: replace(page, inlines={})} for page in (opened, current))
    changes = [*_changed_rows(_own_form(model_admin, request, row), *own)]
    for formset, inline in model_admin.get_formsets_with_inlines(request, row):
        if may_edit(inline, request, row):
            pages = (_states(page, inline.model) for page in (opened, current))
            changes += _changed_rows(formset.form, *pages)
    return _in_words(changes)


def changes_of_selection(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    opened: OpenedForm,
    current: OpenedForm,
) -> list[RowDifference]:
    """What was done to the rows of a selection, as `changes_of_row`."""
    if opened == OpenedForm():
        return []
    model = model_admin.model
    form_class = _own_form(model_admin, request, model())
    pages = (_states(page, model) for page in (opened, current))
    return _in_words(_changed_rows(form_class, *pages))


def _own_form(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, row: models.Model
) -> Any:
    fields = flatten_fieldsets(model_admin.get_fieldsets(request, row))
    return model_admin.get_form(request, row, change=True, fields=fields)


def _states(page: OpenedForm, model: type[models.Model]) -> States:
    states = page.inlines.get(model._meta.label_lower, {})
    return {key: OpenedForm(state) for key, state in states.items()}


def _changed_rows(
    form_class: Any, opened: States, current: States
) -> Iterator[RowDifference]:
    """The rows whose state differs, for as long as there are not too many."""
    model = form_class._meta.model
    keys = sorted(k for k in {*opened, *current} if opened.get(k) != current.get(k))
    rows = model._default_manager.in_bulk(keys[:MAX_ROWS])
    load_related(rows.values())
    for key in keys[:MAX_ROWS]:
        yield _changed_row(form_class, key, rows.get(key), opened, current)


def _changed_row(
    form_class: Any, key: int, row: models.Model | None, opened: States, current: States
) -> RowDifference:
    model = form_class._meta.model
    then, now = opened.get(key, OpenedForm()), current.get(key, OpenedForm())
    past = past_of(model, key, then, now)
    title = title_of(row or past.row or model(pk=key))
    if row is None:
        return RowDifference(title, DELETED, [], past.newest_event(None))
    if key not in current:
        return RowDifference(title, MOVED, [])
    if key not in opened:
        return RowDifference(title, ADDED, [], past.newest_event(row))
    form = form_class(instance=row)
    links = {
        field.name: then.links.get(field.name, form.initial.get(field.name))
        for field in linked_fields(model)
    }
    own = past.values(form) if then.state != now.state else current_values(form)
    raw = _their_changes(form, {**own, **links})
    return RowDifference(title, CHANGED, raw, past.newest_event(row))


def _their_changes(form: Any, was: Mapping[str, Any]) -> list[RawDifference]:
    """The fields of a form that nobody typed into, as they were and are."""
    differences = compare_row(form, was, form.initial)
    return [replace(difference, yours=None, takes="") for difference in differences]


def _in_words(changes: Iterable[RowDifference]) -> list[RowDifference]:
    rows = list(changes)
    put_in_words(rows)
    for row in rows:
        row.fields = [field for field in row.fields if field.has_their_change]
    return rows
