"""A whole proposal into the database: exactly the stored plan, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pghistory
from django.db import DataError, IntegrityError, OperationalError, transaction

from mfgusa.db import unavailable
from mfgusa.db.constraint_messages import in_words
from mfgusa.proposals.apply.conflicts import changed_since, created_since
from mfgusa.proposals.apply.table import TableWriter
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.problems import Problem
from mfgusa.proposals.staging import execute, measure
from mfgusa.tables.schema.natural_keys import KeyLookup
from mfgusa.tables.schema.resource import TableResource, tables


class Refused(Exception):
    """The data, or their rules, stand against the plan; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def write(proposal: Proposal, *, user: str, report: Callable[[int, int], None]) -> None:
    """Write the plan of a proposal in one transaction, or raise Refused.

    History keeps `user`, the reason and the proposal. `report` is called with the
    number of rows done and the total.
    """
    resources = [r for r in tables() if r.table in proposal.tables]
    who_and_why = pghistory.context(user=user, why=proposal.why, proposal=proposal.pk)
    with transaction.atomic(), who_and_why:
        refuse([p for r in resources for p in changed_since(proposal, r)])
        _write(proposal, resources, report)
    measure([r.model for r in resources], written=proposal.changes)


def _write(
    proposal: Proposal,
    resources: list[TableResource],
    report: Callable[[int, int], None],
) -> None:
    keys, done = KeyLookup(), Count(proposal.changes, report)
    writers = [TableWriter(proposal, resource, keys) for resource in resources]
    for writer in writers:
        writer.announce()
    refuse([problem for writer in writers for problem in writer.stage(done.add)])
    with rules_in_words(proposal, resources):
        for writer in reversed(writers):
            writer.delete()
        for writer in writers:
            writer.merge()
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("SET CONSTRAINTS ALL DEFERRED")
    for writer in writers:
        writer.remember()


class Count:
    """Rows done, told as they come."""

    def __init__(self, total: int, report: Callable[[int, int], None]) -> None:
        self.done, self.total, self.report = 0, total, report

    def add(self, rows: int) -> None:
        self.done += rows
        self.report(self.done, self.total)


def refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


@contextmanager
def rules_in_words(
    proposal: Proposal, resources: list[TableResource]
) -> Iterator[None]:
    """Turns what the database refuses into problems with rows, or a sentence."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DataError, OperationalError) as problem:
        if unavailable.cause(problem):  # It is not the plan.
            raise
        created = [p for r in resources for p in created_since(proposal, r)]
        raise Refused(created or [Problem("", 0, "", in_words(problem))]) from problem
