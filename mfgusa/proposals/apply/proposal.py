"""Applies a whole proposal to the database: exactly the stored plan, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.db import DataError, IntegrityError, OperationalError, transaction

from mfgusa.db import unavailable
from mfgusa.db.constraint_messages import describe_error
from mfgusa.proposals.apply.conflicts import changed_since, created_since
from mfgusa.proposals.apply.table import TableWriter
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.plan.package import Report
from mfgusa.proposals.problem import ProposalProblem
from mfgusa.proposals.staging import analyze, execute
from mfgusa.proposals.versions import lost_column_problems
from mfgusa.tables.schema.natural_keys import KeyLookup
from mfgusa.tables.schema.resource import TableResource, tables


class ApplyError(Exception):
    """The plan conflicts with the data or their rules; nothing was written."""

    def __init__(self, problems: list[ProposalProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def apply_proposal(proposal: Proposal, *, user: int | str, report: Report) -> None:
    """Apply the plan of a proposal in one transaction, or raise ApplyError.

    The history records `user`, the reason, and the id and the kind of the proposal.
    """
    resources = [r for r in tables() if r.table in proposal.tables]
    context = pghistory.context(
        user=user, why=proposal.why, proposal=proposal.pk, kind=str(proposal.kind)
    )
    with transaction.atomic(), context:
        raise_problems(lost_column_problems(proposal, resources))
        raise_problems([p for r in resources for p in changed_since(proposal, r)])
        _apply(proposal, resources, report)
    analyze([r.model for r in resources], row_count=proposal.changes)


def _apply(proposal: Proposal, resources: list[TableResource], report: Report) -> None:
    keys, progress = KeyLookup(), ProgressCounter(proposal.changes, report)
    writers = [TableWriter(proposal, resource, keys) for resource in resources]
    for writer in writers:
        writer.assign_ids()
    raise_problems([p for writer in writers for p in writer.stage(progress.add)])
    with database_errors_as_problems(proposal, resources):
        for writer in reversed(writers):
            writer.delete()
        for writer in writers:
            writer.merge()
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("SET CONSTRAINTS ALL DEFERRED")
    for writer in writers:
        writer.record_applied()


class ProgressCounter:
    """Counts rows and reports each change."""

    def __init__(self, total: int, report: Report) -> None:
        self.done, self.total, self.report = 0, total, report

    def add(self, rows: int) -> None:
        """Count more rows."""
        self.done += rows
        self.report(self.done, self.total)


def raise_problems(problems: list[ProposalProblem]) -> None:
    """Raise ApplyError if there are problems."""
    if problems:
        raise ApplyError(problems)


@contextmanager
def database_errors_as_problems(
    proposal: Proposal, resources: list[TableResource]
) -> Iterator[None]:
    """Raise ApplyError for a database error: its rows, or else its constraint."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DataError, OperationalError) as error:
        if unavailable.outage_cause(error):  # The plan is not the cause.
            raise
        problems = [p for r in resources for p in created_since(proposal, r)]
        message = describe_error(error)
        raise ApplyError(
            problems or [ProposalProblem.without_place(message)]
        ) from error
