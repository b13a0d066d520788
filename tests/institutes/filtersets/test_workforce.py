"""The facets of workforce programs find and count exactly what brute force does."""

import pytest
from hypothesis import given

from institutes.filtersets.workforce import WorkforceFilterSet
from institutes.models import WorkforceProgram
from institutes.views.workforce import WorkforceList
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "audience": ["k12", "university", "veteran", "general"],
    "institute": ["iacmi", "biomade", "arm", "smart-usa"],
    "state": ["MA", "OH", "WY", NOT_RECORDED],
    "credential": ["certificate", "apprenticeship", NOT_RECORDED],
    "learners": [RECORDED, NOT_RECORDED],
    "skill": ["cybersecurity", "integrated-photonics", NOT_RECORDED],
}
SINGLE = {"learners_min": ["0", "100"], "learners_max": ["99", "5000"]}


def values_of(program):
    counted = program.learners is not None
    return {
        "audience": {program.audience},
        "institute": {program.institute.key},
        "state": {state.code for state in program.states.all()} or {NOT_RECORDED},
        "credential": {program.credential or NOT_RECORDED},
        "learners": {RECORDED if counted else NOT_RECORDED},
        "skill": {skill.slug for skill in program.skills.all()} or {NOT_RECORDED},
        "learners_span": {program.learners} if counted else set(),
    }


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    rows = WorkforceProgram.objects.with_scope().prefetch_related("skills")
    has = {program.pk: values_of(program) for program in rows}
    return BruteForce(WorkforceFilterSet, WorkforceList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
