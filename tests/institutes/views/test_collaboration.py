"""The page of who works with whom: one cost, a strict address, no facts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    ProjectFactory,
    ProjectPartnerFactory,
)

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
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{PAGE}?{query}").status_code == 200
        return len(queries)

    work_together(*InstituteFactory.create_batch(2), partners=2)
    small = cost()
    work_together(*InstituteFactory.create_batch(6), partners=12)

    assert cost() == small <= 10


def test_without_facts_it_says_so(client):
    page = client.get(PAGE)

    assert page.status_code == 200
    assert "No two institutes share anything" in page.content.decode()
