"""Conflicts: planned rows that have changed since the plan was made."""

from django.utils.translation import gettext as _

from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.proposals.plan.key_index import key_maker
from mfgusa.proposals.problem import ProposalProblem
from mfgusa.proposals.staging import execute
from mfgusa.proposals.versions import covered_columns
from mfgusa.tables.schema.natural_keys import format_joined_key
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import version_sql

TOUCHED = "p.proposal_id = %s AND p.table = %s AND p.action IN ('update', 'delete')"


def changed_since(proposal: Proposal, resource: TableResource) -> list[ProposalProblem]:
    """Rows that were changed or removed since the plan was made; locks the others."""
    table = resource.model._meta.db_table
    current_version = version_sql(resource, "t", covered_columns(proposal, resource))
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
        f" AND (t.id IS NULL OR p.version IS DISTINCT FROM {current_version})"
        " ORDER BY p.position",
        params,
    )
    return [
        ProposalProblem(
            resource.table,
            number,
            "",
            removed_message(key) if is_removed else changed_message(key),
        )
        for number, key, is_removed in rows
    ]


def created_since(proposal: Proposal, resource: TableResource) -> list[ProposalProblem]:
    """Rows that the plan creates and that exist by now."""
    key_of = key_maker(resource)
    planned = PlannedRow.objects.in_table(proposal, resource.table)
    rows = planned.with_action("create").iterator()
    keys = {key_of(row.after): row for row in rows if row.after}
    text = _("“%(key)s” has been created since this was planned.")
    return [
        ProposalProblem(
            resource.table, keys[key].number, "", text % {"key": format_joined_key(key)}
        )
        for key in resource.find_ids(keys)
    ]


def changed_message(key: str) -> str:
    """The message for a row that was changed."""
    return _("“%(key)s” has been changed since this was planned.") % {"key": key}


def removed_message(key: str) -> str:
    """The message for a row that was removed."""
    return _("“%(key)s” has been removed since this was planned.") % {"key": key}
