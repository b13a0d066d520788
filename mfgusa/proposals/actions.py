"""What people do with proposals: upload, commit, revert, plan again.

Short files are planned and committed at once, long ones by a worker; a page that
shows the proposal need not know which. `by` is the user who acts, or the name of
somebody at the command line, who may do everything and waits (`wait=True`).
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypedDict

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

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
    with transaction.atomic():
        proposal = Proposal.objects.create(
            table=table,
            tables=[table] if table else [],
            file_name=Path(file.name or "").name,
            sha256=sha256(file),
            size=file.size,
            is_small=file.file is not None and looks_small(file.file),
            why=why,
            remove_missing=remove_missing,
            **uploader(by),
        )
        UploadPart.objects.store(proposal, file)
    return _plan(proposal, at_once=wait or proposal.is_small)


def commit(
    proposal: Proposal, *, by: User | str, why: str = "", wait: bool = False
) -> Proposal:
    """Apply exactly the stored plan, now or by a worker.

    The proposal comes back committed, stale (see `problems`), or committing. A second
    click does nothing. Raises NotAllowed.
    """
    require(missing_permissions(by, proposal))
    proposal.refresh_from_db()
    interrupted = (State.COMMITTING,) if is_interrupted(proposal) else ()
    has_started = proposal.is_clean and Proposal.objects.filter(
        pk=proposal.pk, state__in=(State.PLANNED, *interrupted)
    ).update(
        state=State.COMMITTING,
        started_at=None,
        why=why or proposal.why,
        done=0,
        total=proposal.changes,
        **committer(by),
    )
    if has_started:
        at_once = wait or proposal.changes < IMMEDIATE_ROWS
        _start(proposal, tasks.commit_proposal, jobs.run_commit, at_once=at_once)
    proposal.refresh_from_db()
    return proposal


def plan_again(proposal: Proposal, *, by: User | str) -> Proposal:
    """Plan the stored file again, against the current data. Raises NotAllowed."""
    remove = proposal.remove_missing
    require(missing_import_permissions(by, proposal.tables, remove=remove))
    states = [*REPLANNABLE]
    if is_interrupted(proposal):
        states += [State.PLANNING, State.COMMITTING]
    stored = Proposal.objects.filter(pk=proposal.pk, forgotten_at=None)
    has_started = stored.filter(state__in=states).update(
        state=State.WAITING,
        started_at=None,
        problems=[],
        failure="",
        done=0,
        planned_at=None,
        **uploader(by),
    )
    if has_started:
        _plan(proposal, at_once=proposal.is_small)
    proposal.refresh_from_db()
    return proposal


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
    new = Proposal.objects.create(
        kind=Proposal.Kind.REVERT,
        reverts=proposal,
        tables=proposal.tables,
        file_name=proposal.file_name,
        is_small=proposal.changes < IMMEDIATE_ROWS,
        why=why,
        **uploader(by),
    )
    return _plan(new, at_once=new.is_small)


def is_interrupted(proposal: Proposal) -> bool:
    """Whether the worker that planned or committed a proposal has died.

    Nothing of it was written then; `commit` or `plan_again` may be called again.
    """
    is_running = proposal.state in (State.PLANNING, State.COMMITTING)
    if not is_running or not proposal.started_at:
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


def _plan(proposal: Proposal, *, at_once: bool) -> Proposal:
    _start(proposal, tasks.plan_proposal, jobs.run_plan, at_once=at_once)
    proposal.refresh_from_db()
    return proposal


def _start(
    proposal: Proposal,
    task: "Task[[int], None]",
    job: Callable[[Proposal], None],
    *,
    at_once: bool,
) -> None:
    if at_once:
        job(proposal)
    else:
        task.enqueue(proposal.pk)
