"""Pages that are not there, and pages that break: each says where to go on."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import resolve

from mfgusa.db.models import DataVersion
from tests.factories import (
    InstituteFactory,
    PartnerFactory,
    SiteFactory,
    StateFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "guess"),
    [
        ("/partners/purdu/", "/partners/purdue-university/"),
        ("/partners/purdue-univeristy/", "/partners/purdue-university/"),
        ("/parnters/purdue/", "/partners/purdue-university/"),
        ("/places/ohio/", "/places/OH/"),
        ("/institues/", "/institutes/"),
        ("/partners/boilermakers/", "/partners/purdue-university/"),
    ],
)
def test_a_missing_page_names_the_nearest_that_is_there(client, path, guess):
    aliases = ["Boilermakers"]
    PartnerFactory(key="purdue-university", name="Purdue University", aliases=aliases)
    InstituteFactory(state=StateFactory(code="OH"))

    response = client.get(path)

    assert response.status_code == 404
    assert response.context["guesses"][0][1] == guess
    assert client.get(guess).status_code == 200


def test_of_several_guesses_a_whole_name_comes_first(client):
    PartnerFactory(key="mit-lincoln-laboratory", name="MIT Lincoln Laboratory")
    name = "Massachusetts Institute of Technology"
    PartnerFactory(key="massachusetts-institute", name=name, aliases=["MIT"])

    guesses = client.get("/partners/mit/").context["guesses"]

    assert [path for _title, path in guesses] == [
        "/partners/massachusetts-institute/",
        "/partners/mit-lincoln-laboratory/",
        "/partners/",
    ]


def test_a_missing_page_searches_for_its_own_words(client):
    page = client.get("/partners/purdu.html").content.decode()

    assert '<form role="search"' in page
    assert 'name="q" id="q" maxlength="200" value="purdu"' in page


@pytest.mark.parametrize(
    "path", ["/%00", "/wp-login.php", "/%F0%9F%98%80/%E2%80%AE", "/a" * 5000, "/<b>/"]
)
def test_nonsense_costs_little(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        response = client.get(path)

    assert response.status_code == 404
    assert "<b>/" not in response.content.decode()


def test_a_missing_page_costs_the_same_however_many_rows(
    client, django_assert_max_num_queries
):
    SiteFactory.create_batch(10)

    DataVersion.objects.versions()  # A process asks once what the counters count.
    # The versions, twice; the institute, the site, sites with the words in an alias.
    with django_assert_max_num_queries(5):
        client.get("/sites/institute-1/nowhere/")


def test_a_broken_page_needs_nothing_and_leads_on(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")

    links = re.findall(r'<a[^>]* href="([^"]+)"', page)
    assert len(links) >= 4
    for link in links:
        resolve(link)


def test_a_request_for_another_host_is_refused_with_ways_on(client):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    page = response.content.decode()
    assert 'href="/institutes/"' in page
    assert "evil.example" not in page


@pytest.mark.parametrize("page", ["2", "99"])
def test_a_page_past_the_last_suggests_the_last_with_the_same_filters(client, page):
    InstituteFactory(state=StateFactory(code="OH"))

    response = client.get(f"/institutes/?state=OH&page={page}")

    assert response.status_code == 404
    assert "This list has 1 page." in response.text
    assert '<a href="/institutes/?state=OH">' in response.text


def test_a_form_that_is_too_old_says_so_and_leads_back():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/admin/login/?next=/admin/", {"username": "ada"})

    assert response.status_code == 403
    assert "Go back, reload it and try again." in response.text
    assert 'href="/admin/login/?next=/admin/"' in response.text
    assert "DEBUG" not in response.text


def test_a_refused_page_is_not_to_be_cited(client):
    InstituteFactory(state=StateFactory(code="OH"))

    assert "Cite this page" in client.get("/institutes/?state=OH").text
    assert "Cite this page" not in client.get("/institutes/?state=ZZ").text
