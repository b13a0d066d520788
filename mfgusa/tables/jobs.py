"""The long work on a batch: reading and planning its file, and committing it.

A job does its work in one transaction or not at all; what it cannot do it writes into
the batch as problems.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from mfgusa.db import unavailable
from mfgusa.tables import committing, planning, rights, undoing
from mfgusa.tables.files.readers.table_file import NotATable, TableFile
from mfgusa.tables.files.readers.upload import opened
from mfgusa.tables.models import Batch, PlannedRow, UploadPart
from mfgusa.tables.problems import Problem
from mfgusa.tables.progress import Busy, Progress, in_hand
from mfgusa.tables.staging import measure

State: Any = Batch.State
PLAN = ("tables", "reading", "counts", "columns", "problems", "done", "total")
MOST_PROBLEMS = 1000  # are kept; the batch says how many there are.


def plan(batch: Batch) -> None:
    """Read and plan the file of a batch, or plan the undo that it is."""
    undo = batch.kind == Batch.Kind.UNDO
    _work(batch, _plan_undo if undo else _plan_file, State.PLANNING, State.WAITING)


def commit(batch: Batch) -> None:
    """Write the plan of a batch, by the rights that its committer has now."""
    _work(batch, _commit, State.COMMITTING)


def _work(batch: Batch, do: Callable[[Batch, Progress], None], *states: str) -> None:
    """Do it with a batch in one of these states; when another has it, do nothing."""
    Batch.objects.filter(pk=batch.pk, state__in=states).update(
        state=states[0], started_at=timezone.now()
    )
    try:
        with suppress(Busy), in_hand(batch) as progress:
            batch.refresh_from_db()
            if batch.state == states[0]:
                do(batch, progress)
    except (DatabaseError, OSError) as problem:
        why = unavailable.why_not_saved(problem)
        if not why:
            raise
        stop(batch, why)


def stop(batch: Batch, why: str) -> None:
    """Say in a batch why the work on it came to nothing; it may be tried again."""
    batch.refresh_from_db()
    was_planned = batch.state == State.COMMITTING
    batch.state = State.PLANNED if was_planned else State.REFUSED
    text = _("%(why)s Nothing of it was written.") % {"why": why}
    batch.problems = [Problem("", 0, "", text).as_json()]
    batch.save(update_fields=["state", "problems"])


def _plan_undo(batch: Batch, report: Progress) -> None:
    PlannedRow.objects.filter(batch=batch).delete()
    undoing.plan(batch, report)
    _planned(batch)


def _plan_file(batch: Batch, report: Progress) -> None:
    rows = PlannedRow.objects.filter(batch=batch)
    rows.delete()
    try:
        with package_of(batch) as package:
            plan_package(batch, package, report)
    except (NotATable, rights.NotAllowed) as problem:
        rows.delete()
        UploadPart.objects.filter(batch=batch).delete()
        batch.problems = [Problem("", 0, "", str(problem)).as_json()]
        batch.state = State.REFUSED
        batch.save(update_fields=["state", "problems"])


def plan_package(batch: Batch, package: list[TableFile], report: Any) -> None:
    """Plan files that are open. Raises NotATable and NotAllowed."""
    tables = [file.resource.table for file in package]
    if batch.user:
        remove = batch.remove_missing
        rights.require(rights.missing_to_import(batch.user, tables, remove=remove))
    planning.plan(batch, package, report)
    _planned(batch)


def _planned(batch: Batch) -> None:
    batch.state = State.PLANNED
    batch.planned_at = timezone.now()
    batch.done = batch.total
    batch.save(update_fields=["state", "planned_at", *PLAN])
    measure([PlannedRow], written=batch.total)


@contextmanager
def package_of(batch: Batch) -> Iterator[list[TableFile]]:
    """The kept file of a batch as tables. Raises NotATable."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "upload")
        UploadPart.objects.filter(batch=batch).write_to(path)
        with opened(path, batch.file_name, batch.table) as package:
            yield package


def _commit(batch: Batch, report: Progress) -> None:
    try:
        committing.refuse(_why_not(batch))
        committing.write(batch, user=_writer(batch), report=report)
    except committing.Refused as refused:
        _refused(batch, refused.problems)
    else:
        batch.state, batch.committed_at = State.COMMITTED, timezone.now()
        batch.done = batch.total = batch.changes
        batch.save(update_fields=["state", "committed_at", "done", "total"])


def refuse(batch: Batch, why: str) -> None:
    """Do not commit a batch after all."""
    problem = Problem("", 0, "", why)
    _work(batch, lambda b, _report: _refused(b, [problem]), State.COMMITTING)


def _writer(batch: Batch) -> Any:
    """Who the history names: a user by id, or whoever ran the command by name."""
    return batch.committed_by_id or batch.committed_by_name


def _why_not(batch: Batch) -> list[Problem]:
    missing = batch.committed_by and rights.missing_rights(batch.committed_by, batch)
    return [
        Problem("", 0, "", _("%(who)s may not %(right)s.") % {"who": who, "right": r})
        for r in missing or ()
        for who in [batch.committed_by_name]
    ]


def _refused(batch: Batch, problems: list[Problem]) -> None:
    more = len(problems) - MOST_PROBLEMS
    batch.problems = [problem.as_json() for problem in problems[:MOST_PROBLEMS]]
    if more > 0:
        text = _("And %(count)d more rows.") % {"count": more}
        batch.problems.append(Problem("", 0, "", text).as_json())
    batch.state = State.STALE
    batch.save(update_fields=["state", "problems"])
