"""How many queries a page takes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, address, status=200):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == status, address
    return len(queries)
