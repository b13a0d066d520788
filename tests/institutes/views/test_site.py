"""The pages of sites, and the institutes' own map."""

import pytest

from tests.factories import InstituteFactory, SiteFactory, StateFactory
from tests.query_counts import count_queries, list_budget

pytestmark = pytest.mark.django_db
POINT = {"latitude": "39.75", "longitude": "-84.19", "precision": "city"}


@pytest.mark.parametrize("query", ["", "?as_of=2020", "?kind=headquarters&q=site"])
def test_the_list_costs_the_same_however_many_sites(client, query):
    def add(rows):
        for _ in range(rows):
            institute = InstituteFactory(established="2015")
            SiteFactory(institute=institute, state=StateFactory(code="OH"), **POINT)

    add(1)
    small = count_queries(client, f"/sites/{query}")
    add(12)

    assert count_queries(client, f"/sites/{query}") == small <= list_budget("/sites/")


def test_the_page_of_a_site_costs_the_same_however_many_others(client):
    counts = set()
    for others in (1, 12):
        site = SiteFactory(**POINT)
        SiteFactory.create_batch(others, institute=site.institute)
        counts.add(count_queries(client, site.get_absolute_url()))

    assert len(counts) == 1


def test_markers_lead_to_sites_and_those_without_a_point_are_listed(client):
    ohio = StateFactory(code="OH")
    shown = SiteFactory(name="Main Hall", state=ohio, **POINT)
    lost = SiteFactory(name="Annex", state=ohio)
    far = {"latitude": "18.4", "longitude": "-66.1", "precision": "city"}
    beyond = SiteFactory(name="Isla", state=StateFactory(code="PR"), **far)

    page = client.get("/sites/?sort=name")

    body = page.content.decode()
    label = f'aria-label="{shown.institute.acronym}: Main Hall"'
    assert label in body
    urls = {one.url for one in page.context["off_map"]}
    assert urls == {lost.get_absolute_url(), beyond.get_absolute_url()}
    assert 'href="/sites/?state=OH&amp;sort=name"' in body
    assert 'aria-label="Ohio: 2 sites"' in body


@pytest.mark.parametrize("address", ["no-such", "annex-2", "0"])
def test_a_site_that_is_not_there_is_not_found(client, address):
    site = SiteFactory(name="Annex")

    assert client.get(f"/sites/{site.institute.key}/{address}/").status_code == 404
    assert client.get("/sites/no-such/annex/").status_code == 404


def test_a_name_without_letters_has_an_address_too(client):
    site = SiteFactory(name="東京")

    page = client.get(site.get_absolute_url())

    assert page.context["site"] == site
    assert str(site.pk) in site.get_absolute_url()


def test_the_sites_of_the_network_in_a_year(client):
    old, new = (
        SiteFactory(institute=InstituteFactory(established=year))
        for year in ("2014", "2020")
    )

    names = [row.name for row in client.get("/sites/?as_of=2016").context["rows"]]

    assert names == [old.name] != [new.name]


def test_the_map_of_the_institutes_has_their_headquarters(client):
    ohio = StateFactory(code="OH")
    here, nowhere = (InstituteFactory(state=ohio) for _ in range(2))
    SiteFactory(institute=here, **POINT)
    SiteFactory(institute=nowhere)

    page = client.get("/institutes/?status=active")

    body = page.content.decode()
    assert f'aria-label="{here.acronym}"' in body
    assert [one.url for one in page.context["off_map"]] == [nowhere.get_absolute_url()]
    assert 'aria-label="Ohio: 2 institutes"' in body
    assert 'href="/institutes/?status=active&amp;state=OH"' in body
    assert client.get("/institutes.png?state=OH").status_code == 200


def test_what_is_not_understood_is_refused(client):
    page = client.get("/sites/?knd=headquarters")

    assert page.status_code == 400
    assert "kind" in page.content.decode()
