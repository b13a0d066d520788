"""What tells one page from another where only its head is seen."""

import json
import re
from collections import Counter

import pytest
from django.test import Client

from tests.addresses import EVERY

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


@pytest.fixture(scope="module")
def heads(facts_loaded, django_db_blocker):
    with django_db_blocker.unblock():
        responses = {address: Client().get(address) for address in (*EVERY, *FILTERED)}
    return {
        address: response.content.decode().partition("</head>")[0]
        for address, response in responses.items()
        if response.status_code == 200
    }


def test_no_two_pages_have_the_same_title_description_or_address(heads):
    for pattern in (
        r"<title>(.*?)</title>",
        r'<meta name="description" content="(.*?)">',
        r'<link rel="canonical" href="(.*?)">',
    ):
        found = Counter(re.search(pattern, head)[1] for head in heads.values())
        assert found.most_common(1)[0][1] == 1, found.most_common(3)


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

    assert title("agency=DOE") == "Institutes (Sponsor: Department of Energy)"
    assert title("not_agency=DOE") == "Institutes (Sponsor: not Department of Energy)"


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
