"""The facets of projects find and count exactly what brute force does."""

import pytest
from hypothesis import given

from institutes.filtersets.project import ProjectFilterSet
from institutes.models import Project
from institutes.views.project import ProjectList
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "institute": ["remade", "arm", "lift", "epixc", "smart-usa"],
    "focus": ["advanced-materials", "lightweight-metals", "robotics", NOT_RECORDED],
    "status": ["active", "completed", "planned", NOT_RECORDED],
    "kind": ["project", "award-round", "theme"],
    "participant": ["siemens", "pennsylvania-state-university", NOT_RECORDED],
    "tied": ["remade", "lift", "arm", NOT_RECORDED],
    "sectors": ["0", "1", "2", "4"],
    "years": [RECORDED, NOT_RECORDED],
    "trl": [RECORDED, NOT_RECORDED],
    "federal": [RECORDED, NOT_RECORDED],
    "cost_share": [RECORDED, NOT_RECORDED],
    "challenge": ["circular-economy", "automation", NOT_RECORDED],
    "roadmap_item": [RECORDED, NOT_RECORDED],
}
SINGLE = {
    "sectors_min": ["1", "2"],
    "sectors_max": ["2"],
    "years_min": ["2016", "2021"],
    "years_max": ["2017", "2022"],
    "trl_min": ["4"],
    "trl_max": ["5", "8"],
    "federal_min": ["0", "1000000"],
    "cost_share_max": ["500000"],
}


def presence(*numbers):
    return {RECORDED if any(n is not None for n in numbers) else NOT_RECORDED}


def span(*numbers):
    return {n for n in numbers if n is not None}


def years(project):
    return [day and day.year for day in (project.start, project.end)]


def values_of(project):
    partners = [link.partner for link in project.partner_links.all()]
    ties = {t.institute.key for one in partners for t in one.memberships.all()}
    untied = any(not one.memberships.all() for one in partners)
    area = project.focus_area
    levels = (project.trl_start, project.trl_end)
    return {
        "institute": {project.institute.key},
        "focus": {a.slug for a in (area, area and area.parent) if a} or {NOT_RECORDED},
        "status": {project.status.replace("unknown", NOT_RECORDED)},
        "kind": {project.kind},
        "participant": {one.key for one in partners} or {NOT_RECORDED},
        "tied": ties | ({NOT_RECORDED} if untied or not partners else set()),
        "sectors": {str(len({one.sector for one in partners} - {""}))},
        "years": presence(*years(project)),
        "years_span": span(*years(project)),
        "trl": presence(*levels),
        "trl_span": span(*levels),
        "federal": presence(project.federal_usd),
        "federal_span": span(project.federal_usd),
        "challenge": {link.challenge.slug for link in project.challenge_links.all()}
        or {NOT_RECORDED},
        "roadmap_item": {RECORDED if project.item_links.all() else NOT_RECORDED},
        "cost_share": presence(project.cost_share_usd),
        "cost_share_span": span(project.cost_share_usd),
    }


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    """What each project has of every facet; a tenth of them with readiness levels."""
    for number, project in enumerate(Project.objects.all()[::10]):
        project.trl_start, project.trl_end = [(3, 6), (None, 7), (5, None)][number % 3]
        project.save()
    rows = Project.objects.prefetch_related(
        "institute", "focus_area__parent", "partner_links__partner__memberships"
    ).prefetch_related(
        "partner_links__partner__memberships__institute",
        "challenge_links__challenge",
        "item_links",
    )
    has = {project.pk: values_of(project) for project in rows}
    return BruteForce(ProjectFilterSet, ProjectList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
