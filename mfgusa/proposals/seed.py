"""The facts that come with the code, loaded only where they are missing.

A row is missing when its key is not in its table and has never been offered before:
what a curator has changed, renamed or deleted is not.
"""

from django.db import transaction
from django.utils import timezone

from mfgusa.proposals.apply.proposal import write
from mfgusa.proposals.models import OfferedKey, PlannedRow, Proposal
from mfgusa.proposals.plan.key_index import key_maker
from mfgusa.proposals.plan.package import plan_package_rows
from mfgusa.tables.files.readers.table_file import TableFile


def load_missing(package: list[TableFile], *, why: str) -> int:
    """Create the rows that this database has never been offered; return how many.

    They come in as a proposal like any other. A row that refers to one that was deleted
    since is passed over. Raises mfgusa.proposals.apply.proposal.Refused when the rest
    contradicts what curators have made.
    """
    with transaction.atomic():
        for file in package:
            _leave_only_missing(file)
        if not any(True for file in package for _line in file.lines()):
            return 0
        proposal = Proposal.objects.create(kind=Proposal.Kind.SEED, why=why)
        _plan_what_fits(proposal, package)
        if proposal.changes:
            write(proposal, user="", report=lambda done, total: None)
            proposal.state, proposal.committed_at = (
                proposal.State.COMMITTED,
                timezone.now(),
            )
            proposal.save()
        else:
            proposal.delete()
    return proposal.changes


def offer_once(table: str, key: str) -> bool:
    """Whether something is offered for the first time; it is remembered then."""
    if key in OfferedKey.objects.of(table):
        return False
    OfferedKey.objects.remember(table, {key})
    return True


def _leave_only_missing(file: TableFile) -> None:
    """Pass over lines offered before or there already; remember all as offered."""
    table, key_of = file.resource.table, key_maker(file.resource)
    keys = {line.number: key_of(line.cells) for line in file.lines()}
    offered = OfferedKey.objects.of(table)
    if new := {*keys.values()} - offered:
        there = file.resource.find(new)
        OfferedKey.objects.remember(table, new)
        offered |= there.keys()
    file.skipped |= {number for number, key in keys.items() if key in offered}


def _plan_what_fits(proposal: Proposal, package: list[TableFile]) -> None:
    """Plan, pass over what cannot be loaded, and over what refers to it, and so on."""
    while True:
        rows = PlannedRow.objects.filter(proposal=proposal)
        rows.delete()
        plan_package_rows(proposal, package, lambda done, total: None)
        wrong = set(rows.having("error").values_list("table", "number"))
        if not wrong:
            return
        for file in package:
            table = file.resource.table
            file.skipped |= {number for name, number in wrong if name == table}
