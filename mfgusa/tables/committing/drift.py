"""Whether the rows of a plan are still as they were when it was made."""

from django.utils.translation import gettext as _

from mfgusa.tables.models import Batch, PlannedRow
from mfgusa.tables.planning.survey import key_maker
from mfgusa.tables.problems import Problem
from mfgusa.tables.schema.keys import as_text
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import version_sql
from mfgusa.tables.staging import execute

TOUCHED = "p.batch_id = %s AND p.table = %s AND p.action IN ('update', 'delete')"


def changed_since(batch: Batch, resource: TableResource) -> list[Problem]:
    """Rows that somebody has changed or removed since the plan; locks the others."""
    table = resource.model._meta.db_table
    now = version_sql(resource, "t")
    params = [batch.pk, resource.table]
    execute(
        f"WITH locked AS MATERIALIZED (SELECT t.id FROM {table} t WHERE t.id IN ("
        f"SELECT p.row_id FROM tables_plannedrow p WHERE {TOUCHED}) ORDER BY t.id"
        " FOR UPDATE) SELECT count(*) FROM locked",
        params,
    )
    rows = execute(
        f"SELECT p.number, p.key, t.id IS NULL FROM tables_plannedrow p"
        f" LEFT JOIN {table} t ON t.id = p.row_id WHERE {TOUCHED}"
        f" AND (t.id IS NULL OR p.version IS DISTINCT FROM {now})"
        " ORDER BY p.position",
        params,
    )
    return [
        Problem(resource.table, number, "", removed(key) if is_gone else changed(key))
        for number, key, is_gone in rows
    ]


def created_since(batch: Batch, resource: TableResource) -> list[Problem]:
    """Rows that the plan creates and that are there by now."""
    key_of = key_maker(resource)
    rows = PlannedRow.objects.of(batch, resource.table).having("create")
    keys = {key_of(row.after): row for row in rows.iterator() if row.after}
    there = resource.find(keys)
    text = _("“%(key)s” has been created since this was planned.")
    return [
        Problem(resource.table, keys[key].number, "", text % {"key": as_text(key)})
        for key in there
    ]


def changed(key: str) -> str:
    return _("“%(key)s” has been changed since this was planned.") % {"key": key}


def removed(key: str) -> str:
    return _("“%(key)s” has been removed since this was planned.") % {"key": key}
