"""How each replica is, for those who watch the site."""

from functools import cache
from typing import TypedDict

from django.db import DatabaseError, connection, connections

from mfgusa.db.bounded_call import BoundedCall, PendingCall
from mfgusa.db.replicas import names

WRITTEN = "SELECT pg_current_wal_lsn()::text"
READ = """
SELECT pg_is_in_recovery(),
    pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn())::bigint,
    extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float
"""


class ReplicaState(TypedDict, total=False):
    """Whether a replica is up, and then its lag, or else the problem."""

    up: bool
    lag_bytes: int
    lag_seconds: float
    problem: str


def wal_position() -> str:
    """How far the log of the primary is written; empty without replicas."""
    if not names():
        return ""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        position: str = cursor.fetchone()[0]
        return position


def states(written: str, deadline: float) -> dict[str, ReplicaState]:
    """Each replica: whether it answers, and how far it is behind the primary.

    All are asked at the same time; a call that hangs since a check before is no answer.
    """
    calls = {alias: bounded_state(alias).start(0, alias, written) for alias in names()}
    return {alias: _result(call, deadline) for alias, call in calls.items()}


@cache
def bounded_state(alias: str) -> BoundedCall[[str, str], ReplicaState]:
    """The call for one replica, so that a replica that hangs holds one thread."""
    return BoundedCall(state)


def _result(call: PendingCall[ReplicaState], deadline: float) -> ReplicaState:
    try:
        return call.result(deadline)
    except DatabaseError as error:
        return {"up": False, "problem": str(error)}


def state(alias: str, written: str) -> ReplicaState:
    """The state of one replica, compared with the position of the primary's log."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(READ, [written])
            is_replica, behind, since = cursor.fetchone()
    except DatabaseError as error:
        return {"up": False, "problem": str(error).splitlines()[0]}
    if not is_replica:
        return {"up": False, "problem": "this server is no replica"}
    behind = max(behind, 0)
    seconds = round(since or 0.0, 1) if behind else 0.0
    return {"up": True, "lag_bytes": behind, "lag_seconds": seconds}
