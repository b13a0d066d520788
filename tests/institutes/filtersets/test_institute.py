"""Institutes by the sectors of their partners: each is asked for by itself."""

import pytest
from django.http import QueryDict

from institutes.filtersets.institute import InstituteFilterSet
from institutes.views.institute import InstituteList
from tests.factories import InstituteFactory, MembershipFactory

pytestmark = pytest.mark.django_db

SECTORS = {
    "alone": [],
    "blank": [""],
    "some": ["industry", "industry", ""],
    "most": ["industry", "academia", "nonprofit"],
    "three": ["industry", "academia", "government", "government"],
}


@pytest.fixture(autouse=True)
def institutes():
    for key, sectors in SECTORS.items():
        institute = InstituteFactory(key=key)
        for sector in sectors:
            MembershipFactory(institute=institute, partner__sector=sector)


def filterset(query=""):
    return InstituteFilterSet(QueryDict(query), InstituteList.queryset)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("sector=industry", {"some", "most", "three"}),
        ("sector=industry&not_sector=nonprofit", {"some", "three"}),
        ("sector=not-recorded", {"alone", "blank", "some"}),
        ("sector=not-recorded&sector=government", {"alone", "blank", "some", "three"}),
        ("not_sector=not-recorded&not_sector=government", {"most"}),
        ("sectors=0", {"alone", "blank"}),
        ("sectors_min=2&sectors_max=2", {"most"}),
    ],
)
def test_a_sector_finds_the_institutes_with_a_partner_of_it(query, keys):
    assert {one.key for one in filterset(query).qs} == keys


def test_each_sector_counts_the_institutes_that_it_finds():
    counts = {v: n for v, n in filterset().counts("sector").items() if n}

    assert counts == {
        value: filterset(f"sector={value}").count
        for value in ("industry", "academia", "government", "nonprofit", "not-recorded")
    }
    assert filterset().counts("sectors") == {"0": 2, "1": 1, "2": 1, "3": 1}
