"""The pages of focus areas: a parent holds what lies in its parts."""

import pytest

from tests.factories import (
    FocusAreaFactory,
    InstituteFactory,
    InstituteFocusAreaFactory,
    MembershipFactory,
    ProjectFactory,
    RoadmapFactory,
    RoadmapItemFactory,
)
from tests.query_counts import count_queries, detail_budget, list_budget

pytestmark = pytest.mark.django_db


def fill(area, rows):
    for institute in InstituteFactory.create_batch(rows, primary_focus=area):
        MembershipFactory(institute=institute)
        ProjectFactory(institute=institute, focus_area=area)
        roadmap = RoadmapFactory(institute=institute, focus_area=area)
        RoadmapItemFactory.create_batch(2, roadmap=roadmap)


def panels_of(page):
    return {panel.slug: panel for panel in page.context["panels"]}


def test_pages_cost_the_same_however_much_there_is(client):
    counts, lists = set(), set()
    for rows in (1, 20):
        area = FocusAreaFactory(parent=FocusAreaFactory())
        fill(area, rows)
        counts |= {
            count_queries(client, one.get_absolute_url()) for one in (area, area.parent)
        }
        lists.add(count_queries(client, "/focus-areas/"))

    assert len(counts) == len(lists) == 1
    assert counts.pop() <= detail_budget(area)
    assert lists.pop() <= list_budget("/focus-areas/")


def test_a_parent_shows_what_lies_in_its_parts(client):
    parent = FocusAreaFactory()
    children = FocusAreaFactory.create_batch(2, parent=parent)
    for area in children:
        fill(area, 2)

    panels = panels_of(client.get(parent.get_absolute_url()))

    assert {slug: panel.count for slug, panel in panels.items()} == {
        "institutes": 4,
        "projects": 4,
        "roadmaps": 4,
    }
    assert len(panels["roadmaps"].rows[0].items.all()) == 2


def test_a_part_says_what_it_is_part_of_where_its_field_is_not_above_it(client):
    field = FocusAreaFactory(slug="metals", name="Metals")
    FocusAreaFactory(name="Castings", parent=field)
    link = '<a href="/focus-areas/metals/">Metals</a>'

    whole, part, sorted_ = (
        client.get(f"/focus-areas/{query}").content.decode()
        for query in ("", "?level=part", "?sort=name")
    )

    assert (whole.count(link), part.count(link), sorted_.count(link)) == (1, 1, 1)
    assert "Part of Metals" in sorted_
    assert "Part of Metals" not in whole + part


def test_institutes_with_their_main_focus_here_come_first(client):
    area = FocusAreaFactory()
    also = InstituteFactory(acronym="A")
    InstituteFocusAreaFactory(institute=also, focus_area=area)
    mainly = InstituteFactory(acronym="Z", primary_focus=area)

    panels = panels_of(client.get(area.get_absolute_url()))

    assert panels["institutes"].rows == [mainly, also]


@pytest.mark.parametrize("path", ["/focus-areas/", "/data/"])
def test_an_unknown_parameter_is_refused_by_name(client, path):
    page = client.get(f"{path}?stte=OH")

    assert page.status_code == 400
    assert "stte" in page.text
