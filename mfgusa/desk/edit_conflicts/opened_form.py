"""What a form showed when it was opened: the state of each of its rows."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import HttpRequest

from mfgusa.db.history import has_history, newest_events
from mfgusa.desk.edit_conflicts.row_states import (
    UNKNOWN,
    RowState,
    decode_state,
    read_states,
)

UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
)


class InlineTable(NamedTuple):
    """Rows of an inline that a form may change or delete, and their parent's key."""

    label: str
    foreign_key: models.ForeignKey[Any, Any]
    rows: models.QuerySet[Any]


@dataclass(frozen=True)
class OpenedForm:
    """The state of a row, of its links and of its inline rows, which a form carries.

    `state` is that of the row, `links` has the keys behind each field of several rows,
    `inlines` the state of each row by model and id.
    """

    state: RowState = UNKNOWN
    links: Mapping[str, list[int]] = field(default_factory=dict)
    inlines: Mapping[str, Mapping[int, RowState]] = field(default_factory=dict)

    def encode(self) -> str:
        """The text of the form's hidden input."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> "OpenedForm":
        """Read the hidden input; an unreadable one is of unknown age."""
        try:
            content = json.loads(text)
            return cls(
                decode_state(content["state"]),
                {name: _numbers(keys) for name, keys in content["links"].items()},
                {
                    label: _states(states)
                    for label, states in content["inlines"].items()
                },
            )
        except UNREADABLE:
            return cls()


def _states(content: Mapping[str, Any]) -> dict[int, RowState]:
    return {int(key): decode_state(state) for key, state in content.items()}


def _numbers(values: Iterable[Any]) -> list[int]:
    return [int(value) for value in values]


def read_opened_form(
    row: models.Model, tables: Iterable[InlineTable], digested: Collection[str]
) -> OpenedForm:
    """The state now: two queries, and one for each inline and each field of links.

    `digested` are the fields of a row without history that its state holds. Rows of
    inlines have history.
    """
    inlines = {table.label: newest_events(table.rows) for table in tables}
    own = read_states(type(row)._default_manager.filter(pk=row.pk), digested)
    return OpenedForm(own.get(row.pk, UNKNOWN), linked_keys(row), inlines)


def digested_fields(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, row: models.Model
) -> list[str]:
    """The fields of a row without history that its form shows and may change."""
    if has_history(type(row)):
        return []
    shown = {*flatten_fieldsets(model_admin.get_fieldsets(request, row))}
    names = shown - {*model_admin.get_readonly_fields(request, row)}
    return [f.name for f in row._meta.concrete_fields if f.name in names]


def linked_keys(row: models.Model) -> dict[str, list[int]]:
    """The keys of the rows behind each field of several rows."""
    return {
        field.name: sorted(getattr(row, field.name).values_list("pk", flat=True))
        for field in linked_fields(type(row))
    }


def linked_fields(model: type[models.Model]) -> Iterator[Any]:
    """The fields of several rows that a form shows."""
    for many in model._meta.many_to_many:
        through = many.remote_field.through
        if through and through._meta.auto_created:
            yield many


def inline_tables(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, row: models.Model
) -> list[InlineTable]:
    """The inlines of a row's form whose rows the user may change or delete."""
    return [
        InlineTable(
            inline.model._meta.label_lower,
            formset.fk,
            inline.get_queryset(request).filter(**{formset.fk.name: row}),
        )
        for formset, inline in model_admin.get_formsets_with_inlines(request, row)
        if may_edit(inline, request, row)
    ]


def may_edit(inline: Any, request: HttpRequest, row: models.Model) -> bool:
    """Whether the user may change or delete rows of an inline."""
    may_change: bool = inline.has_change_permission(request, row)
    may_delete: bool = inline.has_delete_permission(request, row)
    return may_change or may_delete


def lock_rows(row: models.Model, tables: Iterable[InlineTable]) -> None:
    """Lock a row and its inline rows, in an order that is the same for each form.

    The weaker lock lets others refer to the rows, and keeps them from changing them.
    """
    rows = [type(row)._base_manager.filter(pk=row.pk)]
    for table in tables:
        link = {table.foreign_key.name: row}
        rows.append(table.rows.model._base_manager.filter(**link))
    for locked in sorted(rows, key=lambda rows: rows.model._meta.db_table):
        lock_in_order(locked)


def lock_in_order(rows: models.QuerySet[Any]) -> None:
    """Lock rows of a table in the order of their keys."""
    ordered = rows.order_by("pk").values_list("pk")
    list(ordered.select_for_update(no_key=True))
