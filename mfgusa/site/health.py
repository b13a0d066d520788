"""Health checks for monitoring."""

from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mfgusa.db import lag
from mfgusa.db.models import DataVersion
from mfgusa.db.replicas import from_primary


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Report that this process responds."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
@from_primary
def readyz(request: HttpRequest) -> JsonResponse:
    """Report whether the database is available and all migrations are applied."""
    try:
        executor = MigrationExecutor(connection)
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
        version = DataVersion.objects.current()
        replicas = lag.states()
    except DatabaseError as error:
        reason = str(error).splitlines()[0]
        return JsonResponse({"ready": False, "database": reason}, status=503)
    status = 503 if unapplied else 200
    body: dict[str, Any] = {
        "ready": not unapplied,
        "migrations": len(unapplied),
        "data_version": version,
    }
    if replicas:
        body["replicas"] = replicas
    return JsonResponse(body, status=status)
