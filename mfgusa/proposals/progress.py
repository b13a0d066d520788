"""Who has a proposal in hand, and how far the work is, for others to see meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

from mfgusa.proposals.models import Proposal
from mfgusa.proposals.staging import execute

LOCK = "pg_try_advisory_xact_lock(hashtext('mfgusa import'), %s)"

SAY = "UPDATE proposals_proposal SET done = %s, total = %s WHERE id = %s"

HELD = """SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted
AND pid <> pg_backend_pid()
AND classid = (hashtext('mfgusa import')::bigint & 4294967295)::oid
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class Busy(Exception):
    """Somebody else has this proposal in hand."""


class Progress:
    """Writes how far a proposal is past its own transaction, which nobody else sees.

    It uses a connection of its own, opened when there is something to say, and hardly
    waits: progress is not worth a lock. The connection is left as it was, since it
    goes back to others.
    """

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.side: Any = None

    def __call__(self, done: int, total: int) -> None:
        if done < total or self.side:
            self._write(done, total)

    def _write(self, done: int, total: int) -> None:
        try:
            side = self._opened()
            with side.wrap_database_errors, side.connection.transaction():
                side.connection.execute("SET LOCAL lock_timeout = '500ms'")
                side.connection.execute(SAY, [done, total, self.proposal.pk])
        except DatabaseError:
            self.close()

    def _opened(self) -> Any:
        if self.side is None:
            self.side = connection.copy()
            self.side.ensure_connection()
        return self.side

    def close(self) -> None:
        if self.side is not None:
            self.side.close()
            self.side = None


@contextmanager
def in_hand(proposal: Proposal) -> Iterator[Progress]:
    """One transaction around the work on a proposal, by one worker at a time.

    Raises Busy when another has it. The lock ends with the connection, however the
    worker ends, and so does all that it has written.
    """
    with transaction.atomic():
        if not execute(f"SELECT {LOCK}", [proposal.pk])[0][0]:
            raise Busy
        progress = Progress(proposal)
        try:
            yield progress
        finally:
            progress.close()


def is_in_hand(proposal: Proposal) -> bool:
    """Whether a worker is at it right now."""
    return execute(f"SELECT EXISTS ({HELD})", [proposal.pk])[0][0]
