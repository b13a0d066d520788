"""Which columns the row versions of a proposal cover, by name.

A version is a hash, and an upgrade may add columns to a table. So a proposal keeps the
names that its hashes cover, and they are compared over exactly these.
"""

from collections.abc import Iterable

from mfgusa.proposals.models import Proposal
from mfgusa.proposals.problem import ProposalProblem
from mfgusa.tables.schema.cell_readers import lost_column_message
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import lost_columns, version_columns


def record_columns(proposal: Proposal, resources: Iterable[TableResource]) -> None:
    """Set the columns that the versions of a new plan cover: all of today's."""
    proposal.version_columns = {r.table: version_columns(r) for r in resources}


def covered_columns(proposal: Proposal, resource: TableResource) -> list[str]:
    """The columns that a proposal's versions of a table's rows cover.

    A release that did not record them yet (0.2.0, beside this one during an upgrade)
    had today's columns.
    """
    names: list[str] | None = proposal.version_columns.get(resource.table)
    return version_columns(resource) if names is None else names


def lost_column_problems(
    proposal: Proposal, resources: Iterable[TableResource]
) -> list[ProposalProblem]:
    """The columns that a proposal's versions cover and that are gone by now."""
    return [
        ProposalProblem(resource.table, 0, "", lost_column_message(name))
        for resource in resources
        for name in lost_columns(resource, covered_columns(proposal, resource))
    ]
