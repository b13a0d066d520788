"""Whether the site runs, for those who watch it."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mfgusa.db import lag
from mfgusa.db.models import DataVersion
from mfgusa.db.replicas import from_primary


@never_cache
@require_safe
def healthz(request):
    """Whether this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
@from_primary
def readyz(request):
    """Whether the site can do its work: database reached, migrations applied."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        version = DataVersion.objects.current()
        replicas = lag.states()
    except DatabaseError as problem:
        reason = str(problem).splitlines()[0]
        return JsonResponse({"ready": False, "database": reason}, status=503)
    status = 503 if waiting else 200
    body = {"ready": not waiting, "migrations": len(waiting), "data_version": version}
    if replicas:
        body["replicas"] = replicas
    return JsonResponse(body, status=status)
