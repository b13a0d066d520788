"""The pages of places: every state with what it has."""

import pytest

from tests.factories import (
    FundingRecordFactory,
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    SiteFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.query_counts import count_queries, detail_budget, list_budget

pytestmark = pytest.mark.django_db


def fill(state, rows):
    for _ in range(rows):
        institute = InstituteFactory(state=state)
        SiteFactory(institute=institute, state=state)
        FundingRecordFactory(institute=institute)
        partner = PartnerFactory(state=state)
        MembershipFactory(institute=institute, partner=partner)
        WorkforceProgramFactory(institute=institute).states.add(state)


def test_the_pages_cost_the_same_however_much_a_state_has(client):
    ohio, maine = StateFactory(code="OH"), StateFactory(code="ME")
    fill(ohio, 1)
    pages = ("/places/", "/places/OH/")
    small = [count_queries(client, page) for page in pages]
    fill(ohio, 8)
    fill(maine, 2)

    assert [count_queries(client, page) for page in pages] == small
    assert small[0] <= list_budget("/places/")
    assert count_queries(client, "/places/ME/") == small[1] <= detail_budget(ohio)


def test_a_state_without_anything_says_so(client):
    body = client.get(StateFactory(code="WY").get_absolute_url()).content.decode()

    assert body.count("not recorded") >= 5


def test_small_letters_lead_to_the_address_with_capitals(client):
    StateFactory(code="OH")

    response = client.get("/places/oh/")

    assert (response.status_code, response["Location"]) == (301, "/places/OH/")


@pytest.mark.parametrize("code", ["zz", "ZZ", "ohio"])
def test_an_unknown_place_is_not_found(client, code):
    StateFactory(code="OH")

    assert client.get(f"/places/{code}/").status_code == 404


def test_the_map_has_the_states_of_the_filter_and_comes_as_a_file(client):
    fill(StateFactory(code="OH"), 1)
    fill(StateFactory(code="ME"), 2)
    StateFactory(code="PR")

    page = client.get("/places/?region=midwest")

    body = page.content.decode()
    assert 'aria-label="Ohio: 1 partner"' in body
    assert 'aria-label="Maine: none of these"' in body
    assert "/places.png?region=midwest" in body
    assert client.get("/places.svg?region=midwest").content.count(b"1 partner") >= 1
    off_map = client.get("/places/").context["off_map"]
    assert [(one.label, one.count) for one in off_map] == [("Puerto Rico", 0)]


def test_in_another_order_no_region_stands(client):
    fill(StateFactory(code="OH"), 1)
    fill(StateFactory(code="ME"), 2)

    usual, most = (client.get(f"/places/{query}") for query in ("", "?sort=-partners"))

    assert [state.code for state in usual.context["rows"]] == ["ME", "OH"]
    assert [state.code for state in most.context["rows"]] == ["ME", "OH"]
    groups = [page.content.decode().count("rowgroup") for page in (usual, most)]
    assert groups == [2, 0]


def test_a_parameter_is_refused(client):
    page = client.get("/places/?state=OH")

    assert page.status_code == 400
    assert "state" in page.content.decode()
