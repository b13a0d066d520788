"""The pages of partners, as a visitor reads them."""

import pytest

from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    ProjectPartnerFactory,
    StateFactory,
)
from tests.query_counts import count_queries, detail_budget, list_budget

pytestmark = pytest.mark.django_db


def fill(rows):
    """Some partners of every place, each tied to two institutes."""
    ohio, puerto_rico = StateFactory(code="OH"), StateFactory(code="PR")
    for state, country in ((ohio, "US"), (puerto_rico, "US"), (None, "DE"), (None, "")):
        for partner in PartnerFactory.create_batch(rows, state=state, country=country):
            MembershipFactory.create_batch(2, partner=partner, since="2016")


def off_map(page):
    return {one.label: (one.count, one.url) for one in page.context["off_map"]}


@pytest.mark.parametrize("query", ["", "?as_of=2017", "?q=partner&sort=-institutes"])
def test_the_list_costs_the_same_however_many_partners(client, query):
    counts = []
    for rows in (1, 6):
        fill(rows)
        counts.append(count_queries(client, f"/partners/{query}"))

    assert counts[0] == counts[1] <= list_budget("/partners/")


def test_the_page_of_a_partner_costs_the_same_however_much_is_known(client):
    counts = set()
    for rows in (1, 30):
        partner = PartnerFactory()
        for tie in MembershipFactory.create_batch(rows, partner=partner):
            MembershipFactory(institute=tie.institute)
        ProjectPartnerFactory.create_batch(rows, partner=partner)
        counts.add(count_queries(client, partner.get_absolute_url()))

    assert len(counts) == 1
    assert counts.pop() <= detail_budget(partner)


def test_partners_beyond_the_map_are_counted_with_a_way_to_them(client):
    fill(2)

    page = client.get("/partners/?sector=not-recorded")

    found = off_map(page)
    counts = {label: count for label, (count, _url) in found.items()}
    assert counts == {"Puerto Rico": 2, "DE": 2, "place not recorded": 2}
    for count, url in found.values():
        listed = client.get(url)
        assert listed.context["count"] == count
        assert "sector=not-recorded" in url


def test_the_year_shows_only_ties_known_by_then_and_says_what_is_left_out(client):
    partner = PartnerFactory(name="Acme")
    early, late = (
        MembershipFactory(partner=partner, since=since, institute__established="2012")
        for since in ("2014", "2019")
    )
    MembershipFactory(since=None, source__published=None)

    page = client.get("/partners/?as_of=2016")

    (row,) = page.context["rows"]
    assert (row.name, row.institute_count) == ("Acme", 1)
    body = page.content.decode()
    assert early.institute.acronym in body
    assert f">{late.institute.acronym}</a>" not in body
    assert "1 tie without any date is left out" in body
    assert "left out" not in client.get("/partners/").content.decode()


def test_a_partner_shows_its_names_place_ties_and_projects(client):
    partner = PartnerFactory(
        name="Acme", aliases=["Acme Corp", "ACM"], city="Dayton", sector="industry"
    )
    partner.state = StateFactory(code="OH")
    partner.save()
    tie = MembershipFactory(partner=partner, role="founder", tier="Gold", since="2014")
    project = ProjectPartnerFactory(partner=partner, role="lead").project

    body = client.get("/partners/" + partner.key + "/").content.decode()

    for words in ("Also known as Acme Corp, ACM", "Founder", "Gold", "from 2014"):
        assert words in body
    for address in (
        "/places/OH/",
        tie.institute.get_absolute_url(),
        project.get_absolute_url(),
        f"/projects/?participant={partner.key}",
    ):
        assert f'href="{address}"' in body


def test_a_partner_of_whom_nothing_is_known_says_so(client):
    body = client.get(PartnerFactory().get_absolute_url()).content.decode()

    assert body.count("not recorded") >= 8


@pytest.mark.parametrize(
    ("query", "named"),
    [("sectr=industry", "sectr"), ("sector=indusry", "industry"), ("as_of=x", "as_of")],
)
def test_what_is_not_understood_is_refused(client, query, named):
    page = client.get(f"/partners/?{query}")

    assert page.status_code == 400
    assert named in page.content.decode()
    assert client.get(f"/partners.csv?{query}").status_code == 400


def test_the_institutes_of_a_partner_are_links_in_its_row(client):
    one, other = InstituteFactory(), InstituteFactory()
    partner = PartnerFactory()
    for institute in (one, other):
        MembershipFactory(partner=partner, institute=institute)

    body = client.get("/partners/").content.decode()

    assert all(f'href="{i.get_absolute_url()}"' in body for i in (one, other))
