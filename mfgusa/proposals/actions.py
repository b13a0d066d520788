"""What people do with proposals: upload, commit, revert, plan again.

Short files are planned and committed at once, long ones by a worker; a page that
shows the proposal need not know which. A busy proposal always has either a job in the
queue or the time when it was started, so a process may die at any moment. `by` is the
user who acts, or the name of somebody at the command line, who may do everything and
waits (`wait=True`).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from mfgusa.proposals import jobs, tasks
from mfgusa.proposals.models import Proposal, UploadPart
from mfgusa.proposals.permissions import (
    missing_import_permissions,
    missing_permissions,
    require,
)
from mfgusa.proposals.progress import is_locked
from mfgusa.tables.files.readers.size import looks_small

State = Proposal.State
IMMEDIATE_ROWS = 2000  # Fewer rows than these are written within the request.
LOCK_GRACE = timedelta(seconds=5)  # Between the start of a job and its lock.
REPLANNABLE = (State.PLANNED, State.STALE, State.WAITING)


class Uploader(TypedDict):
    """Who uploads or plans a proposal."""

    user: User | None
    user_name: str


class Committer(TypedDict):
    """Who commits a proposal."""

    committed_by: User | None
    committed_by_name: str


class Start(TypedDict):
    """The fields of a proposal that is being started, or put into the queue."""

    state: Proposal.State
    started_at: datetime | None


def upload(
    file: File[bytes],
    *,
    by: User | str,
    table: str = "",
    why: str = "",
    remove_missing: bool = False,
    wait: bool = False,
) -> Proposal:
    """Store an uploaded file and plan it.

    The proposal comes back planned, refused (see `problems`) or waiting for a worker.
    Raises NotAllowed when `by` may not import into `table`.
    """
    if table:
        require(missing_import_permissions(by, [table], remove=remove_missing))
    is_small = file.file is not None and looks_small(file.file)
    at_once = wait or is_small
    with transaction.atomic():
        proposal = Proposal.objects.create(
            table=table,
            tables=[table] if table else [],
            file_name=Path(file.name or "").name,
            sha256=sha256(file),
            size=file.size,
            is_small=is_small,
            why=why,
            remove_missing=remove_missing,
            **uploader(by),
            **plan_start_fields(at_once=at_once),
        )
        UploadPart.objects.store(proposal, file)
        if not at_once:
            tasks.plan_proposal.enqueue(proposal.pk)
    return _finish(proposal, jobs.run_plan, at_once=at_once)


def commit(
    proposal: Proposal, *, by: User | str, why: str = "", wait: bool = False
) -> Proposal:
    """Apply exactly the stored plan, now or by a worker.

    The proposal comes back committed, stale (see `problems`), or committing. A second
    click does nothing. Raises NotAllowed.
    """
    require(missing_permissions(by, proposal))
    proposal.refresh_from_db()
    at_once = wait or proposal.changes < IMMEDIATE_ROWS
    interrupted = (State.COMMITTING,) if is_interrupted(proposal) else ()
    states = (State.PLANNED, *interrupted) if proposal.is_clean else ()
    with transaction.atomic():
        has_started = Proposal.objects.filter(pk=proposal.pk, state__in=states).update(
            why=why or proposal.why,
            done=0,
            total=proposal.changes,
            **committer(by),
            **start_fields(State.COMMITTING, at_once=at_once),
        )
        if has_started and not at_once:
            tasks.commit_proposal.enqueue(proposal.pk)
    at_once = bool(has_started) and at_once
    return _finish(proposal, jobs.run_commit, at_once=at_once)


def plan_again(proposal: Proposal, *, by: User | str) -> Proposal:
    """Plan the stored file again, against the current data. Raises NotAllowed."""
    remove = proposal.remove_missing
    require(missing_import_permissions(by, proposal.tables, remove=remove))
    states = [*REPLANNABLE]
    if is_interrupted(proposal):
        states += [State.PLANNING, State.COMMITTING]
    stored = Proposal.objects.filter(pk=proposal.pk, forgotten_at=None)
    with transaction.atomic():
        has_started = stored.filter(state__in=states).update(
            problems=[],
            failure="",
            done=0,
            planned_at=None,
            **uploader(by),
            **plan_start_fields(at_once=proposal.is_small),
        )
        if has_started and not proposal.is_small:
            tasks.plan_proposal.enqueue(proposal.pk)
    at_once = bool(has_started) and proposal.is_small
    return _finish(proposal, jobs.run_plan, at_once=at_once)


def revert(proposal: Proposal, *, by: User | str, why: str = "") -> Proposal:
    """Plan a new proposal that reverts a committed one; it is committed like any other.

    A second request plans the existing revert again. An import whose rows were
    forgotten comes back as it is. Raises NotAllowed.
    """
    require(missing_import_permissions(by, proposal.tables))
    proposal.refresh_from_db()
    if proposal.state != State.COMMITTED or proposal.forgotten_at:
        return proposal
    existing = proposal.reverted_by.exclude(state=State.REFUSED).first()
    if existing:
        return plan_again(existing, by=by)
    return _plan_revert(proposal, by=by, why=why)


def _plan_revert(proposal: Proposal, *, by: User | str, why: str) -> Proposal:
    is_small = proposal.changes < IMMEDIATE_ROWS
    with transaction.atomic():
        new = Proposal.objects.create(
            kind=Proposal.Kind.REVERT,
            reverts=proposal,
            tables=proposal.tables,
            file_name=proposal.file_name,
            is_small=is_small,
            why=why,
            **uploader(by),
            **plan_start_fields(at_once=is_small),
        )
        if not is_small:
            tasks.plan_proposal.enqueue(new.pk)
    return _finish(new, jobs.run_plan, at_once=is_small)


def is_interrupted(proposal: Proposal) -> bool:
    """Whether the worker that planned or committed a proposal has died.

    Nothing of it was written then; `commit` or `plan_again` may be called again. A
    proposal that waits for a worker is interrupted when its job is lost.
    """
    if not proposal.started_at:
        return proposal.is_busy and not tasks.is_queued(proposal.pk)
    if proposal.state not in (State.PLANNING, State.COMMITTING):
        return False
    if timezone.now() - proposal.started_at < LOCK_GRACE:
        return False
    return not is_locked(proposal)


def sha256(file: File[bytes]) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def uploader(by: User | str) -> Uploader:
    """The fields that say who uploads: a user with the name, or the name alone."""
    user, name = user_and_name(by)
    return {"user": user, "user_name": name}


def committer(by: User | str) -> Committer:
    """The fields that say who commits."""
    user, name = user_and_name(by)
    return {"committed_by": user, "committed_by_name": name}


def user_and_name(by: User | str) -> tuple[User | None, str]:
    """A user and the user's name; the name stays when the account is deleted."""
    return (None, by) if isinstance(by, str) else (by, by.get_username())


def start_fields(state: Proposal.State, *, at_once: bool) -> Start:
    """The fields of a proposal in a state that begins now, or waits for a worker."""
    return {"state": state, "started_at": timezone.now() if at_once else None}


def plan_start_fields(*, at_once: bool) -> Start:
    """The fields of a proposal that is to be planned."""
    return start_fields(State.PLANNING if at_once else State.WAITING, at_once=at_once)


def _finish(
    proposal: Proposal, job: Callable[[Proposal], None], *, at_once: bool
) -> Proposal:
    """The proposal as it is stored, after the job if it is to be done at once."""
    if at_once:
        job(proposal)
    proposal.refresh_from_db()
    return proposal
