"""The facets of roadmap items find and count exactly what brute force does."""

import pytest
from hypothesis import given

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from roadmaps.filtersets.item import RoadmapItemFilterSet
from roadmaps.models import RoadmapItem
from roadmaps.views.item import RoadmapItemList
from tests.factories import ItemLinkFactory, WorkforceProgramFactory
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

PRESENCE = [RECORDED, NOT_RECORDED]
VALUES = {
    "institute": ["network", "america-makes", "remade", "smart-usa"],
    "roadmap": ["mapt-roadmap-2023", "ipsr-i-2024", "smart-usa-goals"],
    "challenge": ["decarbonization", "workforce-skills", NOT_RECORDED],
    "series": ["ipsr", "national-strategy", NOT_RECORDED],
    "focus": ["additive-manufacturing", "digital-twins", NOT_RECORDED],
    "theme": ["Five-year goals", "Priorities", "Topics"],
    "horizon": ["near", "mid", "long", NOT_RECORDED],
    "target_year": ["2025", "2030", NOT_RECORDED],
    "trl": PRESENCE,
    "skill": ["digital-twins", "integrated-photonics", NOT_RECORDED],
    "metric": PRESENCE,
    "work": PRESENCE,
    "project": PRESENCE,
    "program": PRESENCE,
}
SINGLE = {
    "target_year_min": ["2026", "2035"],
    "target_year_max": ["2025", "2030"],
    "trl_min": ["4"],
    "trl_max": ["5"],
}


def recorded(*values):
    return {RECORDED if any(value for value in values) else NOT_RECORDED}


def values_of(item):
    roadmap, links = item.roadmap, item.item_links.all()
    area, year = roadmap.focus_area, item.target_year
    levels = (item.trl_start, item.trl_end)
    return {
        "institute": {roadmap.institute.key if roadmap.institute else "network"},
        "roadmap": {roadmap.key},
        "challenge": {a.challenge.slug for a in item.challenge_links.all()}
        or {NOT_RECORDED},
        "series": {roadmap.series or NOT_RECORDED},
        "focus": {a.slug for a in (area, area and area.parent) if a} or {NOT_RECORDED},
        "theme": {item.theme or NOT_RECORDED},
        "horizon": {item.horizon or NOT_RECORDED},
        "target_year": {str(year) if year else NOT_RECORDED},
        "target_year_span": {year} - {None},
        "trl": recorded(*levels),
        "trl_span": {level for level in levels if level},
        "skill": {skill.slug for skill in item.skills.all()} or {NOT_RECORDED},
        "metric": recorded(item.metric),
        "work": recorded(*links),
        "project": recorded(*(link.project_id for link in links)),
        "program": recorded(*(link.workforce_program_id for link in links)),
    }


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    """What each item has of every facet; some have levels and work of both kinds."""
    for number, item in enumerate(RoadmapItem.objects.all()[::10]):
        item.trl_start, item.trl_end = [(3, 6), (None, 7), (5, None)][number % 3]
        item.save()
        if number % 3 == 0:
            ItemLinkFactory(roadmap_item=item)
            program = WorkforceProgramFactory()
            ItemLinkFactory(roadmap_item=item, workforce_program=program)
    rows = RoadmapItem.objects.select_related(
        "roadmap__institute", "roadmap__focus_area__parent"
    ).prefetch_related("skills", "item_links", "challenge_links__challenge")
    has = {item.pk: values_of(item) for item in rows}
    return BruteForce(RoadmapItemFilterSet, RoadmapItemList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
