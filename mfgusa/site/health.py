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
from mfgusa.db.models import DataVersion
from mfgusa.db.replicas import read_primary

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

    One thread checks at a time; the others get the result before, if there is one.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.result: Readiness | None = None
        self.checked_at = 0.0

    def get(self) -> Readiness:
        """The result; a failure is remembered like a success."""
        result = self.result
        if result and self.is_fresh:
            return result
        if result is None:
            self.lock.acquire()
        elif not self.lock.acquire(blocking=False):
            return result
        try:
            return self._check()
        finally:
            self.lock.release()

    @property
    def is_fresh(self) -> bool:
        """Whether the result may still be given."""
        return monotonic() - self.checked_at < MAX_AGE

    def _check(self) -> Readiness:
        if not (self.result and self.is_fresh):
            self.result = check_readiness()
            self.checked_at = monotonic()
        return self.result


readiness = ReadinessCheck()


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Report whether the database is available and all migrations are applied."""
    status, body = readiness.get()
    return JsonResponse(body, status=status)


def check_readiness() -> Readiness:
    """Ask the primary."""
    read_primary()
    try:
        executor = MigrationExecutor(connection)
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
        version = DataVersion.objects.current()
        replicas = lag.states()
    except DatabaseError as error:
        reason = str(error).splitlines()[0]
        return Readiness(503, {"ready": False, "database": reason})
    body: dict[str, Any] = {
        "ready": not unapplied,
        "migrations": len(unapplied),
        "data_version": version,
    }
    if replicas:
        body["replicas"] = replicas
    return Readiness(503 if unapplied else 200, body)
