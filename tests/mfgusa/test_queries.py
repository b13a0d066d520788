"""Pages over every subject: as many queries however much there is of each."""

import pytest

from tests.factories import InstituteFactory
from tests.factories.every import FACTORIES
from tests.query_counts import count_queries

pytestmark = pytest.mark.django_db

PAGES = {
    "/": 200,
    "/?as_of=2020": 200,
    "/?as_of=soon": 400,
    "/data/": 200,
    "/search/": 200,
    "/search/?q=institute": 200,  # The names of factories may match or not.
    "/search/?q=institut-zz": 200,
    "/search/?words=one": 400,
    "/focus-areas/": 200,
    "/places/": 200,
    "/indicators/": 200,
    "/focus-areas/?institutes_min=1&sort=-projects": 200,
    "/places/?partners_min=1&sort=-sites": 200,
    "/indicators/?scope=network&disagreement=no": 200,
    "/places/?region=norht": 400,
    "/collaboration/": 200,
    "/collaboration/?by=projects": 200,
    "/institutes/compare/": 200,
    "/institutes/?agency=WY": 400,
    "/sources/?facts=partners": 200,
    "/robots.txt": 200,
    "/no-such-page/": 404,
    "/institutes/no-such-institute/": 404,
    "/partners/no-such/": 404,
    "/funding/?page=9": 404,
}


def fill(rows):
    for factory in FACTORIES.values():
        factory.create_batch(rows)
    for institute in InstituteFactory.create_batch(rows, established="2014"):
        for factory in FACTORIES.values():
            if "institute" in {
                field.name for field in factory._meta.model._meta.fields
            }:
                factory(institute=institute)


def query_counts(client):
    """The queries of each page, once what is cached for a data version is there."""
    for address, status in PAGES.items():
        count_queries(client, address, status)
    return {page: count_queries(client, page, status) for page, status in PAGES.items()}


def test_a_page_over_everything_costs_the_same_however_much_there_is(client):
    fill(2)
    small = query_counts(client)

    fill(9)

    assert query_counts(client) == small
