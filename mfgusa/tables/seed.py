"""The facts that come with the code, loaded only where they are missing.

A row is missing when its key is not in its table and has never been offered before:
what a curator has changed, renamed or deleted is not.
"""

from django.db import transaction

from mfgusa.tables.commit import commit
from mfgusa.tables.models import OfferedKey
from mfgusa.tables.plan import TablePlan, plan_package
from mfgusa.tables.reading import TableFile

PART = "\x1f"  # Between the parts of a key.


def load_missing(package: list[TableFile], *, why: str) -> int:
    """Create the rows that this database has never been offered; return how many.

    A row that refers to one that was deleted since is passed over. Raises
    mfgusa.tables.commit.Refused when the rest contradicts what curators have made.
    """
    with transaction.atomic():
        for file in package:
            _leave_only_missing(file)
        plans = plan_package(package)
        while any(plan.having("error") for plan in plans):
            _drop_lines(package, plans)
            plans = plan_package(package)
        if any(plan.rows for plan in plans):
            commit(plans, user="", why=why)
    return sum(len(plan.rows) for plan in plans)


def offer_once(table: str, key: str) -> bool:
    """Whether something is offered for the first time; it is remembered then."""
    if key in OfferedKey.objects.of(table):
        return False
    OfferedKey.objects.remember(table, {key})
    return True


def _leave_only_missing(file: TableFile) -> None:
    """Keep the lines never offered and not there; remember all as offered."""
    table, key_of = file.resource.table, file.resource.key_of
    keys = {line.number: PART.join(key_of(line.cells)) for line in file.lines}
    offered = OfferedKey.objects.of(table)
    if new := {*keys.values()} - offered:
        there = {PART.join(key) for key in file.resource.index()}
        OfferedKey.objects.remember(table, new)
        offered |= there
    file.lines = [line for line in file.lines if keys[line.number] not in offered]


def _drop_lines(package: list[TableFile], plans: list[TablePlan]) -> None:
    """Pass over what cannot be loaded; what refers to it goes in the next round."""
    for file, plan in zip(package, plans, strict=True):
        wrong = {row.line for row in plan.having("error")}
        file.lines = [line for line in file.lines if line.number not in wrong]
