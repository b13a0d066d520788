"""A page has the rows that the whole list has there, whichever way it is read."""

import pytest
from django.http import QueryDict

from institutes.filtersets.partner import PartnerFilterSet
from institutes.views.partner import PartnerList
from mfgusa.catalogue.facet_index import pages
from mfgusa.catalogue.facet_index.row_sets import CONTAINER, RowSet
from mfgusa.catalogue.filters import filterset as filtersets
from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    StateFactory,
)

pytestmark = pytest.mark.django_db
QUERIES = [
    "",
    "sector=industry",
    "not_sector=academia&institutes_min=1",
    "q=steel",
    "q=ohio",
    "q=ohio+steel&role=not-recorded",
    "q=steel&role=member&sort=-name",
    "sort=name",
    "sort=state",
    "sort=-state&sector=industry",
    "sort=sector&q=steel",
    "sort=institutes&not_sector=academia",
    "sort=-institutes",
    "sort=-institutes&as_of=2019",
]


@pytest.fixture
def partners():
    """Partners in several containers, at their very ends, and far off."""
    ohio = StateFactory(code="OH")
    ids = (CONTAINER - 1, CONTAINER, 2 * CONTAINER - 1, 2 * CONTAINER, 900 * CONTAINER)
    institutes = InstituteFactory.create_batch(3, established="2012")
    for place, pk in enumerate(ids):
        partner = PartnerFactory(
            pk=pk,
            name=f"Steel {pk}" if pk % 2 else "Other",
            sector="industry" if place else "academia",
            state=ohio,
        )
        for institute in institutes[: place % 4]:
            MembershipFactory(partner=partner, institute=institute, since="2015")
    PartnerFactory(name="Ohio Steel, Steel and more Steel", sector="", state=None)
    for code in ("AK", "AL"):  # Alabama comes before Alaska.
        PartnerFactory(name="More Steel", state=StateFactory(code=code))


@pytest.fixture(
    params=[(0, 2000), (0, 0)], ids=["by keys", "along the order"], autouse=True
)
def way(request, monkeypatch):
    most_sorted, most_listed = request.param
    monkeypatch.setattr(filtersets, "MAX_SORTED", most_sorted)
    monkeypatch.setattr(pages, "MAX_LISTED", most_listed)


@pytest.mark.parametrize("start", [0, 2, 7, 100])
@pytest.mark.parametrize("query", QUERIES)
def test_a_page_has_its_rows_in_order(partners, query, start):
    filterset = PartnerFilterSet(QueryDict(query), PartnerList.queryset)

    page = list(filterset.page_slice(start, start + 3))

    assert page == list(filterset.qs)[start : start + 3]


def test_each_of_several_sets_has_its_first_rows(partners):
    rows = PartnerList.queryset
    ids = list(rows.values_list("pk", flat=True))
    sets = [RowSet(ids[1::2]), RowSet(), RowSet(ids)]

    assert pages.first_rows_per_set(sets, rows, 2) == [ids[1:5:2], [], ids[:2]]
