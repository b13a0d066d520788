"""Rows that a file leaves out, where the curator asks to remove those."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from mfgusa.tables.planning.lines import Action, Planned
from mfgusa.tables.references import as_reference
from mfgusa.tables.resources import TableResource, resource_for
from mfgusa.tables.snapshots import Snapshot, snapshots

Gone = dict[type[models.Model], set[int]]
NAMED = 5  # Of the rows that rest on one, so many are named.


def left_out(resource: TableResource, kept: set[int]) -> list[int]:
    """The ids of the rows of the table that are not among those kept."""
    ids = resource.model._default_manager.order_by("pk").values_list("pk", flat=True)
    return [pk for pk in ids if pk not in kept]


def removals(resource: TableResource, ids: list[int], gone: Gone) -> Iterator[Planned]:
    """The plan of removing some rows; those that others rest on are errors."""
    rows = snapshots(resource, ids)
    resting = what_rests_on(resource, list(rows), gone)
    for pk, (version, cells) in rows.items():
        yield _removal(resource, pk, (version, cells), resting.get(pk, []))


def _removal(
    resource: TableResource, pk: int, row: Snapshot, resting: list[str]
) -> Planned:
    version, cells = row
    key = as_reference(cells[name] for name in resource.key)
    planned = Planned(0, key, Action.DELETE, pk, version, before=cells)
    if resting:
        text = _("It cannot be removed, since others rest on it: %(rows)s.")
        planned.refuse("", "", text % {"rows": ", ".join(resting)})
    return planned


def what_rests_on(
    resource: TableResource, ids: list[int], gone: Gone
) -> dict[int, list[str]]:
    """By id, some rows of other tables that refer to a row and are not to go too."""
    resting: dict[int, list[str]] = {}
    for relation in resource.model._meta.related_objects:
        if not relation.many_to_many and ids:
            for pk, name in _referring(relation, ids, gone):
                names = resting.setdefault(pk, [])
                if len(names) < NAMED:
                    names.append(name)
    return resting


def _referring(relation: Any, ids: list[int], gone: Gone) -> Iterator[tuple[int, str]]:
    try:
        other = resource_for(relation.related_model)()
    except KeyError:  # History and links of a many-to-many have no table.
        return
    rows = other.model._default_manager.filter(
        **{f"{relation.field.name}__pk__any_of": ids}
    ).exclude(pk__any_of=sorted(gone.get(other.model, ())))
    rows = other.rows(rows.annotate(target=models.F(relation.field.attname)), other.key)
    for pk, *key in rows.values_list("target", *(f"column_{n}" for n in other.key)):
        cells = (w.render(v) for w, v in zip(other.key_columns.values(), key))  # noqa: B905
        yield pk, f"{other.table} {as_reference(cells)}"
