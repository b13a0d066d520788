"""How many queries a page takes, and how many it may take."""

from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from mfgusa.catalogue.panels import registry
from mfgusa.db.models import DataVersion


def count_queries(client, address, status=200):
    """The queries of a page, in a process that knows the counters of the tables.

    The first request after a table got a counter asks what it counts; a test that is
    rolled back takes its counters back.
    """
    DataVersion.objects.versions()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == status, address
    return len(queries)


def list_budget(address):
    """One query for the vocabulary of each facet, and ten for the rest.

    The rest is the versions of the tables, twice; the sets and where they are kept, the
    rows with two prefetches, the newest source, and two for a map or chart.
    """
    view = resolve(address).func.view_class
    filterset = view.filterset_class(QueryDict(), view.queryset.all())
    return len(list(filterset.facet_names())) + 10


def detail_budget(row):
    """Two queries for each panel, its rows and their links, and twelve for the rest.

    The rest is the data version, the row, and what its own facts and chart are made of.
    """
    label = row._meta.label
    return 2 * sum(panel.model == label for panel in registry) + 12
