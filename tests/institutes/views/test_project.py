"""The pages of projects, as a visitor reads them."""

import pytest
from django.http import QueryDict
from pytest_django.asserts import assertContains

from institutes.filtersets.project import ProjectFilterSet
from institutes.models import Project
from tests.factories import (
    FocusAreaFactory,
    InstituteFactory,
    PartnerFactory,
    ProjectFactory,
    ProjectPartnerFactory,
)
from tests.query_counts import count_queries, detail_budget, list_budget

pytestmark = pytest.mark.django_db


def fill(rows, **fields):
    for project in ProjectFactory.create_batch(rows, **fields):
        ProjectPartnerFactory(project=project, role="lead")
        ProjectPartnerFactory.create_batch(2, project=project)


@pytest.mark.parametrize("query", ["", "?q=project&kind=project&sort=-federal"])
def test_the_list_costs_the_same_however_many_projects(client, query):
    fill(1)
    small = count_queries(client, f"/projects/{query}")
    fill(20)

    large = count_queries(client, f"/projects/{query}")
    assert large == small <= list_budget("/projects/")


def test_the_page_of_a_project_costs_the_same_however_much_is_known(client):
    counts = set()
    for rows in (1, 25):
        area = FocusAreaFactory()
        project = ProjectFactory(focus_area=area)
        others = ProjectFactory.create_batch(rows, focus_area=area)
        for link in ProjectPartnerFactory.create_batch(rows, project=project):
            ProjectPartnerFactory(project=others[0], partner=link.partner)
        counts.add(count_queries(client, project.get_absolute_url()))

    assert len(counts) == 1
    assert counts.pop() <= detail_budget(project)


def test_rounds_and_themes_are_counted_apart(client):
    institute = InstituteFactory()
    for kind, rows in (("project", 3), ("award-round", 2), ("theme", 1)):
        ProjectFactory.create_batch(rows, kind=kind, institute=institute)

    page = client.get("/projects/")

    found = {str(kind): (count, query) for kind, count, query in page.context["kinds"]}
    assert found == {
        "project": (3, "kind=project"),
        "award-round": (2, "kind=award-round"),
        "theme": (1, "kind=theme"),
    }
    assert "All 6 projects, award rounds and themes" in page.text
    for count, query in found.values():
        assert client.get(f"/projects/?{query}").context["count"] == count


def test_an_unknown_status_is_not_recorded(client):
    ProjectFactory(status="unknown", title="Quiet")
    ProjectFactory(status="active", title="Loud")

    page = client.get("/projects/?status=not-recorded")

    assert [project.title for project in page.context["rows"]] == ["Quiet"]
    assert client.get("/projects/?status=unknown").status_code == 400


def test_related_projects_say_why(client):
    area = FocusAreaFactory()
    project = ProjectFactory(focus_area=area)
    same = ProjectFactory(focus_area=area)
    shares_two, shares_one = ProjectFactory.create_batch(2)
    for number, link in enumerate(
        ProjectPartnerFactory.create_batch(2, project=project)
    ):
        ProjectPartnerFactory(project=shares_two, partner=link.partner)
        if not number:
            ProjectPartnerFactory(project=shares_one, partner=link.partner)

    page = client.get(project.get_absolute_url())

    (related,) = (p for p in page.context["panels"] if p.slug == "related")
    assert related.rows == [shares_two, same]
    assert [len(row.shared_links) for row in related.rows] == [2, 0]
    assert page.text.count("Same focus area") == 1


def test_a_project_shows_every_field_and_every_participant(client):
    project = ProjectFactory(
        summary="Prints metal.",
        start="2016",
        trl_start=4,
        trl_end=6,
        federal_usd=1_500_000,
        cost_share_usd=0,
        url="https://example.org/",
        source__title="The release",
    )
    links = ProjectPartnerFactory.create_batch(3, project=project)

    page = client.get(project.get_absolute_url()).text

    for text in (
        "Prints metal.",
        "level 4 to 6 of 9",
        "$1,500,000",
        "$0",
        "The release",
    ):
        assert text in page
    for link in links:
        assert f'href="{link.partner.get_absolute_url()}"' in page
        assert link.source.title in page
    assert 'href="https://example.org/"' in page


def test_only_those_who_take_part_can_be_asked_for(client):
    taking_part = ProjectPartnerFactory().partner
    PartnerFactory(key="bystander")

    offered = ProjectFilterSet(QueryDict(), Project.objects.all())
    options = offered.filters["participant"].vocabulary()
    refused = client.get("/projects/?participant=bystander")

    assert [option.value for option in options] == [taking_part.key]
    assert client.get(f"/projects/?participant={taking_part.key}").status_code == 200
    assertContains(refused, "Unknown participant “bystander”", status_code=400)
