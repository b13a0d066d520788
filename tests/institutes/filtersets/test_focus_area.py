"""The facets of focus areas find and count exactly what brute force does."""

import pytest
from hypothesis import given

from institutes.filtersets.focus_area import FocusAreaFilterSet
from institutes.models import FocusArea, InstituteFocusArea, Project
from institutes.views.focus_area import FocusAreaList
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "level": ["upper", "part"],
    "field": ["advanced-materials", "digital-automation", "biomanufacturing"],
    "institutes": ["0", "1", "2", "7"],
    "institute": ["iacmi", "arm", NOT_RECORDED],
    "projects": ["0", "3", "12", "999"],
}
SINGLE = {
    "institutes_min": ["2"],
    "institutes_max": ["1", "5"],
    "projects_min": ["1", "20"],
    "projects_max": ["3"],
}


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    areas = list(FocusArea.objects.select_related("parent"))
    links = list(InstituteFocusArea.objects.select_related("focus_area", "institute"))
    names = {
        area.pk: {one.institute.key for one in links if one.focus_area == area}
        for area in areas
    }
    projects = [p for p in Project.objects.all() if p.kind == "project"]

    def values_of(area):
        here = {one.pk for one in areas if area in (one, one.parent)}
        works = {one.institute_id for one in links if one.focus_area_id in here}
        studied = [one for one in projects if one.focus_area_id in here]
        return {
            "level": {"part" if area.parent else "upper"},
            "field": {(area.parent or area).slug},
            "institutes": {str(len(works))},
            "institute": names[area.pk] or {NOT_RECORDED},
            "projects": {str(len(studied))},
        }

    has = {area.pk: values_of(area) for area in areas}
    return BruteForce(FocusAreaFilterSet, FocusAreaList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
