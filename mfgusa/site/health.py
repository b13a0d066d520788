"""Health checks for monitoring."""

from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mfgusa.db import lag
from mfgusa.db.bounded_call import BoundedCall, next_deadline
from mfgusa.db.command_errors import lack_of_rights
from mfgusa.db.models import DataVersion
from mfgusa.db.trigger_installation import count_missing_triggers

MAX_AGE = 2.0  # Seconds for which the answer of `/readyz` is reused.


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Report that this process responds."""
    return HttpResponse("ok\n", content_type="text/plain")


class Readiness(NamedTuple):
    """The status and the body with which `/readyz` answers."""

    status: int
    body: dict[str, Any]


class ReadinessCheck:
    """The readiness of this process, checked at most once in MAX_AGE seconds.

    One thread checks at a time; the others wait for its result, which comes in time
    whatever the servers do.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.result: Readiness | None = None
        self.checked_at = 0.0

    def get(self) -> Readiness:
        """The result; a failure is remembered like a success."""
        with self.lock:
            if not self.result or monotonic() - self.checked_at >= MAX_AGE:
                self.result = check_readiness()
                self.checked_at = monotonic()
            return self.result


readiness = ReadinessCheck()


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Report whether the database is available and prepared for this code."""
    status, body = readiness.get()
    return JsonResponse(body, status=status)


def check_readiness() -> Readiness:
    """Ask the primary, then the replicas; a server that hangs is not waited for."""
    deadline = next_deadline()
    try:
        primary = primary_state.start(deadline).result(deadline)
    except DatabaseError as error:
        reason = lack_of_rights(error) or str(error).splitlines()[0]
        return Readiness(503, {"ready": False, "database": reason})
    body: dict[str, Any] = {
        "ready": primary.is_prepared,
        "migrations": primary.migrations,
        "data_version": primary.data_version,
    }
    if primary.triggers:
        body["triggers"] = primary.triggers
    if replicas := lag.states(primary.wal_position, deadline):
        body["replicas"] = replicas
    return Readiness(200 if primary.is_prepared else 503, body)


class PrimaryState(NamedTuple):
    """Migrations and triggers that are missing, version, and position of the log."""

    migrations: int
    triggers: int
    data_version: int
    wal_position: str

    @property
    def is_prepared(self) -> bool:
        """Whether nothing is missing: `prepare` ran to its end."""
        return not (self.migrations or self.triggers)


def read_primary_state() -> PrimaryState:
    """The state of the primary. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    version = DataVersion.objects.current()
    triggers = count_missing_triggers()
    return PrimaryState(len(unapplied), triggers, version, lag.wal_position())


primary_state = BoundedCall(read_primary_state)
