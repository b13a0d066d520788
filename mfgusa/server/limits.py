"""What one web process takes on at once."""

import resource
from typing import NamedTuple

from mfgusa import env

FILES_PER_CONNECTION = 3  # Its socket, a body and an answer on the disk.
OTHER_FILES = 200  # Modules, logs, connections to the database.


class Limits(NamedTuple):
    """The bounds of a web process; sizes in bytes, times in seconds."""

    threads: int = 4
    queue: int = 128  # Requests that wait for a thread; beyond it they are refused.
    connections: int = 500  # Beyond it silent clients are cut off, then slow ones.
    spool: int = 500_000_000  # Of all bodies and answers that wait for clients.
    body: int = 100_000_000  # Of one request.
    drain: int = 3  # How long requests in flight may take at the end.
    patience: float = 60  # How long a client may be slower than the lowest rate.


def read_limits(*, upload_limit: int, drain: int) -> Limits:
    """The limits that the environment sets.

    A body may be twice as large as an upload may be, so that the form can say that
    its file is too large.
    """
    return Limits(
        threads=env.read_int("WEB_THREADS", default=4, most=256),
        queue=env.read_int("WEB_QUEUE", default=128, most=10_000),
        connections=min(
            env.read_int("WEB_CONNECTIONS", default=500, least=10, most=10_000),
            most_connections(),
        ),
        spool=env.read_int("WEB_SPOOL_MB", default=500, most=100_000) * 1_000_000,
        body=2 * upload_limit,
        drain=drain,
    )


def most_connections() -> int:
    """How many connections the open files of this process allow, raised if possible."""
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if most == resource.RLIM_INFINITY:
        return 10_000
    return max(10, (most - OTHER_FILES) // FILES_PER_CONNECTION)
