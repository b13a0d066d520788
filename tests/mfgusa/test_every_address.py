"""What holds for every named address, on the real facts.

A page is light, has a title and an address of its own, and executes no query twice or
once for each row.
"""

import gzip
import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.test import Client
from django.urls import resolve

from mfgusa.catalogue.list import FilteredList
from mfgusa.tables.schema.resource import registry
from pillars.models import Pillar
from tests.addresses import ALL_PAGES, CATALOGUES, named_patterns
from tests.mfgusa.desk.admin_pages import create_admin_rows, pages
from tests.mfgusa.desk.conftest import curator, desk  # noqa: F401
from tests.query_shapes import repeated_shapes, shape_of

KB = 1000
VIEWS = {page: resolve(page).func.view_class for page in CATALOGUES}
FILTERED = [
    "/institutes/?agency=DOE",
    "/institutes/?not_agency=DOE",
    "/institutes/?established=2015",
    "/institutes/?as_of=2015",
    "/institutes/?established_max=2015",
    "/partners/?page=2",
    "/partners/?q=ohio",
    "/places/?region=west",
    "/focus-areas/?q=metal",
    "/indicators/?unit=USD",
    "/collaboration/?sector=academia",
    "/collaboration/?as_of=2016",
    "/search/?q=laser",
]
UNLISTED = [  # Pages and files that no list holds.
    *("/robots.txt", "/healthz", "/readyz", "/metrics"),
    "/.well-known/security.txt",
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
    "/data/project_partners-template.xlsx",  # It reads the keys of two tables.
]
PAGES = [address for address in ALL_PAGES if address != "/no-such-page/"]
PUBLIC = [*PAGES, *UNLISTED, *PICTURES, *FILES]
EXCEPT = (
    "admin:logout",  # Nothing can be read after it.
    "admin:otp_static_staticdevice_change",  # The library reads its user twice.
)


@pytest.fixture
def warm(facts, client):
    """What a process reads once, and what is written anew after a write, is there."""
    ContentType.objects.get_for_models(*apps.get_models())
    client.get("/partners/")
    client.get("/search/?q=robotcs")


@pytest.fixture(scope="module")
def heads(facts_loaded, django_db_blocker):
    """The `<head>` of every page that is found."""
    addresses = (*ALL_PAGES, *FILTERED)
    with django_db_blocker.unblock():
        responses = {address: Client().get(address) for address in addresses}
    return {
        address: response.content.decode().partition("</head>")[0]
        for address, response in responses.items()
        if response.status_code == 200
    }


@pytest.mark.parametrize("address", ALL_PAGES)
def test_a_page_and_its_styles_weigh_little(facts, client, address):
    style = Path(finders.find("mfgusa/site.css")).read_bytes()
    page = client.get(address).content

    limit = 120 if address.startswith("/?") or address == "/" else 60
    assert compressed_size(page) + compressed_size(style) <= limit * KB


def compressed_size(content):
    """Bytes as a server sends them."""
    return len(gzip.compress(content, compresslevel=6))


def test_no_two_pages_have_the_same_title_description_or_address(heads):
    for pattern in (
        r"<title>(.*?)</title>",
        r'<meta name="description" content="(.*?)">',
        r'<link rel="canonical" href="(.*?)">',
    ):
        texts = Counter(re.search(pattern, head)[1] for head in heads.values())
        assert texts.most_common(1)[0][1] == 1, texts.most_common(3)


def test_what_search_engines_may_keep_says_what_it_is(heads):
    data = re.compile(r'<script type="application/ld\+json">(.*?)</script>')
    for address, head in heads.items():
        graph = data.search(head)
        assert bool(graph) != ('name="robots" content="noindex' in head), address
        nodes = json.loads(graph[1])["@graph"] if graph else []
        assert all(node.get("@type") for node in nodes), address


def test_a_title_says_what_is_left_out(facts, client):
    def title(query):
        return client.get(f"/institutes/?{query}").context["metadata"].title

    assert title("agency=DOE") == "Institutes (Sponsoring agency: Department of Energy)"
    assert (
        title("not_agency=DOE")
        == "Institutes (Sponsoring agency: not Department of Energy)"
    )


def test_the_map_of_a_year_is_a_file_of_that_year(facts, client):
    page = client.get("/?as_of=2014")
    now, then = (
        client.get(f"/map.svg{query}").content for query in ("", "?as_of=2014")
    )

    assert page.context["metadata"].picture == "/map.png?as_of=2014"
    assert b"/institutes/iacmi/" not in then
    assert now != then
    assert client.get("/map.svg?as_of=soon").status_code == 400
    assert client.get("/map.svg?yaer=2014").status_code == 400


def test_every_named_address_is_visited(desk, facts):  # noqa: F811
    create_admin_rows(desk)
    visited = {resolve(address.partition("?")[0]).view_name for address in PUBLIC}
    visited |= {name for name, _address in pages()}

    assert visited == {name for name, _path in named_patterns()}


def test_a_shape_is_a_query_without_its_values():
    shape = shape_of("SELECT 1 FROM t WHERE a IN (%s, %s,  %s) AND b = 'it''s' LIMIT 5")

    assert shape == shape_of("SELECT 2 FROM t WHERE a IN (%s) AND b = '' LIMIT 21")
    assert shape != shape_of("SELECT 2 FROM t WHERE c IN (%s) AND b = '' LIMIT 21")


def repeated(client, addresses, **headers):
    shapes = {
        address: repeated_shapes(client, address, **headers) for address in addresses
    }
    return {address: repeats for address, repeats in shapes.items() if repeats}


@pytest.mark.parametrize("addresses", [PAGES, UNLISTED, PICTURES, FILES])
def test_no_public_address_repeats_a_query(warm, client, addresses):
    assert repeated(client, addresses) == {}


def test_no_pillar_repeats_a_query(warm, client):
    addresses = [pillar.get_absolute_url() for pillar in Pillar.objects.all()]
    of_an_institute = [f"{address}?institute=iacmi" for address in addresses]

    assert repeated(client, [*addresses, *of_an_institute]) == {}


def test_no_fragment_repeats_a_query(warm, client):
    for page, view in VIEWS.items():
        known = view.filterset_class(QueryDict(), view.queryset.all())
        [long, *_] = [n for n in known.facet_names() if known.filters[n].limit]
        for target in ("catalogue", f"options-{long}"):
            htmx = {"HX-Request": "true", "HX-Target": target}
            assert repeated(client, [f"{page}?find_{long}=a"], **htmx) == {}


def test_no_page_of_the_admin_repeats_a_query(warm, desk):  # noqa: F811
    create_admin_rows(desk)
    addresses = [address for name, address in pages() if name not in EXCEPT]
    query = "?app_label=institutes&model_name=site&field_name=institute&term=a"
    autocomplete = [a + query for a in addresses if a.endswith("/autocomplete/")]

    assert repeated(desk, chain(addresses, autocomplete)) == {}
