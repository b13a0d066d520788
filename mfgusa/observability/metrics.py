"""Prometheus metrics of requests, queries, the page cache and the connection pool.

With PROMETHEUS_MULTIPROC_DIR, which `manage.py run` sets, each process writes files of
its own and any process reports the sum. Without it a process reports its own metrics.
"""

import os
from collections.abc import Callable, Iterable
from functools import cache
from time import monotonic
from typing import TypeVar

from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

from mfgusa.shared_cache import failures

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
POOL_INTERVAL = 1.0  # Seconds between two readings of the pool.
# States of the pool and the keys of psycopg's statistics.
POOL_STATES = {
    "open": "pool_size",
    "idle": "pool_available",
    "waiting": "requests_waiting",
}

process_registry = CollectorRegistry()
requests = Counter(
    "mfgusa_requests",
    "Requests answered.",
    ["view", "method", "status"],
    registry=process_registry,
)
request_seconds = Histogram(
    "mfgusa_request_seconds",
    "Time until an answer was whole.",
    ["view"],
    buckets=BUCKETS,
    registry=process_registry,
)
queries = Counter(
    "mfgusa_queries", "Database queries of requests.", registry=process_registry
)
page_cache = Counter(
    "mfgusa_page_cache",
    "Public answers found in the page cache (hit), made anew (miss), or still held by "
    "the reader (unchanged: 304).",
    ["answer"],
    registry=process_registry,
)
refused = Counter(
    "mfgusa_refused_requests",
    "Requests answered 503 because too many waited for a thread.",
    registry=process_registry,
)
cut_off = Counter(
    "mfgusa_cut_off_clients",
    "Connections closed because their clients were too slow, or too many.",
    registry=process_registry,
)
pool = Gauge(
    "mfgusa_database_pool",
    "Connections of all processes: open, idle; and requests that wait for one.",
    ["state"],
    registry=process_registry,
    multiprocess_mode="livesum",
)
process_registry.register(failures)
pool_read_at = [0.0]  # In seconds of the monotonic clock.

# What upper rooms read from the database on request; they add it when they are ready.
database_metrics: list[Callable[[], Iterable[Metric]]] = []

AnyMetric = TypeVar("AnyMetric", Counter, Histogram)


def observe_request(
    request: HttpRequest, response: HttpResponseBase, query_count: int, ms: float
) -> None:
    """Add a completed request to the metrics."""
    match = request.resolver_match
    view = (match and match.view_name) or "none"
    method = request.method if request.method in METHODS else "other"
    labeled(requests, view, method, response.status_code).inc()
    labeled(request_seconds, view).observe(ms / 1000)
    queries.inc(query_count)
    if result := getattr(response, "page_cache", ""):
        labeled(page_cache, result).inc()
    if monotonic() - pool_read_at[0] > POOL_INTERVAL:
        pool_read_at[0] = monotonic()
        read_pool()


@cache
def labeled(metric: AnyMetric, *labels: object) -> AnyMetric:
    """Return the time series of a metric with these label values."""
    return metric.labels(*labels)


def read_pool() -> None:
    """Set the gauge of open and idle connections of this process."""
    if connection_pool := getattr(connections["default"], "pool", None):
        stats = connection_pool.get_stats()
        for state, key in POOL_STATES.items():
            pool.labels(state).set(stats.get(key, 0))


def site_registry() -> CollectorRegistry:
    """Return the metrics of all processes of the site."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return process_registry
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
