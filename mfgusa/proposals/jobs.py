"""The long work on a proposal: reading and planning its file, and committing it.

A job does its work in one transaction or not at all; what it cannot do it writes into
the proposal as problems.
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
from mfgusa.proposals import permissions, revert
from mfgusa.proposals.apply import proposal as application
from mfgusa.proposals.models import PlannedRow, Proposal, UploadPart
from mfgusa.proposals.plan.package import plan_package_rows
from mfgusa.proposals.problems import Problem
from mfgusa.proposals.progress import Busy, Progress, in_hand
from mfgusa.proposals.staging import measure
from mfgusa.tables.files.readers.table_file import TableFile, UnreadableFile
from mfgusa.tables.files.readers.upload import open_upload

State: Any = Proposal.State
PLAN = ("tables", "reading", "counts", "columns", "problems", "done", "total")
MOST_PROBLEMS = 1000  # are kept; the proposal says how many there are.


def plan(proposal: Proposal) -> None:
    """Read and plan the file of a proposal, or plan the undo that it is."""
    undo = proposal.kind == Proposal.Kind.UNDO
    _work(proposal, _plan_undo if undo else _plan_file, State.PLANNING, State.WAITING)


def commit(proposal: Proposal) -> None:
    """Write the plan of a proposal, by the rights that its committer has now."""
    _work(proposal, _commit, State.COMMITTING)


def _work(
    proposal: Proposal, do: Callable[[Proposal, Progress], None], *states: str
) -> None:
    """Do it with a proposal in one of these states; when another has it, do nothing."""
    Proposal.objects.filter(pk=proposal.pk, state__in=states).update(
        state=states[0], started_at=timezone.now()
    )
    try:
        with suppress(Busy), in_hand(proposal) as progress:
            proposal.refresh_from_db()
            if proposal.state == states[0]:
                do(proposal, progress)
    except (DatabaseError, OSError) as problem:
        why = unavailable.why_not_saved(problem)
        if not why:
            raise
        stop(proposal, why)


def stop(proposal: Proposal, why: str) -> None:
    """Say in a proposal why the work on it came to nothing; it may be tried again."""
    proposal.refresh_from_db()
    was_planned = proposal.state == State.COMMITTING
    proposal.state = State.PLANNED if was_planned else State.REFUSED
    text = _("%(why)s Nothing of it was written.") % {"why": why}
    proposal.problems = [Problem("", 0, "", text).as_json()]
    proposal.save(update_fields=["state", "problems"])


def _plan_undo(proposal: Proposal, report: Progress) -> None:
    PlannedRow.objects.filter(proposal=proposal).delete()
    revert.plan(proposal, report)
    _planned(proposal)


def _plan_file(proposal: Proposal, report: Progress) -> None:
    rows = PlannedRow.objects.filter(proposal=proposal)
    rows.delete()
    try:
        with package_of(proposal) as package:
            plan_package(proposal, package, report)
    except (UnreadableFile, permissions.NotAllowed) as problem:
        rows.delete()
        UploadPart.objects.filter(proposal=proposal).delete()
        proposal.problems = [Problem("", 0, "", str(problem)).as_json()]
        proposal.state = State.REFUSED
        proposal.save(update_fields=["state", "problems"])


def plan_package(proposal: Proposal, package: list[TableFile], report: Any) -> None:
    """Plan files that are open. Raises UnreadableFile and NotAllowed."""
    tables = [file.resource.table for file in package]
    if proposal.user:
        remove = proposal.remove_missing
        permissions.require(
            permissions.missing_to_import(proposal.user, tables, remove=remove)
        )
    plan_package_rows(proposal, package, report)
    _planned(proposal)


def _planned(proposal: Proposal) -> None:
    proposal.state = State.PLANNED
    proposal.planned_at = timezone.now()
    proposal.done = proposal.total
    proposal.save(update_fields=["state", "planned_at", *PLAN])
    measure([PlannedRow], written=proposal.total)


@contextmanager
def package_of(proposal: Proposal) -> Iterator[list[TableFile]]:
    """The kept file of a proposal as tables. Raises UnreadableFile."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "upload")
        UploadPart.objects.filter(proposal=proposal).write_to(path)
        with open_upload(path, proposal.file_name, proposal.table) as package:
            yield package


def _commit(proposal: Proposal, report: Progress) -> None:
    try:
        application.refuse(_why_not(proposal))
        application.write(proposal, user=_writer(proposal), report=report)
    except application.Refused as refused:
        _refused(proposal, refused.problems)
    else:
        proposal.state, proposal.committed_at = State.COMMITTED, timezone.now()
        proposal.done = proposal.total = proposal.changes
        proposal.save(update_fields=["state", "committed_at", "done", "total"])


def refuse(proposal: Proposal, why: str) -> None:
    """Do not commit a proposal after all."""
    problem = Problem("", 0, "", why)
    _work(proposal, lambda b, _report: _refused(b, [problem]), State.COMMITTING)


def _writer(proposal: Proposal) -> Any:
    """Who the history names: a user by id, or whoever ran the command by name."""
    return proposal.committed_by_id or proposal.committed_by_name


def _why_not(proposal: Proposal) -> list[Problem]:
    missing = proposal.committed_by and permissions.missing_rights(
        proposal.committed_by, proposal
    )
    return [
        Problem("", 0, "", _("%(who)s may not %(right)s.") % {"who": who, "right": r})
        for r in missing or ()
        for who in [proposal.committed_by_name]
    ]


def _refused(proposal: Proposal, problems: list[Problem]) -> None:
    more = len(problems) - MOST_PROBLEMS
    proposal.problems = [problem.as_json() for problem in problems[:MOST_PROBLEMS]]
    if more > 0:
        text = _("And %(count)d more rows.") % {"count": more}
        proposal.problems.append(Problem("", 0, "", text).as_json())
    proposal.state = State.STALE
    proposal.save(update_fields=["state", "problems"])
