"""The pages that know every app."""

from mfgusa.views.data import blank_table, data, table
from mfgusa.views.errors import broken, not_found
from mfgusa.views.health import healthz, readyz
from mfgusa.views.home import home, network_picture
from mfgusa.views.metrics import metrics
from mfgusa.views.search import search
from mfgusa.views.sitemap import robots, sitemap

__all__ = [
    "blank_table",
    "broken",
    "data",
    "healthz",
    "home",
    "metrics",
    "network_picture",
    "not_found",
    "readyz",
    "robots",
    "search",
    "sitemap",
    "table",
]
