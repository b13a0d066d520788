"""Whether the rows of a plan are still as they were when it was made."""

from django.utils.translation import gettext as _

from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.proposals.plan.key_index import key_maker
from mfgusa.proposals.problems import Problem
from mfgusa.proposals.staging import execute
from mfgusa.tables.schema.natural_keys import format_joined_key
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import version_sql

TOUCHED = "p.proposal_id = %s AND p.table = %s AND p.action IN ('update', 'delete')"


def changed_since(proposal: Proposal, resource: TableResource) -> list[Problem]:
    """Rows that somebody has changed or removed since the plan; locks the others."""
    table = resource.model._meta.db_table
    now = version_sql(resource, "t")
    params = [proposal.pk, resource.table]
    execute(
        f"WITH locked AS MATERIALIZED (SELECT t.id FROM {table} t WHERE t.id IN ("
        f"SELECT p.row_id FROM proposals_plannedrow p WHERE {TOUCHED}) ORDER BY t.id"
        " FOR UPDATE) SELECT count(*) FROM locked",
        params,
    )
    rows = execute(
        f"SELECT p.number, p.key, t.id IS NULL FROM proposals_plannedrow p"
        f" LEFT JOIN {table} t ON t.id = p.row_id WHERE {TOUCHED}"
        f" AND (t.id IS NULL OR p.version IS DISTINCT FROM {now})"
        " ORDER BY p.position",
        params,
    )
    return [
        Problem(resource.table, number, "", removed(key) if is_gone else changed(key))
        for number, key, is_gone in rows
    ]


def created_since(proposal: Proposal, resource: TableResource) -> list[Problem]:
    """Rows that the plan creates and that are there by now."""
    key_of = key_maker(resource)
    rows = PlannedRow.objects.of(proposal, resource.table).having("create")
    keys = {key_of(row.after): row for row in rows.iterator() if row.after}
    there = resource.find(keys)
    text = _("“%(key)s” has been created since this was planned.")
    return [
        Problem(
            resource.table, keys[key].number, "", text % {"key": format_joined_key(key)}
        )
        for key in there
    ]


def changed(key: str) -> str:
    return _("“%(key)s” has been changed since this was planned.") % {"key": key}


def removed(key: str) -> str:
    return _("“%(key)s” has been removed since this was planned.") % {"key": key}
