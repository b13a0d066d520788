"""Each facet offers `not-recorded` if, and only if, its column can be empty.

The schema decides, not the rows of today: a column can be empty if it is nullable or a
text that may be blank, and a link to many rows can be absent. Counts are never empty.
"""

import pytest
from django.http import QueryDict
from django.urls import get_resolver

from institutes.filtersets.collaboration import CollaborationFilterSet
from institutes.models import Partner
from mfgusa.catalogue.list import FilteredList

COUNTS = ["institutes", "projects", "roadmaps", "roadmap_items"]
OF_STATES = ["institutes", "sites", "partners", "programs"]
WITHOUT_GAP = {
    "ChallengeFilterSet": COUNTS,
    "CollaborationFilterSet": [],
    "FocusAreaFilterSet": ["level", "field", "institutes", "projects"],
    "FundingFilterSet": [
        *("funder_type", "adds_to", "kind", "funder", "amount", "bound")
    ],
    "IndicatorFilterSet": ["disagreement", "unit"],
    "InstituteFilterSet": ["status", "sectors"],
    "PartnerFilterSet": ["institutes"],
    "ProjectFilterSet": ["institute", "kind", "sectors"],
    "RoadmapFilterSet": ["institute", "items"],
    "RoadmapItemFilterSet": ["institute", "roadmap"],
    "SiteFilterSet": ["kind", "institute"],
    "SkillFilterSet": ["asked", "programs"],
    "SourceFilterSet": ["facts"],
    "StateFilterSet": ["region", "division", *OF_STATES],
    "WorkforceFilterSet": ["audience", "institute"],
}


def lists(parent=FilteredList):
    for view in parent.__subclasses__():
        yield from (view, *lists(view))


def filtersets():
    """Each FilterSet of a public list, with the rows of the list."""
    assert get_resolver().url_patterns  # Imports the views.
    views = [view for view in lists() if hasattr(view, "queryset")]
    rows = {view.filterset_class: view.queryset for view in views}
    return rows | {CollaborationFilterSet: Partner.objects.all()}


PUBLIC = [
    (filterset, rows)
    for filterset, rows in filtersets().items()
    if filterset.__module__.split(".")[0] in ("institutes", "roadmaps", "mfgusa")
]


@pytest.mark.parametrize(
    ("filterset_class", "rows"), PUBLIC, ids=lambda each: getattr(each, "__name__", "")
)
@pytest.mark.parametrize("prefix", ["", "not_"])
def test_a_facet_offers_gaps_if_its_column_can_be_empty(
    db, filterset_class, rows, prefix
):
    names = list(filterset_class(QueryDict(), rows).facet_names())
    query = "&".join(f"{prefix}{name}=not-recorded" for name in names)
    problems = filterset_class(QueryDict(query), rows).problems

    refused = [problem.name.removeprefix("not_") for problem in problems]
    assert refused == WITHOUT_GAP[filterset_class.__name__]


@pytest.mark.parametrize("name", ["audience", "not_audience"])
def test_a_gap_that_cannot_be_is_refused_like_any_unknown_value(client, db, name):
    page = client.get(f"/workforce/?{name}=not-recorded")
    file = client.get(f"/workforce.csv?{name}=not-recorded")

    assert page.status_code == file.status_code == 400
    assert f"Unknown {name} “not-recorded”." in page.text
    assert file.json()["errors"][0]["name"] == name


def test_a_gap_of_which_no_row_has_one_today_is_an_empty_list(client, facts):
    response = client.get("/institutes/?agency=not-recorded")

    assert response.status_code == 200
    assert response.context["count"] == 0
