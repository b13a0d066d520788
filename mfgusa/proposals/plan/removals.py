"""The deletion of rows that a file leaves out, where the curator asks for it."""

from collections.abc import Collection

from django.db import models

from mfgusa.proposals.plan.lines import Action, PlannedLine
from mfgusa.tables.schema.references import format_key
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import snapshots

Removals = dict[type[models.Model], set[int]]


def missing_rows(resource: TableResource, present: Collection[int]) -> list[int]:
    """The ids of the rows of a table that are not among those present in the file."""
    ids = resource.model._default_manager.order_by("pk").values_list("pk", flat=True)
    return [pk for pk in ids if pk not in present]


def planned_removals(resource: TableResource, ids: list[int]) -> list[PlannedLine]:
    """The plan that deletes the rows with these ids."""
    return [
        PlannedLine(
            number=0,
            key=format_key(cells[name] for name in resource.key),
            action=Action.DELETE,
            row_id=pk,
            version=version,
            before=cells,
        )
        for pk, (version, cells) in snapshots(resource, ids).items()
    ]
