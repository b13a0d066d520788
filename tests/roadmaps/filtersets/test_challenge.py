"""The facets of challenges find and count exactly what brute force does."""

import pytest
from hypothesis import given

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from roadmaps.filtersets.challenge import ChallengeFilterSet
from roadmaps.models import Challenge, ChallengeLink
from roadmaps.views.challenge import ChallengeList
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "answered_by": ["institute", "project", "roadmap", "roadmap_item", NOT_RECORDED],
    "institute": ["arm", "remade", "mxd", NOT_RECORDED],
    "institutes": ["0", "1", "3"],
    "projects": ["1", "17", "35"],
    "roadmaps": ["0", "1", "3"],
    "roadmap_items": ["1", "10", "12"],
}
SINGLE = {"projects_min": ["5", "20"], "roadmap_items_max": ["6", "12"]}


def values_of(challenge):
    links = list(challenge.links.select_related("institute"))
    kinds = [link.subject_type for link in links]
    institutes = {link.institute.key for link in links if link.institute}
    counts = {kind: {str(kinds.count(kind))} for kind in ChallengeLink.SUBJECT_FIELDS}
    return {
        "answered_by": set(kinds) or {NOT_RECORDED},
        "institute": institutes or {NOT_RECORDED},
        "institutes": counts["institute"],
        "projects": counts["project"],
        "roadmaps": counts["roadmap"],
        "roadmap_items": counts["roadmap_item"],
    }


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    values = {row.pk: values_of(row) for row in Challenge.objects.all()}
    return BruteForce(ChallengeFilterSet, ChallengeList.queryset, lambda year: values)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
