"""The pages of the institutes: the same number of queries however much there is."""

import pytest
from django.urls import reverse

from tests.factories import (
    ChallengeLinkFactory,
    FundingRecordFactory,
    InstituteFactory,
    MembershipFactory,
    ObservationFactory,
    ProjectFactory,
    ProjectPartnerFactory,
    RoadmapFactory,
    SiteFactory,
    WorkforceProgramFactory,
)
from tests.query_counts import count_queries, detail_budget, list_budget

pytestmark = pytest.mark.django_db

OF_AN_INSTITUTE = [
    FundingRecordFactory,
    MembershipFactory,
    ObservationFactory,
    RoadmapFactory,
    SiteFactory,
    WorkforceProgramFactory,
]


def fill(institute, rows):
    """Give an institute some rows of every kind, each with a source of its own."""
    for factory in OF_AN_INSTITUTE:
        factory.create_batch(rows, institute=institute)
    for project in ProjectFactory.create_batch(rows, institute=institute):
        ProjectPartnerFactory(project=project)
        ChallengeLinkFactory(project=project)
    ChallengeLinkFactory.create_batch(rows, institute=institute)


@pytest.mark.parametrize("query", ["", "?q=institute", "?status=active&sort=-state"])
def test_the_list_costs_the_same_however_many_institutes(client, query):
    address = reverse("institutes:institute-list") + query
    fill(InstituteFactory(status="active", name="Institute of One"), 1)
    small = count_queries(client, address)

    for number in range(20):
        fill(InstituteFactory(status="active", name=f"Institute {number}"), 1)

    assert count_queries(client, address) == small <= list_budget("/institutes/")


def test_the_page_of_an_institute_costs_the_same_however_much_is_known(client):
    small, large = InstituteFactory(), InstituteFactory()
    fill(small, 1)
    fill(large, 25)

    counts = {count_queries(client, i.get_absolute_url()) for i in (small, large)}

    assert len(counts) == 1
    assert counts.pop() <= detail_budget(small)


def test_the_home_page_costs_the_same_however_many_institutes(client):
    fill(InstituteFactory(), 1)
    small = count_queries(client, "/")

    for _ in range(15):
        fill(InstituteFactory(), 2)

    assert count_queries(client, "/") == small


def test_pages_hold_25_and_lead_to_each_other_with_the_filters(client):
    InstituteFactory.create_batch(30, status="active")
    address = reverse("institutes:institute-list")

    first = client.get(f"{address}?status=active")
    second = client.get(f"{address}?status=active&page=2")

    assert [len(page.context["rows"]) for page in (first, second)] == [25, 5]
    assert f'href="{address}?status=active&amp;page=2"' in first.content.decode()
    assert f'href="{address}?status=active"' in second.content.decode()
    keys = [i.key for page in (first, second) for i in page.context["rows"]]
    assert len(set(keys)) == 30


def test_every_row_is_on_the_page_with_its_source(client):
    institute = InstituteFactory()
    fill(institute, 30)

    response = client.get(institute.get_absolute_url())

    panels = {p.slug: p.count for p in response.context["panels"]}
    assert panels["partners"] == panels["projects"] == panels["funding"] == 30
    for panel in response.context["panels"]:
        for row in panel.rows:
            assert row.source in {c.source for c in response.context["citations"]}


def test_an_institute_without_facts_says_so(client):
    response = client.get(InstituteFactory().get_absolute_url())

    assert response.status_code == 200
    assert response.content.decode().count("not recorded") >= 8


def test_an_unknown_institute_is_not_found_with_ways_on(client):
    response = client.get("/institutes/no-such/")

    assert response.status_code == 404
    assert reverse("institutes:institute-list") in response.content.decode()
