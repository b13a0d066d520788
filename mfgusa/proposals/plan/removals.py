"""Rows that a file leaves out, where the curator asks to remove those."""

from django.db import models

from mfgusa.proposals.plan.lines import Action, Planned
from mfgusa.tables.schema.references import format_key
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import snapshots

Gone = dict[type[models.Model], set[int]]


def left_out(resource: TableResource, kept: set[int]) -> list[int]:
    """The ids of the rows of the table that are not among those kept."""
    ids = resource.model._default_manager.order_by("pk").values_list("pk", flat=True)
    return [pk for pk in ids if pk not in kept]


def removals(resource: TableResource, ids: list[int]) -> list[Planned]:
    """The plan of removing some rows."""
    return [
        Planned(
            number=0,
            key=format_key(cells[name] for name in resource.key),
            action=Action.DELETE,
            row_id=pk,
            version=version,
            before=cells,
        )
        for pk, (version, cells) in snapshots(resource, ids).items()
    ]
