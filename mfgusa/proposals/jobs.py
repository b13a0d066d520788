"""The long work on a proposal: reading and planning its file, and committing it.

A job does its work in one transaction or not at all; what stands against it is
written into the proposal as problems.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from mfgusa.db import unavailable
from mfgusa.proposals import permissions, revert
from mfgusa.proposals.apply.proposal import ApplyError, apply_proposal, raise_problems
from mfgusa.proposals.models import PlannedRow, Proposal, UploadPart
from mfgusa.proposals.plan.package import Report, plan_package
from mfgusa.proposals.problem import ProposalProblem
from mfgusa.proposals.progress import Progress, ProposalLocked, proposal_lock
from mfgusa.proposals.staging import analyze
from mfgusa.tables.files.readers.table_file import TableFile, UnreadableFile
from mfgusa.tables.files.readers.upload import open_upload
from mfgusa.temporary_folder import temporary_folder

State = Proposal.State
PLAN_FIELDS = (
    *("tables", "reading", "counts", "columns", "version_columns"),
    *("problems", "done", "total"),
)
MAX_PROBLEMS = 1000  # Are stored; the proposal says how many more there are.


def run_plan(proposal: Proposal) -> None:
    """Read and plan the file of a proposal, or plan the revert that it is."""
    is_revert = proposal.kind == Proposal.Kind.REVERT
    plan = _plan_revert if is_revert else _plan_file
    _run(proposal, plan, State.PLANNING, State.WAITING)


def run_commit(proposal: Proposal) -> None:
    """Apply the plan of a proposal, by the permissions its committer has now."""
    _run(proposal, _commit, State.COMMITTING)


def reject_commit(proposal: Proposal, message: str) -> None:
    """Do not commit a proposal after all."""
    problem = ProposalProblem.without_place(message)
    _run(proposal, lambda p, _report: _mark_stale(p, [problem]), State.COMMITTING)


def _run(
    proposal: Proposal, work: Callable[[Proposal, Progress], None], *states: str
) -> None:
    """Run work on a proposal in one of these states, unless another worker has it."""
    Proposal.objects.filter(pk=proposal.pk, state__in=states).update(
        state=states[0], started_at=timezone.now()
    )
    try:
        with suppress(ProposalLocked), proposal_lock(proposal) as progress:
            proposal.refresh_from_db()
            if proposal.state == states[0]:
                work(proposal, progress)
    except (DatabaseError, OSError) as problem:
        why = unavailable.save_failure_message(problem)
        if not why:
            raise
        record_failure(proposal, why)


def record_failure(proposal: Proposal, why: str) -> None:
    """Note in a proposal why the server could not do the work; plan it again then."""
    proposal.refresh_from_db()
    was_planned = proposal.state == State.COMMITTING
    proposal.state = State.PLANNED if was_planned else State.STALE
    proposal.failure = _("%(why)s Nothing of it was written.") % {"why": why}
    proposal.save(update_fields=["state", "failure"])


def _plan_revert(proposal: Proposal, report: Report) -> None:
    PlannedRow.objects.filter(proposal=proposal).delete()
    revert.plan_revert(proposal, report)
    _save_plan(proposal)


def _plan_file(proposal: Proposal, report: Report) -> None:
    rows = PlannedRow.objects.filter(proposal=proposal)
    rows.delete()
    try:
        with open_package(proposal) as package:
            _require_import_permissions(proposal, package)
            plan_package(proposal, package, report)
        _save_plan(proposal)
    except (UnreadableFile, permissions.NotAllowed) as problem:
        rows.delete()
        UploadPart.objects.filter(proposal=proposal).delete()
        proposal.state = State.REFUSED
        _save_problems(proposal, [ProposalProblem.without_place(str(problem))])


def _require_import_permissions(proposal: Proposal, package: list[TableFile]) -> None:
    if proposal.user:
        tables = [file.resource.table for file in package]
        permissions.require(
            permissions.missing_import_permissions(
                proposal.user, tables, remove=proposal.remove_missing
            )
        )


def _save_plan(proposal: Proposal) -> None:
    proposal.state = State.PLANNED
    proposal.planned_at = timezone.now()
    proposal.done = proposal.total
    proposal.save(update_fields=["state", "planned_at", *PLAN_FIELDS])
    analyze([PlannedRow], row_count=proposal.total)


@contextmanager
def open_package(proposal: Proposal) -> Iterator[list[TableFile]]:
    """The uploaded file of a proposal as tables. Raises UnreadableFile."""
    with temporary_folder() as folder:
        path = folder / "upload"
        UploadPart.objects.filter(proposal=proposal).write_to(path)
        with open_upload(path, proposal.file_name, proposal.table) as package:
            yield package


def _commit(proposal: Proposal, report: Report) -> None:
    try:
        raise_problems(_missing_permissions(proposal))
        apply_proposal(proposal, user=_history_user(proposal), report=report)
    except ApplyError as error:
        _mark_stale(proposal, error.problems)
    else:
        proposal.state, proposal.committed_at = State.COMMITTED, timezone.now()
        proposal.done = proposal.total = proposal.changes
        proposal.save(update_fields=["state", "committed_at", "done", "total"])


def _history_user(proposal: Proposal) -> int | str:
    """Whom the history names: a user by id, or whoever ran the command by name."""
    return proposal.committed_by_id or proposal.committed_by_name


def _missing_permissions(proposal: Proposal) -> list[ProposalProblem]:
    if not proposal.committed_by:
        return []
    message = _("%(who)s may not %(right)s.")
    names = {"who": proposal.committed_by_name}
    return [
        ProposalProblem.without_place(message % (names | {"right": permission}))
        for permission in permissions.missing_permissions(
            proposal.committed_by, proposal
        )
    ]


def _mark_stale(proposal: Proposal, problems: list[ProposalProblem]) -> None:
    stored, more = problems[:MAX_PROBLEMS], len(problems) - MAX_PROBLEMS
    if more > 0:
        message = _("And %(count)d more rows.") % {"count": more}
        stored.append(ProposalProblem.without_place(message))
    proposal.state = State.STALE
    _save_problems(proposal, stored)


def _save_problems(proposal: Proposal, problems: list[ProposalProblem]) -> None:
    proposal.problems = [problem.as_dict() for problem in problems]
    proposal.save(update_fields=["state", "problems"])
