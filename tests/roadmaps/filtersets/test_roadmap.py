"""The facets of roadmaps find and count exactly what brute force does."""

import pytest
from hypothesis import given

from mfgusa.catalogue.facets import NOT_RECORDED, RECORDED
from roadmaps.filtersets import RoadmapFilterSet
from roadmaps.models import Roadmap
from roadmaps.views import RoadmapList
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "institute": ["network", "america-makes", "aim-photonics", "lift"],
    "focus": ["additive-manufacturing", "integrated-photonics", NOT_RECORDED],
    "published": ["2018", "2023", NOT_RECORDED],
    "horizon": [RECORDED, NOT_RECORDED],
    "challenge": ["decarbonization", "workforce-skills", NOT_RECORDED],
    "series": ["ipsr", "amsc", NOT_RECORDED],
    "items": ["0", "4", "11"],
}
SINGLE = {
    "published_min": ["2017", "2022"],
    "published_max": ["2020"],
    "horizon_min": ["2023", "2035"],
    "horizon_max": ["2017", "2024"],
    "items_min": ["5"],
    "items_max": ["8"],
}


def values_of(roadmap):
    area, years = roadmap.focus_area, (roadmap.horizon_start, roadmap.horizon_end)
    span = {year for year in years if year}
    published = roadmap.published and str(roadmap.published.year)
    return {
        "institute": {roadmap.institute.key if roadmap.institute else "network"},
        "focus": {a.slug for a in (area, area and area.parent) if a} or {NOT_RECORDED},
        "published": {published or NOT_RECORDED},
        "published_span": {published} - {None},
        "horizon": {RECORDED if span else NOT_RECORDED},
        "horizon_span": span,
        "challenge": {a.challenge.slug for a in roadmap.challenge_links.all()}
        or {NOT_RECORDED},
        "series": {roadmap.series or NOT_RECORDED},
        "items": {str(len(roadmap.items.all()))},
    }


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    rows = Roadmap.objects.with_scope().select_related("focus_area__parent")
    has = {
        one.pk: values_of(one)
        for one in rows.prefetch_related("items", "challenge_links__challenge")
    }
    return BruteForce(RoadmapFilterSet, RoadmapList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
