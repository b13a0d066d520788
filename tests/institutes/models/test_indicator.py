import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from institutes.models import Indicator, Observation
from tests.factories import (
    IndicatorFactory,
    InstituteFactory,
    ObservationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db

SCOPES = ["one institute", "the network"]
YEARS = [2019, None]


def scope(name):
    return InstituteFactory() if name == "one institute" else None


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("where", SCOPES)
def test_one_observation_of_a_scope_and_year_is_preferred(where, year):
    first = ObservationFactory(institute=scope(where), fiscal_year=year)
    same = {"institute": first.institute, "indicator": first.indicator}
    second = ObservationFactory(**same, fiscal_year=year, rank="normal")

    with pytest.raises(IntegrityError, match="observation_one_preferred"):
        Observation.objects.filter(pk=second.pk).update(rank="preferred")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("where", SCOPES)
def test_any_number_of_observations_stand_beside_the_preferred_one(where, year):
    first = ObservationFactory(institute=scope(where), fiscal_year=year)
    same = {"institute": first.institute, "indicator": first.indicator}

    ObservationFactory.create_batch(2, **same, fiscal_year=year, rank="normal")

    assert list(Observation.objects.preferred()) == [first]
    assert Observation.objects.count() == 3


def test_each_scope_year_and_indicator_has_a_preferred_one():
    learners, institute = IndicatorFactory(), InstituteFactory()

    ObservationFactory(indicator=learners)
    ObservationFactory(indicator=learners, fiscal_year=2019)
    ObservationFactory(indicator=learners, institute=institute)
    ObservationFactory(indicator=learners, institute=institute, fiscal_year=2019)
    ObservationFactory()

    assert Observation.objects.preferred().count() == 5


def test_a_form_says_that_another_is_preferred():
    first = ObservationFactory()
    second = ObservationFactory.build(
        indicator=first.indicator, source=SourceFactory(), rank="preferred"
    )

    with pytest.raises(ValidationError, match="is preferred already"):
        second.full_clean()


def test_observations_of_the_network_are_those_of_no_institute():
    network = ObservationFactory()
    ObservationFactory(institute=InstituteFactory())

    assert list(Observation.objects.of_network()) == [network]


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        ({"fiscal_year": 2019}, "network, 2019"),
        ({"as_of": "2019-06"}, "network, 2019-06"),
        ({}, "network, ?"),
    ],
)
def test_an_observation_says_of_what_and_when_it_is(fields, ending):
    learners = IndicatorFactory(name="Learners")

    assert (
        str(ObservationFactory(indicator=learners, **fields)) == f"Learners, {ending}"
    )


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ({"fiscal_year": 2019}, {"fiscal_year": 2019}, True),
        ({"fiscal_year": 2019, "as_of": "2019-02"}, {"fiscal_year": 2019}, True),
        ({"fiscal_year": 2019}, {"fiscal_year": 2019, "value": 17}, False),
        ({"fiscal_year": 2019}, {"fiscal_year": 2020}, False),
        ({"as_of": "2019-06"}, {"as_of": "2019-06"}, True),
        ({"as_of": "2019-06"}, {"as_of": "2019-07"}, False),
        ({}, {}, False),
    ],
)
@pytest.mark.parametrize("where", SCOPES)
def test_sources_disagree_that_tell_two_values_of_one_time(where, one, other, disagree):
    of = {"indicator": IndicatorFactory(), "institute": scope(where)}
    ObservationFactory(**{"value": 17} | of | one)
    ObservationFactory(**{"value": 18, "rank": "normal"} | of | other)
    ObservationFactory(indicator=of["indicator"], institute=InstituteFactory(), **one)

    (told,) = Indicator.objects.with_disagreements()

    network = disagree and where == "the network"
    assert told.network_disagrees == network
    assert told.institutes_disagree == (disagree and not network)
