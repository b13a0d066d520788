"""How many queries a page takes, once the bitmaps are made."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutes.filtersets.partner import PartnerFilterSet


def queries_of(client, address, status=200):
    PartnerFilterSet.renew_bitmaps()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == status, address
    return len(queries)
