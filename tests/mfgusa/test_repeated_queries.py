"""No page asks a question twice, or once a row: every named address, on the facts."""

from itertools import chain

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.urls import resolve

from mfgusa.catalogue.list import FilteredList
from mfgusa.tables.schema.resource import registry
from pillars.models import Pillar
from tests.addresses import CATALOGUES, EVERY, named
from tests.mfgusa.desk.conftest import curator, desk  # noqa: F401
from tests.mfgusa.desk.office import furnish, pages
from tests.shapes import repeated_by, shape_of

VIEWS = {page: resolve(page).func.view_class for page in CATALOGUES}
ALONE = [  # Pages and files that are listed nowhere else.
    *("/robots.txt", "/healthz", "/readyz", "/metrics"),
    *("/sitemap.xml", "/sitemap-sections.xml", "/sitemap-partners.xml"),
    *("/collaboration.csv", "/institutes/compare.csv?key=arm&key=lift&key=cesmii"),
]
PICTURES = [
    "/map.svg",
    "/roadmaps/mapt-roadmap-2023.svg",
    "/indicators/workforce-participants.svg",
    "/pillars/1-public-private-partnerships.svg",
]
FILES = [  # A workbook has the rows of the JSON file; a CSV file is copied out.
    *(
        f"{page[:-1]}.{suffix}"
        for page, view in VIEWS.items()
        for suffix in (*view.formats, "svg")
        if suffix != "xlsx" and (suffix != "svg" or view.draw != FilteredList.draw)
    ),
    *(f"/data/{table}.json" for table in registry),
    "/data/project_partners-template.xlsx",  # It asks for the keys of two tables.
]
PAGES = [address for address in EVERY if address != "/no-such-page/"]
PUBLIC = [*PAGES, *ALONE, *PICTURES, *FILES]
NOT_OURS = (
    "admin:logout",  # Nothing can be read after it.
    "admin:otp_static_staticdevice_change",  # Its library asks twice whose it is.
)


@pytest.fixture(autouse=True)
def warm(facts, client):
    """What a process asks once, and what is written anew after a write, is there."""
    ContentType.objects.get_for_models(*apps.get_models())
    client.get("/partners/")
    client.get("/search/?q=robotcs")


def repeated(client, addresses, **headers):
    asked = {one: repeated_by(client, one, **headers) for one in addresses}
    return {address: shapes for address, shapes in asked.items() if shapes}


def test_every_named_address_is_visited(desk):  # noqa: F811
    furnish(desk)
    visited = {resolve(address.partition("?")[0]).view_name for address in PUBLIC}
    visited |= {name for name, _address in pages()}

    assert visited == {name for name, _path in named()}


def test_a_shape_is_a_query_without_its_values():
    one = shape_of("SELECT 1 FROM t WHERE a IN (%s, %s,  %s) AND b = 'it''s' LIMIT 5")

    assert one == shape_of("SELECT 2 FROM t WHERE a IN (%s) AND b = '' LIMIT 21")
    assert one != shape_of("SELECT 2 FROM t WHERE c IN (%s) AND b = '' LIMIT 21")


@pytest.mark.parametrize("addresses", [PAGES, ALONE, PICTURES, FILES])
def test_no_public_address_repeats_a_query(client, addresses):
    assert repeated(client, addresses) == {}


def test_no_pillar_repeats_a_query(client):
    addresses = [pillar.get_absolute_url() for pillar in Pillar.objects.all()]
    of_one = [f"{address}?institute=iacmi" for address in addresses]

    assert repeated(client, [*addresses, *of_one]) == {}


def test_no_fragment_repeats_a_query(client):
    for page, view in VIEWS.items():
        known = view.filterset_class(QueryDict(), view.queryset.all())
        [long, *_] = [n for n in known.facet_names() if known.filters[n].limit]
        for target in ("catalogue", f"options-{long}"):
            htmx = {"HX-Request": "true", "HX-Target": target}
            assert repeated(client, [f"{page}?find_{long}=a"], **htmx) == {}


def test_no_page_of_the_admin_repeats_a_query(desk):  # noqa: F811
    furnish(desk)
    addresses = [address for name, address in pages() if name not in NOT_OURS]
    looked_up = "?app_label=institutes&model_name=site&field_name=institute&term=a"
    looked_up = [a + looked_up for a in addresses if a.endswith("/autocomplete/")]

    assert repeated(desk, chain(addresses, looked_up)) == {}
