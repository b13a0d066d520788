"""The facts that come with the code, loaded only where they are missing.

A row that a curator has changed, renamed or deleted is not missing: its key is in
the table or in its history.
"""

from django.db import models
from pghistory.core import event_models

from mfgusa.tables.commit import commit
from mfgusa.tables.plan import TablePlan, plan_package
from mfgusa.tables.reading import TableFile
from mfgusa.tables.resources import TableResource


def load_missing(package: list[TableFile], *, why: str) -> int:
    """Create the rows that this database has never held; return how many.

    A row that refers to one that was deleted since is passed over. Raises
    mfgusa.tables.commit.Refused when the rest contradicts what curators have made.
    """
    for file in package:
        _leave_only_missing(file)
    plans = plan_package(package)
    while any(plan.having("error") for plan in plans):
        _drop_lines(package, plans)
        plans = plan_package(package)
    if not any(plan.rows for plan in plans):
        return 0
    commit(plans, user="", why=why)
    return sum(len(plan.rows) for plan in plans)


def _drop_lines(package: list[TableFile], plans: list[TablePlan]) -> None:
    """Pass over what cannot be loaded; what refers to it goes in the next round."""
    for file, plan in zip(package, plans, strict=True):
        wrong = {row.line for row in plan.having("error")}
        file.lines = [line for line in file.lines if line.number not in wrong]


def _leave_only_missing(file: TableFile) -> None:
    seen = file.resource.index().keys()
    key_of = file.resource.key_of
    file.lines = [line for line in file.lines if key_of(line.cells) not in seen]
    if file.lines:
        gone = keys_in_history(file.resource)
        file.lines = [line for line in file.lines if key_of(line.cells) not in gone]


def keys_in_history(resource: TableResource) -> set[tuple[str, ...]]:
    """Every natural key that rows of the table have ever had."""
    events = event_model(resource.model)._default_manager.all()
    return set(resource.index(events))


def event_model(model: type[models.Model]) -> type[models.Model]:
    """The history table of a recorded model."""
    (event,) = event_models(tracks_model=model)
    return event
