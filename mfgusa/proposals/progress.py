"""The lock on a proposal while it is processed, and the progress others can see."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from mfgusa.proposals.models import Proposal
from mfgusa.proposals.staging import execute

LOCK = "pg_try_advisory_xact_lock(hashtext('mfgusa import'), %s)"

UPDATE_PROGRESS = "UPDATE proposals_proposal SET done = %s, total = %s WHERE id = %s"

IS_LOCKED = """SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s
AND granted AND pid <> pg_backend_pid()
AND classid = (hashtext('mfgusa import')::bigint & 4294967295)::oid
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class ProposalLocked(Exception):
    """Another worker is processing this proposal."""


class Progress:
    """Writes the progress of a proposal outside of the transaction that processes it.

    Other sessions could not see it inside. The connection is a separate one, opened
    at the first report, and a write waits half a second at most: progress is not
    worth a lock. Settings last for one transaction, since a pooler may hand the
    connection to others.
    """

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.connection: BaseDatabaseWrapper | None = None

    def __call__(self, done: int, total: int) -> None:
        if done < total or self.connection:
            self._write(done, total)

    def _write(self, done: int, total: int) -> None:
        try:
            separate = self._connect()
            session = separate.connection
            with separate.wrap_database_errors, session.transaction():
                session.execute("SET LOCAL lock_timeout = '500ms'")
                session.execute(UPDATE_PROGRESS, [done, total, self.proposal.pk])
        except DatabaseError:
            self.close()

    def _connect(self) -> BaseDatabaseWrapper:
        if self.connection is None:
            self.connection = connection.copy()
            self.connection.ensure_connection()
        return self.connection

    def close(self) -> None:
        """Close the separate connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@contextmanager
def proposal_lock(proposal: Proposal) -> Iterator[Progress]:
    """A transaction in which only one worker at a time processes a proposal.

    Raises ProposalLocked when another worker has the lock. The lock ends with the
    connection, however the worker ends, and everything it wrote is rolled back.
    """
    with transaction.atomic():
        if not execute(f"SELECT {LOCK}", [proposal.pk])[0][0]:
            raise ProposalLocked
        progress = Progress(proposal)
        try:
            yield progress
        finally:
            progress.close()


def is_locked(proposal: Proposal) -> bool:
    """Whether a worker is processing the proposal right now."""
    return bool(execute(f"SELECT EXISTS ({IS_LOCKED})", [proposal.pk])[0][0])
