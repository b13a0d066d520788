"""The facets of skills find and count exactly what brute force does."""

import pytest
from hypothesis import given

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from roadmaps.filtersets.skill import SkillFilterSet
from roadmaps.models import Skill
from roadmaps.views.skill import SkillList
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "taught": [RECORDED, NOT_RECORDED],
    "institute": ["mxd", "biomade", "smart-usa", NOT_RECORDED],
    "teacher": ["mxd", "cesmii", "niimbl", NOT_RECORDED],
    "roadmap": ["mxd-jobs-taxonomy-2017", "cesmii-roadmap", NOT_RECORDED],
    "audience": ["general", "university", "k12", NOT_RECORDED],
    "asked": ["1", "2", "5"],
    "programs": ["0", "1", "3"],
}
SINGLE = {"asked_min": ["2", "4"], "programs_max": ["0", "1"]}


def values_of(skill):
    items = list(skill.roadmap_items.select_related("roadmap__institute"))
    programs = list(skill.programs.select_related("institute"))
    askers = {i.roadmap.institute and i.roadmap.institute.key for i in items}
    return {
        "taught": {RECORDED if programs else NOT_RECORDED},
        "institute": {key or NOT_RECORDED for key in askers or [None]},
        "teacher": {p.institute.key for p in programs} or {NOT_RECORDED},
        "roadmap": {i.roadmap.key for i in items} or {NOT_RECORDED},
        "audience": {p.audience for p in programs} or {NOT_RECORDED},
        "asked": {str(len(items))},
        "programs": {str(len(programs))},
    }


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    has = {skill.pk: values_of(skill) for skill in Skill.objects.all()}
    return BruteForce(SkillFilterSet, SkillList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
