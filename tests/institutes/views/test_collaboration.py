"""The page of who works with whom: one cost, a strict address, no facts."""

import pytest
from django.core.cache import caches
from pytest_django.asserts import assertContains

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Partner
from institutes.shared_partners import NAMES_PER_PAIR
from mfgusa.catalogue.facet_index import rows
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


@pytest.mark.parametrize("steps", [0, 10**12], ids=["by keys", "along the order"])
@pytest.mark.parametrize(
    "query", ["", "sector=industry", "state=OH&not_sector=academia"]
)
def test_bitmaps_tell_what_the_rows_do(client, monkeypatch, query, steps):
    """Counts, the names that a pair shares first, and the bridges."""
    monkeypatch.setattr(rows, "STEPS", steps)
    ohio, _other = (StateFactory(code=code) for code in ("OH", "MI"))
    institutes = InstituteFactory.create_batch(4)
    work_together(*institutes[:2], partners=NAMES_PER_PAIR + 3)
    work_together(*institutes[1:], partners=2)
    for n, partner in enumerate(Partner.objects.all()):
        partner.name, partner.state = f"{'aBzC'[n % 4]} {n}", ohio if n % 3 else None
        partner.sector = "industry" if n % 5 else "academia"
        partner.save()

    def told():
        matrix = client.get(f"{PAGE}?{query}").context["matrix"]
        most_connected = [
            (p, p.institute_count, p.known_memberships) for p in matrix.most_connected()
        ]
        return (
            matrix.counts,
            matrix.strongest(),
            most_connected,
            list(matrix.freshness_source),
        )

    by_bitmaps = told()
    monkeypatch.setattr(PartnerFilterSet, "is_indexed", False)
    caches["pages"].clear()

    counts, *by_row = told()
    assert by_bitmaps[1:] == tuple(by_row)
    for pair, shared in counts.items():
        assert by_bitmaps[0][pair] == shared
    assert len(by_bitmaps[1][0].names) <= NAMES_PER_PAIR


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
