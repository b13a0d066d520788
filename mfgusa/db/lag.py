"""How each replica is, for those who watch the site."""

from functools import cache
from typing import TypedDict

from django.db import DatabaseError, connection, connections

from mfgusa.db.bounded_call import BoundedCall, PendingCall
from mfgusa.db.replicas import names

WRITTEN = "SELECT pg_current_wal_lsn()::text"
# A role without pg_monitor sees that there is a WAL receiver, but not its status.
READ = """
SELECT pg_is_in_recovery(),
    pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn())::bigint,
    extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float,
    EXISTS (SELECT FROM pg_stat_wal_receiver
        WHERE coalesce(status, 'streaming') = 'streaming')
"""
NOT_FOLLOWING = "it does not stream from a primary"


class ReplicaState(TypedDict, total=False):
    """Whether a replica is up, its lag if it is, and the problem if there is one.

    The lag in seconds is None until the replica has replayed a transaction.
    """

    up: bool
    lag_bytes: int
    lag_seconds: float | None
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
            is_replica, behind, since, is_streaming = cursor.fetchone()
    except DatabaseError as error:
        return {"up": False, "problem": str(error).splitlines()[0]}
    if not is_replica:
        return {"up": False, "problem": "this server is no replica"}
    return replication_lag(max(behind, 0), since, is_streaming=is_streaming)


def replication_lag(
    behind: int, since: float | None, *, is_streaming: bool
) -> ReplicaState:
    """The state of a replica that is some bytes behind the primary.

    `since` are the seconds since the last transaction that it replayed, if any.
    """
    if not behind:
        return {"up": True, "lag_bytes": 0, "lag_seconds": 0.0}
    seconds = None if since is None else round(since, 1)
    lag: ReplicaState = {"up": True, "lag_bytes": behind, "lag_seconds": seconds}
    return lag if is_streaming else {**lag, "problem": NOT_FOLLOWING}
