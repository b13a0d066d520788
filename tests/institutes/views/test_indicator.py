"""Indicators: the newest of each, and every observation in time with its source."""

import pytest

from tests.factories import IndicatorFactory, InstituteFactory, ObservationFactory
from tests.query_counts import count_queries, detail_budget, list_budget

pytestmark = pytest.mark.django_db

LISTED = "/indicators/"


@pytest.fixture
def members():
    return IndicatorFactory(slug="members", name="Members", unit="count")


@pytest.fixture
def series(members):
    """Three years of the network, a rival, one of no year, and an institute."""
    for year, value in ((2016, 830), (2017, 1291), (2018, 1937)):
        ObservationFactory(indicator=members, fiscal_year=year, value=value)
    ObservationFactory(
        indicator=members, fiscal_year=2017, value=1200, rank="normal", bound="about"
    )
    ObservationFactory(indicator=members, fiscal_year=None, value=2500)
    ObservationFactory(
        indicator=members,
        institute=InstituteFactory(key="lift", acronym="LIFT"),
        fiscal_year=2014,
        value=60,
    )
    return members


def test_the_list_has_the_newest_preferred_value_of_each(client, series):
    IndicatorFactory(name="Visitors")

    response = client.get(LISTED)

    shown, rest = response.context["rows"]
    assert (shown.newest.value, shown.newest.fiscal_year) == (1937, 2018)
    assert (shown.observation_count, shown.institute_count) == (6, 1)
    assert (shown.first_year, shown.last_year) == (2014, 2018)
    assert (rest.name, rest.newest) == ("Visitors", None)
    assert [one.group_name for one in (shown, rest)] == [
        "Members, projects and institutes",
        "Of single institutes only",
    ]
    assert "1,937" in response.content.decode()


def test_in_another_order_no_group_stands(client, series):
    IndicatorFactory(name="Visitors")

    for query in ("sort=-name", "q=visitors"):
        page = client.get(f"{LISTED}?{query}")

        assert page.context["rows"][0].name == "Visitors"
        assert "rowgroup" not in page.content.decode()
    assert "rowgroup" in client.get(f"{LISTED}?unit=count").content.decode()


def test_no_observation_is_lost(client, series):
    response = client.get(series.get_absolute_url())

    network, lift = response.context["shown_series"]
    assert [o.value for o in network.observations] == [830, 1291, 1200, 1937, 2500]
    assert [o.value for o in lift.observations] == [60]
    text = response.content.decode()
    assert text.count("<tr id=") == 6
    assert text.count('href="#source-') >= 6
    assert "1 observation without a year is in the table only." in text
    for observation in network.dated:
        assert f'href="#{observation.anchor}"' in text  # Each point leads to its row.


def test_preferred_values_are_joined_and_others_stand_by(client, series):
    picture = client.get(series.get_absolute_url()).context["picture"]

    assert [str(key.label) for key in picture.legend] == [
        "preferred value",
        "other observation",
    ]
    assert client.get("/indicators/members.svg").status_code == 200


def test_a_break_is_said_only_where_a_note_says_so(client, series):
    note = "fall not explained; possible change of counting"
    ObservationFactory(indicator=series, fiscal_year=2019, value=400, note=note)
    ObservationFactory(indicator=series, fiscal_year=2020, value=300, note="a fall")

    response = client.get(series.get_absolute_url())

    words = "Fall not explained; possible change of counting"
    assert response.context["shown_series"][0].breaks == [("2019", words)]
    assert response.content.decode().count("Break in the series") == 1


def test_one_scope_can_be_asked_for(client, series):
    lift = client.get(f"{series.get_absolute_url()}?institute=lift")
    network = client.get(f"{series.get_absolute_url()}?institute=network")

    assert [one.key for one in lift.context["shown_series"]] == ["lift"]
    assert lift.context["picture"] is None  # One year is no series.
    assert [one.key for one in network.context["shown_series"]] == ["network"]


@pytest.mark.parametrize(
    "address",
    [
        "/indicators/?unti=count",
        "/indicators/?unit=counts",
        "/indicators/?institute=network",
        "/indicators/members/?institut=lift",
        "/indicators/members/?institute=lifd",
        "/indicators/members/?institute=lift&institute=network",
        "/indicators/members.svg?institute=lifd",
    ],
)
def test_what_is_not_understood_is_refused(client, series, address):
    assert client.get(address).status_code == 400


def test_an_indicator_without_observations_says_so(client, members):
    response = client.get(members.get_absolute_url())

    assert "not recorded" in response.content.decode()
    assert client.get("/indicators/members.png").status_code == 404


def test_pages_cost_the_same_however_many_observations(client, series):
    small = [count_queries(client, a) for a in (LISTED, series.get_absolute_url())]

    for year in range(2030, 2050):
        ObservationFactory(fiscal_year=year)
        for institute in (None, InstituteFactory()):
            ObservationFactory(indicator=series, fiscal_year=year, institute=institute)

    large = [count_queries(client, a) for a in (LISTED, series.get_absolute_url())]
    assert large == small
    assert large[0] <= list_budget(LISTED)
    assert large[1] <= detail_budget(series)


def test_headline_figures_of_the_home_page_open_to_their_series(client):
    institutes = IndicatorFactory(slug="institutes", name="Institutes")
    ObservationFactory(indicator=institutes, fiscal_year=2025, value=18)

    assert f'href="{institutes.get_absolute_url()}"' in client.get("/").content.decode()
