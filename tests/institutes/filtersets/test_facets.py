"""The facets of the real institutes find and count exactly what brute force does."""

import pytest
from django.http import QueryDict
from hypothesis import given

from institutes.filtersets.institute import InstituteFilterSet
from institutes.models import Institute
from institutes.views.institute import InstituteList
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "status": ["active", "closed", "announced"],
    "agency": ["DOD", "DOE", "DOC", "NSF", NOT_RECORDED],
    "focus": ["robotics", "advanced-materials", "polymer-composites", NOT_RECORDED],
    "region": ["midwest", "south", "northeast", NOT_RECORDED],
    "state": ["OH", "NY", "CA", "WY", NOT_RECORDED],
    "established": ["2012", "2014", "2017", NOT_RECORDED],
    "sector": ["industry", "nonprofit", NOT_RECORDED],
    "sectors": ["0", "2", "3"],
    "challenge": ["circular-economy", "automation", NOT_RECORDED],
    "roadmaps": [RECORDED, NOT_RECORDED],
}
SINGLE = {
    "established_min": ["2014", "2016"],
    "established_max": ["2016", "2020"],
    "sectors_min": ["1", "3"],
    "sectors_max": ["2"],
}


def recorded(*values):
    return {value or NOT_RECORDED for value in values}


def focus_of(institute):
    areas = [link.focus_area for link in institute.focus_links.all()]
    return {a.slug for a in areas} | {a.parent.slug for a in areas if a.parent}


def values_of(institute):
    told = {tie.partner.sector for tie in institute.memberships.all()}
    faced = {link.challenge.slug for link in institute.challenge_links.all()}
    year = institute.established and institute.established[:4]
    return {
        "status": {institute.status},
        "agency": recorded(institute.agency and institute.agency.code),
        "focus": focus_of(institute) or {NOT_RECORDED},
        "region": recorded(institute.state and institute.state.region),
        "state": recorded(institute.state and institute.state.code),
        "established": recorded(year),
        "established_span": {year} if year else set(),
        "sector": recorded(*(told or {""})),
        "sectors": {str(len(told & {"industry", "academia", "government"}))},
        "challenge": faced or {NOT_RECORDED},
        "roadmaps": {RECORDED if institute.roadmaps.exists() else NOT_RECORDED},
    }


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    has = {one.pk: values_of(one) for one in Institute.objects.all()}
    return BruteForce(InstituteFilterSet, InstituteList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)


def filterset(query):
    return InstituteFilterSet(QueryDict(query), InstituteList.queryset)


def test_no_row_is_found_twice(facts):
    rows = filterset("sector=industry&sector=academia&focus=energy-sustainability").qs

    assert len(rows) == len(set(rows)) == 7


def test_a_value_that_finds_nothing_is_shown_only_when_chosen(facts):
    shown = {f.name: f for f in filterset("state=WY").facets}

    (wyoming,) = [o for o in shown["state"].options if o.value == "WY"]
    assert (wyoming.count, wyoming.is_chosen) == (0, True)
    assert "AK" not in {option.value for option in shown["state"].options}
