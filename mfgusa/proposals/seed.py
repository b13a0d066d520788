"""Load the rows that come with the code, where they are missing.

A row is missing when its key is not in its table and has never been seeded: a row
that a curator has changed, renamed or deleted is not missing.
"""

from django.db import transaction
from django.utils import timezone

from mfgusa.proposals.apply.proposal import apply_proposal
from mfgusa.proposals.models import PlannedRow, Proposal, SeededKey
from mfgusa.proposals.plan.key_index import key_maker
from mfgusa.proposals.plan.package import plan_package
from mfgusa.tables.files.readers.table_file import TableFile


def load_missing(package: list[TableFile], *, why: str) -> int:
    """Create the rows that have never been seeded, and return their number.

    They are applied as a proposal. A row that refers to a deleted row is skipped.
    Raises mfgusa.proposals.apply.proposal.ApplyError when the others contradict
    rows that curators have made.
    """
    with transaction.atomic():
        for file in package:
            _skip_seeded(file)
        if not any(True for file in package for _line in file.lines()):
            return 0
        proposal = Proposal.objects.create(kind=Proposal.Kind.SEED, why=why)
        _plan_valid_rows(proposal, package)
        if proposal.changes:
            apply_proposal(proposal, user="", report=lambda done, total: None)
            proposal.state = Proposal.State.COMMITTED
            proposal.committed_at = timezone.now()
            proposal.save()
        else:
            proposal.delete()
    return proposal.changes


def mark_seeded(table: str, key: str) -> bool:
    """Mark a key as seeded; return whether it is marked for the first time."""
    if key in SeededKey.objects.keys_of(table):
        return False
    SeededKey.objects.add_keys(table, {key})
    return True


def _skip_seeded(file: TableFile) -> None:
    """Skip lines that were seeded before or are in the table; mark all as seeded."""
    table, key_of = file.resource.table, key_maker(file.resource)
    keys = {line.number: key_of(line.cells) for line in file.lines()}
    seeded = SeededKey.objects.keys_of(table)
    if new := {*keys.values()} - seeded:
        existing = file.resource.find_ids(new)
        SeededKey.objects.add_keys(table, new)
        seeded |= existing.keys()
    file.skipped |= {number for number, key in keys.items() if key in seeded}


def _plan_valid_rows(proposal: Proposal, package: list[TableFile]) -> None:
    """Plan again without the rows with errors, until there are none."""
    while True:
        rows = PlannedRow.objects.filter(proposal=proposal)
        rows.delete()
        plan_package(proposal, package, lambda done, total: None)
        failed = set(rows.with_action("error").values_list("table", "number"))
        if not failed:
            return
        for file in package:
            file.skipped |= {n for table, n in failed if table == file.resource.table}
