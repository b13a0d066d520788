"""The rows of an edit conflict, and how they are called."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mfgusa.desk.edit_conflicts.differences import (
    FieldDifference,
    RawDifference,
    describe,
    load_labels,
)
from mfgusa.desk.edit_conflicts.events import RowChange, load_changes
from mfgusa.desk.forms import foreign_keys

CHANGED, DELETED, MOVED = "changed", "deleted", "moved"
ADDED, YOURS = "added", "yours"


@dataclass
class RowDifference:
    """A row whose form differs from what it was, or from what it is now.

    `state` is what somebody else did to it; `YOURS` if nobody did anything. `event` is
    their newest one; `change` and `fields` say the same in words. `moved_to` is the row
    that an inline row was moved to; empty for none. `is_marked` says that saving the
    form deletes it, whatever its fields hold.
    """

    title: str
    state: str
    raw: list[RawDifference]
    event: Any = None
    is_refused: bool = False
    moved_to: str = ""
    is_marked: bool = False
    change: RowChange | None = None
    fields: list[FieldDifference] = field(default_factory=list)


def put_in_words(rows: Iterable[RowDifference]) -> None:
    """Add labels and names: one query for each model that is named, one for users."""
    rows = list(rows)
    labels = load_labels(difference for row in rows for difference in row.raw)
    for row in rows:
        fields = [describe(difference, labels) for difference in row.raw]
        row.fields = (
            [field.without_yours() for field in fields] if row.is_marked else fields
        )
    dated = [row for row in rows if row.event]
    changes = load_changes(row.event for row in dated)
    for row, change in zip(dated, changes, strict=True):
        row.change = change


def title_of(row: models.Model) -> str:
    """The model and the name of a row."""
    return f"{capfirst(row._meta.verbose_name)}: {name_of(row)}"


def name_of(row: models.Model) -> str:
    """The name of a row; one without, or that refers to lost rows, has a number."""
    number = _("number %(key)s") % {"key": row.pk}
    try:
        return str(row) or number
    except ObjectDoesNotExist:
        return number


def load_related(rows: Iterable[models.Model]) -> None:
    """Load what the names of rows refer to: one query for each foreign key."""
    rows = list(rows)
    if rows:
        related = [
            Prefetch(name, _with_related(type(rows[0]), name))
            for name in foreign_keys(type(rows[0]))
        ]
        prefetch_related_objects(rows, *related)


def _with_related(model: type[models.Model], name: str) -> models.QuerySet[Any]:
    related = model._meta.get_field(name).related_model
    assert isinstance(related, type)
    return related._default_manager.select_related(*foreign_keys(related))
