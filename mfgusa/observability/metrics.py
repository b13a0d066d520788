"""What is measured of the site, in the terms of Prometheus.

Each process of a site writes into files of its own in a folder that `manage.py run`
makes (PROMETHEUS_MULTIPROC_DIR), and whichever is asked adds them all up. Without that
folder a process answers for itself.
"""

import os
from functools import cache
from time import monotonic
from typing import Any

from django.db import connections
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
A_MOMENT = 1.0  # Seconds between two looks at the pool.

own = CollectorRegistry()
requests = Counter(
    "mfgusa_requests",
    "Requests answered.",
    ["view", "method", "status"],
    registry=own,
)
seconds = Histogram(
    "mfgusa_request_seconds",
    "Time until an answer was whole.",
    ["view"],
    buckets=BUCKETS,
    registry=own,
)
queries = Counter("mfgusa_queries", "Database queries of requests.", registry=own)
pages = Counter(
    "mfgusa_page_cache",
    "Public answers found in the page cache (hit), made anew (miss), or still held by "
    "the reader (unchanged: 304).",
    ["answer"],
    registry=own,
)
pool = Gauge(
    "mfgusa_database_pool",
    "Connections of all processes: open, idle; and requests that wait for one.",
    ["state"],
    registry=own,
    multiprocess_mode="livesum",
)
STATES = {"open": "pool_size", "idle": "pool_available", "waiting": "requests_waiting"}
looked = [0.0]


def measure(request: HttpRequest, response: Any, count: int, ms: float) -> None:
    """Add one request that has been answered."""
    found = request.resolver_match
    view = (found and found.view_name) or "none"
    method = request.method if request.method in METHODS else "other"
    labelled(requests, view, method, response.status_code).inc()
    labelled(seconds, view).observe(ms / 1000)
    queries.inc(count)
    if how := getattr(response, "page_cache", ""):
        labelled(pages, how).inc()
    if monotonic() - looked[0] > A_MOMENT:
        looked[0] = monotonic()
        look_at_pool()


@cache
def labelled(metric: Any, *labels: Any) -> Any:
    """One series of a metric."""
    return metric.labels(*labels)


def look_at_pool() -> None:
    """How many connections of this process are open, and how many of them idle."""
    if here := connections["default"].pool:
        stats = here.get_stats()
        for state, name in STATES.items():
            pool.labels(state).set(stats.get(name, 0))


def registry() -> CollectorRegistry:
    """What all processes of this site have measured."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return own
    every = CollectorRegistry()
    MultiProcessCollector(every)
    return every
