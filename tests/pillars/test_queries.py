"""What the pages of the pillars cost."""

import pytest

from pillars.evidence.registry import EVIDENCE
from tests import factories as make
from tests.query_counts import count_queries

KINDS = ("Membership", "Project", "Site", "WorkforceProgram", "Roadmap")


def more_facts():
    for kind in KINDS:
        factory = getattr(make, f"{kind}Factory")
        factory.create_batch(4, institute=make.InstituteFactory())


def costs_of(client, address):
    """The queries at two sizes, after what is asked only once."""
    costs = []
    for _size in range(2):
        more_facts()
        client.get(address)
        costs.append(count_queries(client, address))
    return costs


@pytest.mark.django_db
@pytest.mark.parametrize("number", EVIDENCE)
def test_a_pillar_costs_the_same_however_many_facts(client, number):
    pillar = make.PillarFactory(number=number)

    few, many = costs_of(client, pillar.get_absolute_url())

    assert few == many <= 40  # Two for each figure of the longest.


@pytest.mark.django_db
def test_ten_pillars_cost_the_same_however_many_facts(client):
    make.PillarFactory.create_batch(10)
    institute = make.InstituteFactory()

    few, many = costs_of(client, "/pillars/")
    assert few == many <= 60  # Six for the headline of each pillar.

    few, many = costs_of(client, f"/institutes/{institute.key}/pillars/")
    assert few == many <= 120
