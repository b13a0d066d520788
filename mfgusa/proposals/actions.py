"""What people do with imports: upload, commit, undo, plan again.

Short files are planned and committed at once, long ones by a worker; a page that
shows the proposal need not know which. `by` is the user who acts, or the name of
somebody at the command line, who may do everything and waits (`wait=True`).
"""

import hashlib
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils import timezone

from mfgusa.proposals import jobs, tasks
from mfgusa.proposals.models import Proposal, UploadPart
from mfgusa.proposals.permissions import (
    NotAllowed,
    may_see,
    missing_rights,
    missing_to_import,
    require,
)
from mfgusa.proposals.progress import is_in_hand
from mfgusa.tables.files.readers.size import looks_small

__all__ = [
    "NotAllowed",
    "commit",
    "is_interrupted",
    "may_see",
    "missing_rights",
    "plan_again",
    "undo",
    "upload",
]

State = Proposal.State
AT_ONCE = 2000  # Rows that feel immediate.
A_MOMENT = timedelta(seconds=5)  # Between taking a proposal in hand and its lock.
AGAIN = (State.PLANNED, State.STALE, State.WAITING)


def upload(
    file: Any,
    *,
    by: Any,
    table: str = "",
    why: str = "",
    remove_missing: bool = False,
    wait: bool = False,
) -> Proposal:
    """Keep an uploaded file (a django File) and plan it.

    The proposal comes back planned, refused (see `problems`) or waiting for a worker.
    Raises NotAllowed when `by` may not import into `table`.
    """
    if table:
        require(missing_to_import(by, [table], remove=remove_missing))
    with transaction.atomic():
        proposal = Proposal.objects.create(
            table=table,
            tables=[table] if table else [],
            file_name=Path(file.name).name,
            sha256=digest(file),
            size=file.size,
            why=why,
            remove_missing=remove_missing,
            **signed("user", by),
        )
        UploadPart.objects.keep(proposal, file)
    return _start(proposal, tasks.plan, jobs.plan, at_once=wait or _is_small(proposal))


def commit(
    proposal: Proposal, *, by: Any, why: str = "", wait: bool = False
) -> Proposal:
    """Write exactly the stored plan, now or by a worker.

    The proposal comes back committed, stale (see `problems`), or committing. A second
    click does nothing. Raises NotAllowed.
    """
    require(missing_rights(by, proposal))
    proposal.refresh_from_db()
    died = (State.COMMITTING,) if is_interrupted(proposal) else ()
    moved = proposal.is_clean and Proposal.objects.filter(
        pk=proposal.pk, state__in=(State.PLANNED, *died)
    ).update(
        state=State.COMMITTING,
        started_at=None,
        why=why or proposal.why,
        done=0,
        total=proposal.changes,
        **signed("committed_by", by),
    )
    if moved:
        at_once = wait or proposal.changes < AT_ONCE
        return _start(proposal, tasks.commit, jobs.commit, at_once=at_once)
    proposal.refresh_from_db()
    return proposal


def plan_again(proposal: Proposal, *, by: Any) -> Proposal:
    """Plan the kept file anew, against the data as they are now. Raises NotAllowed."""
    remove = proposal.remove_missing
    require(missing_to_import(by, proposal.tables, remove=remove))
    died = (State.PLANNING, State.COMMITTING) if is_interrupted(proposal) else ()
    states = (*AGAIN, *died)
    moved = Proposal.objects.filter(pk=proposal.pk, state__in=states).update(
        state=State.WAITING,
        started_at=None,
        problems=[],
        done=0,
        planned_at=None,
        **signed("user", by),
    )
    if moved:
        return _start(proposal, tasks.plan, jobs.plan, at_once=_is_small(proposal))
    proposal.refresh_from_db()
    return proposal


def undo(proposal: Proposal, *, by: Any, why: str = "") -> Proposal:
    """Plan a new proposal that takes a committed one back; it is committed like any.

    A second wish plans the undo that is there anew. Raises NotAllowed.
    """
    require(missing_to_import(by, proposal.tables))
    proposal.refresh_from_db()
    if proposal.state != State.COMMITTED:
        return proposal
    open_undo = proposal.undone_by.exclude(state=State.REFUSED).first()
    if open_undo:
        return plan_again(open_undo, by=by)
    new = Proposal.objects.create(
        kind=Proposal.Kind.UNDO,
        undoes=proposal,
        tables=proposal.tables,
        file_name=proposal.file_name,
        why=why,
        **signed("user", by),
    )
    return _start(new, tasks.plan, jobs.plan, at_once=proposal.changes < AT_ONCE)


def is_interrupted(proposal: Proposal) -> bool:
    """Whether the worker of a planning or committing proposal has died on it.

    Nothing of it was written then; `commit` or `plan_again` may be called again.
    """
    at_work = (
        proposal.state in (State.PLANNING, State.COMMITTING) and proposal.started_at
    )
    if not at_work or timezone.now() - proposal.started_at < A_MOMENT:
        return False
    return not is_in_hand(proposal)


def digest(file: Any) -> str:
    """The SHA-256 of a django File, in hexadecimal digits."""
    sha = hashlib.sha256()
    for chunk in file.chunks():
        sha.update(chunk)
    return sha.hexdigest()


def signed(field: str, by: Any) -> dict[str, Any]:
    """Who it was: a user and the name, or the name alone."""
    if isinstance(by, str):
        return {field: None, f"{field}_name": by}
    return {field: by, f"{field}_name": by.get_username()}


def _is_small(proposal: Proposal) -> bool:
    if proposal.undoes:
        return proposal.undoes.changes < AT_ONCE
    with TemporaryDirectory() as folder:
        path = Path(folder, "upload")
        UploadPart.objects.filter(proposal=proposal).write_to(path)
        return looks_small(path)


def _start(proposal: Proposal, task: Any, job: Any, *, at_once: bool) -> Proposal:
    if at_once:
        job(proposal)
    else:
        task.enqueue(proposal.pk)
    proposal.refresh_from_db()
    return proposal
