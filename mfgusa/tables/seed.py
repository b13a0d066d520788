"""The facts that come with the code, loaded only where they are missing.

A row is missing when its key is not in its table and has never been offered before:
what a curator has changed, renamed or deleted is not.
"""

from django.db import transaction
from django.utils import timezone

from mfgusa.tables import committing, planning
from mfgusa.tables.files.readers.table_file import TableFile
from mfgusa.tables.models import Batch, OfferedKey, PlannedRow
from mfgusa.tables.planning.survey import key_maker


def load_missing(package: list[TableFile], *, why: str) -> int:
    """Create the rows that this database has never been offered; return how many.

    They come in as a batch like any other. A row that refers to one that was deleted
    since is passed over. Raises mfgusa.tables.committing.Refused when the rest
    contradicts what curators have made.
    """
    with transaction.atomic():
        for file in package:
            _leave_only_missing(file)
        if not any(True for file in package for _line in file.lines()):
            return 0
        batch = Batch.objects.create(kind=Batch.Kind.SEED, why=why)
        _plan_what_fits(batch, package)
        if batch.changes:
            committing.write(batch, user="", report=lambda done, total: None)
            batch.state, batch.committed_at = batch.State.COMMITTED, timezone.now()
            batch.save()
        else:
            batch.delete()
    return batch.changes


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


def _plan_what_fits(batch: Batch, package: list[TableFile]) -> None:
    """Plan, pass over what cannot be loaded, and over what refers to it, and so on."""
    while True:
        rows = PlannedRow.objects.filter(batch=batch)
        rows.delete()
        planning.plan(batch, package, lambda done, total: None)
        wrong = set(rows.having("error").values_list("table", "number"))
        if not wrong:
            return
        for file in package:
            table = file.resource.table
            file.skipped |= {number for name, number in wrong if name == table}
