"""The page of who works with whom: one cost, a strict address, no facts."""

from collections import Counter
from itertools import chain, product

import pytest
from pytest_django.asserts import assertContains

from institutes.collaboration import MAX_MOST_CONNECTED
from institutes.models import Partner
from institutes.shared_partners import NAMES_PER_PAIR
from mfgusa.catalogue.facet_index import pages
from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    ProjectFactory,
    ProjectPartnerFactory,
    StateFactory,
)
from tests.query_counts import count_queries

pytestmark = pytest.mark.django_db
PAGE = "/collaboration/"


@pytest.mark.parametrize(
    ("query", "name", "nearest"),
    [
        ("sectr=academia", "sectr", "sector"),
        ("sector=akademia", "sector", "academia"),
        ("by=friends", "by", ""),
        ("by=projects&sector=academia", "by", "partners"),
        ("page=2", "page", ""),
        ("as_of=soon", "as_of", ""),
    ],
)
def test_what_is_not_understood_is_refused_by_name(client, query, name, nearest):
    page = client.get(f"{PAGE}?{query}")
    assert page.status_code == 400
    assert name in page.content.decode()

    problem = client.get(f"/collaboration.csv?{query}")
    error = problem.json()["errors"][0]
    assert (problem.status_code, error["name"]) == (400, name)
    assert error["nearest"] == nearest


def work_together(*institutes, partners):
    for partner in PartnerFactory.create_batch(partners):
        for institute in institutes:
            MembershipFactory(institute=institute, partner=partner)
            ProjectPartnerFactory(
                project=ProjectFactory(institute=institute), partner=partner
            )


@pytest.mark.parametrize("query", ["", "by=projects", "as_of=2020&sector=industry"])
def test_the_page_costs_the_same_however_many_work_together(client, query):
    work_together(*InstituteFactory.create_batch(2), partners=2)
    small = count_queries(client, f"{PAGE}?{query}")
    work_together(*InstituteFactory.create_batch(6), partners=12)

    budget = 13  # The facets, the matrix and the names of pairs: none for each row.
    assert count_queries(client, f"{PAGE}?{query}") == small <= budget


@pytest.mark.parametrize("listed", [2000, 0], ids=["by keys", "along the order"])
@pytest.mark.parametrize(
    "query", ["", "sector=industry", "state=OH&not_sector=academia", "as_of=2019"]
)
def test_counts_and_names_are_those_of_the_rows(client, monkeypatch, query, listed):
    monkeypatch.setattr(pages, "MAX_LISTED", listed)
    institutes = institutes_that_share_partners()

    matrix = client.get(f"{PAGE}?{query}").context["matrix"]

    members = {each: members_of(each, query) for each in institutes}
    for institute, other in product(institutes, institutes):
        shared = [p for p in members[institute] if p in members[other]]
        assert matrix.count(institute, other) == len(shared)
    for pair in matrix.strongest():
        names = [p.name for p in members[pair.institute] if p in members[pair.other]]
        assert [name for name, _url in pair.names] == names[:NAMES_PER_PAIR]
    assert [(p, p.institute_count) for p in matrix.most_connected()] == most_connected(
        members
    )


def institutes_that_share_partners():
    """Partners of two states, sectors and years."""
    ohio, _other = (StateFactory(code=code) for code in ("OH", "MI"))
    institutes = InstituteFactory.create_batch(4, established="2012")
    work_together(*institutes[:2], partners=NAMES_PER_PAIR + 3)
    work_together(*institutes[1:], partners=2)
    for n, partner in enumerate(Partner.objects.all()):
        partner.name, partner.state = f"{'aBzC'[n % 4]} {n}", ohio if n % 3 else None
        partner.sector = "industry" if n % 5 else "academia"
        partner.save()
        partner.memberships.update(since="2015" if n % 2 else "2021")
    return institutes


def members_of(institute, query):
    """The partners of an institute that a query leaves, by name."""
    memberships = institute.memberships.all()
    if "as_of" in query:
        memberships = memberships.filter(since="2015")
    partners = Partner.objects.filter(pk__in=memberships.values("partner"))
    if "sector" in query:
        partners = partners.filter(sector="industry")
    return list(partners.filter(state__code="OH") if "state" in query else partners)


def most_connected(members):
    """The first partners of two institutes or more, with the number of these."""
    counts = Counter(chain.from_iterable(members.values()))
    ordered = sorted(counts, key=lambda p: (-counts[p], p.name.lower(), p.key))
    several = [(p, counts[p]) for p in ordered if counts[p] > 1]
    return several[:MAX_MOST_CONNECTED]


def test_a_pair_that_shares_more_than_is_named_opens_the_rest(client):
    work_together(*InstituteFactory.create_batch(2), partners=NAMES_PER_PAIR + 1)

    page = client.get(PAGE)

    (pair,) = page.context["matrix"].strongest()
    assert len(pair.names) == NAMES_PER_PAIR
    assertContains(page, f">all {NAMES_PER_PAIR + 1}</a>")


def test_without_facts_it_says_so(client):
    page = client.get(PAGE)

    assert page.status_code == 200
    assert "No two institutes share anything" in page.content.decode()
