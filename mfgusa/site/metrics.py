"""Metrics for Prometheus, served to the private network only."""

import hmac
import platform
from collections.abc import Iterable
from ipaddress import ip_address, ip_network

import django
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric

from mfgusa.catalogue.cache.code_version import code_version
from mfgusa.db.bounded_call import BoundedCall, next_deadline
from mfgusa.db.models import DataVersion
from mfgusa.observability.metrics import database_metrics, site_registry

PRIVATE_NETWORKS = [
    ip_network(block)
    for block in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        *("::1/128", "fc00::/7"),
    )
]
PROXY_HEADERS = ("FORWARDED", "VIA", "X_REAL_IP", "X_FORWARDED_FOR", "X_FORWARDED_HOST")
JOB_STATES = {"READY": "waiting", "RUNNING": "running", "FAILED": "failed"}


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Serve all metrics; Http404 without the token or a private address."""
    if not (has_token(request) or is_private(request)):
        raise Http404
    registry = site_registry()
    body = generate_latest(registry) + generate_latest(DatabaseCollector())
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def has_token(request: HttpRequest) -> bool:
    """Whether the request has the token of the settings, if they have one."""
    expected = f"Bearer {settings.METRICS_TOKEN}".encode()
    given = request.headers.get("Authorization", "").encode(errors="replace")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, expected)


def is_private(request: HttpRequest) -> bool:
    """Whether the request comes from a private address, and not through a proxy."""
    names = {f"HTTP_{name}" for name in PROXY_HEADERS}
    if settings.SECURE_PROXY_SSL_HEADER:
        names.add(settings.SECURE_PROXY_SSL_HEADER[0])
    if not names.isdisjoint(request.META):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in block for block in PRIVATE_NETWORKS)


class DatabaseCollector:
    """Metrics that are read on request and are the same in every process."""

    def collect(self) -> Iterable[Metric]:
        """Yield the metrics; those of the database only if it is available."""
        is_up = GaugeMetricFamily("mfgusa_database_up", "Whether the database answers.")
        deadline = next_deadline()
        try:
            yield from database_state.start(deadline).result(deadline)
            is_up.add_metric([], 1)
        except DatabaseError:
            is_up.add_metric([], 0)
        yield is_up
        yield InfoMetricFamily("mfgusa_build", "What runs here.", build_info())


def read_database_state() -> list[Metric]:
    """What is counted in the database, in the primary. Raises DatabaseError."""
    jobs = GaugeMetricFamily("mfgusa_jobs", "Long jobs by state.", labels=["state"])
    rows = DBTaskResult.objects.order_by().values_list("status")
    counts = dict(rows.annotate(count=Count("pk")))
    for status, state in JOB_STATES.items():
        jobs.add_metric([state], counts.get(status, 0))
    version = GaugeMetricFamily("mfgusa_data_version", "Writes to public tables.")
    version.add_metric([], DataVersion.objects.current())
    registered = (metric for read in database_metrics for metric in read())
    return [jobs, version, *registered]


database_state = BoundedCall(read_database_state)


def build_info() -> dict[str, str]:
    """Return the versions of the code, Python and Django."""
    return {
        "code": code_version(),
        "python": platform.python_version(),
        "django": django.get_version(),
    }
