"""The pages of money: what is added up, what is not and why, record by record."""

import pytest
from django.urls import reverse

from tests.factories import FundingRecordFactory, InstituteFactory
from tests.query_counts import count_queries, detail_budget, list_budget

pytestmark = pytest.mark.django_db

LISTED = "/funding/"


@pytest.fixture
def lift():
    return InstituteFactory(key="lift", acronym="LIFT")


@pytest.fixture
def announced(lift):
    """$140 million in one sum, with its federal part and its state part."""
    whole = FundingRecordFactory(
        key="whole",
        institute=lift,
        funder_type="mixed",
        amount_usd=140_000_000,
        bound="at-least",
        fiscal_year=2014,
    )
    own = {"institute": lift, "part_of": whole, "fiscal_year": 2014}
    FundingRecordFactory(key="federal", **own)
    FundingRecordFactory(
        key="state",
        funder_type="state",
        kind="cost-share",
        amount_usd=50_000_000,
        bound="about",
        **own,
    )
    return whole


def fill(records):
    """Institutes with some records each: wholes, parts, and one of no year."""
    for number in range(records):
        institute = InstituteFactory()
        whole = FundingRecordFactory(institute=institute, fiscal_year=2014 + number % 9)
        FundingRecordFactory(institute=institute, part_of=whole)
        FundingRecordFactory(institute=institute, funder_type="state")


@pytest.mark.parametrize(
    "query", ["", "?adds_to=federal", "?as_of=2030&fiscal_year_min=2014&q=energy"]
)
def test_the_list_costs_the_same_however_many_records(client, query):
    fill(2)
    small = count_queries(client, LISTED + query)

    fill(20)

    totals = 14  # Above the list: by institute and year, and their charts.
    budget = list_budget(LISTED) + totals
    assert count_queries(client, LISTED + query) == small <= budget


def test_a_record_costs_the_same_however_many_parts(client, announced):
    small = count_queries(client, announced.get_absolute_url())

    for _ in range(15):
        FundingRecordFactory(institute=announced.institute, part_of=announced)

    budget = detail_budget(announced)
    assert count_queries(client, announced.get_absolute_url()) == small <= budget


def test_the_list_opens_with_totals_that_lead_to_their_records(client, announced):
    response = client.get(LISTED)

    money = response.context["money"]
    assert [cell.total.amount for cell in money.totals] == [70_000_000, 50_000_000, 0]
    assert money.ledger.ratio.bound == "about"
    text = response.content.decode()
    assert f'href="{LISTED}?adds_to=federal"' in text
    assert "$70.0" in text
    assert "stated for federal and other money together; the parts are counted" in text
    rows = client.get(f"{LISTED}?adds_to=other").context["rows"]
    assert [row.key for row in rows] == ["state"]


def test_a_set_without_commitments_says_that_nothing_adds_up(client, lift):
    FundingRecordFactory(institute=lift, kind="program-funds")

    response = client.get(LISTED)

    assert "None of these may be added up" in response.content.decode()
    assert client.get("/funding.svg").status_code == 404


def test_the_picture_of_the_years_comes_as_a_file_too(client, announced):
    response = client.get("/funding.svg?fiscal_year=2014")

    assert response["Content-Type"] == "image/svg+xml"
    assert "Commitments by fiscal year" in response.content.decode()


def test_a_year_in_the_past_says_what_it_leaves_out_for_want_of_a_date(
    client, announced
):
    FundingRecordFactory.create_batch(2, institute=announced.institute)

    text = client.get(f"{LISTED}?as_of=2015").content.decode()

    assert "2 records have no date from which they hold" in text


def test_a_second_page_shows_records_and_no_totals_again(client):
    fill(10)

    text = client.get(f"{LISTED}?page=2").content.decode()

    assert "What may be added up" not in text
    assert "The records" in text


@pytest.mark.parametrize("query", ["adds_to=everything", "adds_too=federal", "as_of=x"])
def test_what_is_not_understood_is_refused(client, announced, query):
    assert client.get(f"{LISTED}?{query}").status_code == 400
    problem = client.get(f"/funding.json?{query}")
    assert problem["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("whole", "federal and other money are told apart in its parts"),
        ("federal", "Counted in the federal money of LIFT."),
        ("state", "Counted in the other money of LIFT."),
    ],
)
def test_a_record_says_what_becomes_of_it_and_why(client, announced, key, said):
    response = client.get(reverse("institutes:funding-detail", args=[key]))

    text = response.content.decode()
    assert said in text
    assert "at least</span> $140,000,000" in text  # The whole family is on the page.
    assert "$70,000,000" in text
    assert "about</span> $50,000,000" in text


def test_a_part_names_the_record_that_is_counted_for_it(client, lift):
    whole = FundingRecordFactory(key="agreement", institute=lift, amount_usd=80_000_000)
    middle = FundingRecordFactory(institute=lift, part_of=whole, kind="program-funds")
    part = FundingRecordFactory(institute=lift, part_of=middle)

    tree = client.get(part.get_absolute_url()).context["object"].tree

    assert (tree.current.treatment, tree.counted_ancestor) == ("part", whole)
    assert [node.record for node in tree.ancestors] == [middle, whole]


def test_a_record_alone_says_so(client, lift):
    record = FundingRecordFactory(institute=lift)

    text = client.get(record.get_absolute_url()).content.decode()

    assert "No record contains this one, and it contains none." in text


def test_a_record_of_the_network_is_never_added(client):
    record = FundingRecordFactory()

    text = client.get(record.get_absolute_url()).content.decode()

    assert "money of the whole network is never added" in text


def test_the_page_of_an_institute_opens_its_money_with_the_same_totals(
    client, announced
):
    FundingRecordFactory(institute=InstituteFactory())

    text = client.get(announced.institute.get_absolute_url()).content.decode()

    assert f'href="{LISTED}?institute=lift&amp;adds_to=federal"' in text
    assert announced.get_absolute_url() in text
    rows = client.get(f"{LISTED}?institute=lift&adds_to=federal").context["rows"]
    assert [row.key for row in rows] == ["federal"]
