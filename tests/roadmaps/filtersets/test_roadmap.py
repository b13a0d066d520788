"""The facets of roadmaps find and count exactly what brute force does."""

from types import SimpleNamespace

import pytest
from hypothesis import given

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from roadmaps.filtersets.roadmap import RoadmapFilterSet
from roadmaps.models import Roadmap
from roadmaps.views.roadmap import RoadmapList
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "institute": ["network", "america-makes", "aim-photonics", "lift"],
    "focus": ["additive-manufacturing", "integrated-photonics", NOT_RECORDED],
    "published": ["2018", "2023", NOT_RECORDED],
    "horizon": [RECORDED, NOT_RECORDED],
    "challenge": ["decarbonization", "workforce-skills", NOT_RECORDED],
    "series": ["ipsr", "amsc", NOT_RECORDED],
    "items": ["0", "4", "11"],
    "theme": ["Topics", "Vision", NOT_RECORDED],
    "item_horizon": ["near", "long", NOT_RECORDED],
    "target_year": [RECORDED, NOT_RECORDED],
    "trl": [RECORDED, NOT_RECORDED],
    "skill": ["digital-twins", NOT_RECORDED],
    "project": [RECORDED, NOT_RECORDED],
}
SINGLE = {
    "published_min": ["2017", "2022"],
    "published_max": ["2020"],
    "horizon_min": ["2023", "2035"],
    "horizon_max": ["2017", "2024"],
    "items_min": ["5"],
    "items_max": ["8"],
    "target_year_min": ["2025", "2035"],
    "target_year_max": ["2022"],
    "trl_min": ["5"],
    "trl_max": ["4"],
}
LINKED = ("challenge_links__challenge", "items__skills", "items__item_links")
NO_SKILL = SimpleNamespace(slug=NOT_RECORDED)


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
        **values_of_items(roadmap.items.all()),
    }


def values_of_items(items):
    """What at least one of the items has; no item at all is a gap, too."""
    skills = [s.slug for i in items for s in i.skills.all() or [NO_SKILL]]
    targets = {i.target_year for i in items} - {None}
    levels = {level for i in items for level in (i.trl_start, i.trl_end)} - {None}
    links = [link for i in items for link in i.item_links.all() if link.project_id]
    return {
        "theme": {i.theme or NOT_RECORDED for i in items} or {NOT_RECORDED},
        "item_horizon": {i.horizon or NOT_RECORDED for i in items} or {NOT_RECORDED},
        "skill": set(skills) or {NOT_RECORDED},
        "project": {RECORDED if links else NOT_RECORDED},
        "target_year": {RECORDED if targets else NOT_RECORDED},
        "target_year_span": edges(targets),
        "trl": {RECORDED if levels else NOT_RECORDED},
        "trl_span": edges(levels),
    }


def edges(numbers):
    return {min(numbers), max(numbers)} if numbers else set()


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    rows = Roadmap.objects.with_scope().select_related("focus_area__parent")
    values = {row.pk: values_of(row) for row in rows.prefetch_related(*LINKED)}
    return BruteForce(RoadmapFilterSet, RoadmapList.queryset, lambda year: values)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
