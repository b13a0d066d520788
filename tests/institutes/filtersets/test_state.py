"""The catalogue of places over the real facts, against the same in pure Python."""

import pytest
from hypothesis import given

from institutes.filtersets.place import StateFilterSet
from institutes.models import Institute, Partner, Site, State, WorkforceProgram
from institutes.views.place import PlaceList
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

COUNTS = ["0", "1", "2", "6", "17"]
VALUES = {
    "region": ["northeast", "south", "west", "island-areas"],
    "division": ["new-england", "pacific", "island-areas"],
    "institute": ["iacmi", "mxd", NOT_RECORDED],
} | dict.fromkeys(("institutes", "sites", "partners", "programs"), COUNTS)
SINGLE = {
    "institutes_min": ["1"],
    "sites_min": ["1", "2"],
    "partners_min": ["10"],
    "partners_max": ["0", "17"],
    "programs_max": ["3"],
}


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    programs = WorkforceProgram.objects.prefetch_related("states")
    states_by_table = {
        "institutes": [one.state_id for one in Institute.objects.all()],
        "sites": [one.state_id for one in Site.objects.all()],
        "partners": [one.state_id for one in Partner.objects.all()],
        "programs": [state.pk for one in programs for state in one.states.all()],
    }
    works = {state.pk: set() for state in State.objects.all()}
    for site in Site.objects.filter(state__isnull=False).select_related("institute"):
        works[site.state_id].add(site.institute.key)
    has = {
        state.pk: {"region": {state.region}, "division": {state.division}}
        | {"institute": works[state.pk] or {NOT_RECORDED}}
        | {
            name: {str(found.count(state.pk))}
            for name, found in states_by_table.items()
        }
        for state in State.objects.all()
    }
    return BruteForce(StateFilterSet, PlaceList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
