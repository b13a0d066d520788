"""What people do with imports: upload, commit, undo, plan again.

Short files are planned and committed at once, long ones by a worker; a page that
shows the batch need not know which. `by` is the user who acts, or the name of
somebody at the command line, who may do everything and waits (`wait=True`).
"""

import hashlib
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils import timezone

from mfgusa.tables import jobs, tasks
from mfgusa.tables.files.readers.size import looks_small
from mfgusa.tables.models import Batch, UploadPart
from mfgusa.tables.progress import is_in_hand
from mfgusa.tables.rights import (
    NotAllowed,
    may_see,
    missing_rights,
    missing_to_import,
    require,
)

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

State = Batch.State
AT_ONCE = 2000  # Rows that feel immediate.
A_MOMENT = timedelta(seconds=5)  # Between taking a batch in hand and its lock.
AGAIN = (State.PLANNED, State.STALE, State.WAITING)


def upload(
    file: Any,
    *,
    by: Any,
    table: str = "",
    why: str = "",
    remove_missing: bool = False,
    wait: bool = False,
) -> Batch:
    """Keep an uploaded file (a django File) and plan it.

    The batch comes back planned, refused (see `problems`) or waiting for a worker.
    Raises NotAllowed when `by` may not import into `table`.
    """
    if table:
        require(missing_to_import(by, [table], remove=remove_missing))
    with transaction.atomic():
        batch = Batch.objects.create(
            table=table,
            tables=[table] if table else [],
            file_name=Path(file.name).name,
            sha256=digest(file),
            size=file.size,
            why=why,
            remove_missing=remove_missing,
            **signed("user", by),
        )
        UploadPart.objects.keep(batch, file)
    return _start(batch, tasks.plan, jobs.plan, at_once=wait or _is_small(batch))


def commit(batch: Batch, *, by: Any, why: str = "", wait: bool = False) -> Batch:
    """Write exactly the stored plan, now or by a worker.

    The batch comes back committed, stale (see `problems`), or committing. A second
    click does nothing. Raises NotAllowed.
    """
    require(missing_rights(by, batch))
    batch.refresh_from_db()
    died = (State.COMMITTING,) if is_interrupted(batch) else ()
    moved = batch.is_clean and Batch.objects.filter(
        pk=batch.pk, state__in=(State.PLANNED, *died)
    ).update(
        state=State.COMMITTING,
        started_at=None,
        why=why or batch.why,
        done=0,
        total=batch.changes,
        **signed("committed_by", by),
    )
    if moved:
        at_once = wait or batch.changes < AT_ONCE
        return _start(batch, tasks.commit, jobs.commit, at_once=at_once)
    batch.refresh_from_db()
    return batch


def plan_again(batch: Batch, *, by: Any) -> Batch:
    """Plan the kept file anew, against the data as they are now. Raises NotAllowed."""
    remove = batch.remove_missing
    require(missing_to_import(by, batch.tables, remove=remove))
    died = (State.PLANNING, State.COMMITTING) if is_interrupted(batch) else ()
    states = (*AGAIN, *died)
    moved = Batch.objects.filter(pk=batch.pk, state__in=states).update(
        state=State.WAITING,
        started_at=None,
        problems=[],
        done=0,
        planned_at=None,
        **signed("user", by),
    )
    if moved:
        return _start(batch, tasks.plan, jobs.plan, at_once=_is_small(batch))
    batch.refresh_from_db()
    return batch


def undo(batch: Batch, *, by: Any, why: str = "") -> Batch:
    """Plan a new batch that takes a committed one back; it is committed like any.

    A second wish plans the undo that is there anew. Raises NotAllowed.
    """
    require(missing_to_import(by, batch.tables))
    batch.refresh_from_db()
    if batch.state != State.COMMITTED:
        return batch
    open_undo = batch.undone_by.exclude(state=State.REFUSED).first()
    if open_undo:
        return plan_again(open_undo, by=by)
    new = Batch.objects.create(
        kind=Batch.Kind.UNDO,
        undoes=batch,
        tables=batch.tables,
        file_name=batch.file_name,
        why=why,
        **signed("user", by),
    )
    return _start(new, tasks.plan, jobs.plan, at_once=batch.changes < AT_ONCE)


def is_interrupted(batch: Batch) -> bool:
    """Whether the worker of a planning or committing batch has died on it.

    Nothing of it was written then; `commit` or `plan_again` may be called again.
    """
    at_work = batch.state in (State.PLANNING, State.COMMITTING) and batch.started_at
    if not at_work or timezone.now() - batch.started_at < A_MOMENT:
        return False
    return not is_in_hand(batch)


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


def _is_small(batch: Batch) -> bool:
    if batch.undoes:
        return batch.undoes.changes < AT_ONCE
    with TemporaryDirectory() as folder:
        path = Path(folder, "upload")
        UploadPart.objects.filter(batch=batch).write_to(path)
        return looks_small(path)


def _start(batch: Batch, task: Any, job: Any, *, at_once: bool) -> Batch:
    if at_once:
        job(batch)
    else:
        task.enqueue(batch.pk)
    batch.refresh_from_db()
    return batch
