"""The pages of roadmaps and their items, as a visitor reads them."""

import re

import pytest

from institutes.models import Institute, Project
from roadmaps.models import Roadmap
from tests.factories import (
    ChallengeLinkFactory,
    InstituteFactory,
    ItemLinkFactory,
    ProjectFactory,
    RoadmapFactory,
    RoadmapItemFactory,
    SkillFactory,
    WorkforceProgramFactory,
)
from tests.query_counts import count_queries, detail_budget, list_budget
from tests.row_counts import count_rows

pytestmark = pytest.mark.django_db


def fill(roadmap, rows):
    for item in RoadmapItemFactory.create_batch(
        rows, roadmap=roadmap, theme="Glass", horizon="near", metric="cost"
    ):
        item.skills.add(SkillFactory())
        ItemLinkFactory(roadmap_item=item)
        ItemLinkFactory(roadmap_item=item, workforce_program=WorkforceProgramFactory())
        ChallengeLinkFactory(roadmap_item=item)


def test_pages_cost_the_same_however_much_there_is(client):
    query_counts = []
    for rows in (1, 12):
        series = f"series-{rows}"
        old, new = (
            RoadmapFactory(institute=InstituteFactory(), series=series, published=year)
            for year in ("2018", "2022")
        )
        fill(old, rows)
        fill(new, rows)
        last = new.items.last()
        last.continues = old.items.first()
        last.save()
        addresses = [new.get_absolute_url(), last.get_absolute_url()]
        addresses += ["/roadmaps/", "/roadmap-items/?q=item&sort=-target_year"]
        query_counts.append([count_queries(client, address) for address in addresses])

    assert query_counts[0] == query_counts[1]
    budgets = [detail_budget(new), detail_budget(last)]
    budgets += [list_budget("/roadmaps/"), list_budget("/roadmap-items/")]
    assert all(n <= budget for n, budget in zip(query_counts[0], budgets, strict=True))


def test_each_number_of_a_roadmap_opens_exactly_its_items(facts, client):
    for roadmap in client.get("/roadmaps/?sort=-size").context["rows"]:
        list_url = f"/roadmap-items/?roadmap={roadmap.key}"
        page = client.get(roadmap.get_absolute_url())
        panels = {panel.slug: panel for panel in page.context["panels"]}

        assert count_rows(client, list_url) == roadmap.item_count
        taken_up = count_rows(client, f"{list_url}&work=recorded")
        assert taken_up == roadmap.supported_item_count
        for skill, n in panels["skills"].rows:
            assert count_rows(client, f"{list_url}&skill={skill.slug}") == n


def test_each_bar_of_the_items_opens_as_many_items(facts, client):
    page = client.get("/roadmap-items/?institute=smart-usa")
    links = re.findall(r'<a href="([^"]+)" aria-label="([^"]+): (\d+)"', page.text)

    assert sum(int(n) for _address, _label, n in links) == page.context["count"]
    for address, _label, n in links:
        assert count_rows(client, address) == int(n)


def test_facets_of_facts_that_plans_know(facts, client):
    institutes = Institute.objects.exclude(roadmaps=None).distinct().count()
    projects = Project.objects.exclude(item_links=None).distinct().count()

    with_roadmap = client.get("/institutes/?roadmaps=recorded")
    without = client.get("/institutes/?roadmaps=not-recorded")
    working = client.get("/projects/?roadmap_item=recorded")

    assert with_roadmap.context["count"] == institutes
    assert without.context["count"] == Institute.objects.count() - institutes
    assert working.context["count"] == projects > 0


@pytest.mark.parametrize(
    ("times", "titles"),
    [
        ([("near", 2025), ("", None)], ["Near", "Mid", "Long", "No time recorded"]),
        ([("", 2030), ("", 2027)], ["2027", "2030"]),
        ([("", None)], ["No time recorded"]),
        ([("mid", 2030)], ["Near", "Mid", "Long"]),
    ],
)
def test_lanes_stand_over_horizons_or_years_and_lose_no_item(client, times, titles):
    roadmap = RoadmapFactory()
    for horizon, year in times:
        RoadmapItemFactory(roadmap=roadmap, horizon=horizon, target_year=year)

    lanes = client.get(roadmap.get_absolute_url()).context["lanes"]

    assert [title.removesuffix(" term") for title in lanes.titles] == titles
    shown = [item for row in lanes.rows for cell in row.cells for item in cell]
    assert sorted(item.pk for item in shown) == sorted(item.pk for item in lanes.items)


def test_each_item_of_the_real_roadmaps_is_a_link_in_its_lanes(facts, client):
    for roadmap in Roadmap.objects.prefetch_related("items"):
        page = client.get(roadmap.get_absolute_url()).text
        lanes = page.partition('<table class="lanes"')[2].partition("</table>")[0]

        for item in roadmap.items.all():
            assert f'href="{item.get_absolute_url()}"' in lanes
        drawn = client.get(f"/roadmaps/{roadmap.key}.svg")
        assert drawn["Content-Type"] == "image/svg+xml"


def test_what_works_on_an_item_stands_on_all_its_pages(client):
    project, program = ProjectFactory(title="Lasers"), WorkforceProgramFactory()
    item = RoadmapItemFactory(title="Optics")
    ItemLinkFactory(roadmap_item=item, project=project, note="Same words.")
    ItemLinkFactory(roadmap_item=item, workforce_program=program)

    for address in (item.get_absolute_url(), item.roadmap.get_absolute_url()):
        page = client.get(address).text
        assert f'href="{project.get_absolute_url()}">Lasers' in page
        assert f'href="{program.get_absolute_url()}"' in page
        assert "Same words." in page
    for subject in (project, program):
        page = client.get(subject.get_absolute_url()).text
        assert f'href="{item.get_absolute_url()}">Optics' in page


def test_versions_say_what_was_added_dropped_and_moved(client):
    old, new = (RoadmapFactory(series="plan", published=y) for y in ("2018", "2022"))
    RoadmapItemFactory(roadmap=old, title="Left behind")
    RoadmapItemFactory(roadmap=old, title="Optics", horizon="near", target_year=2020)
    moved = RoadmapItemFactory(roadmap=new, title="OPTICS", horizon="mid")
    RoadmapItemFactory(roadmap=new, title="New")

    page = client.get(old.get_absolute_url())
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())

    for words in ("Added 1 New", "Dropped 1 Left behind", "Moved 1 OPTICS", "Kept 0"):
        assert words in text
    assert "horizon: Near term → Mid term; target year: 2020 → not recorded" in text
    panels = client.get(moved.get_absolute_url()).context["panels"]
    assert [len(p.rows) for p in panels if p.slug == "versions"] == [1]


@pytest.mark.parametrize(
    "address", ["/roadmaps/no-such.svg", "/roadmap-items/plan:9/", "/roadmaps/no-such/"]
)
def test_what_is_not_there_is_not_found(client, address):
    RoadmapItemFactory(roadmap__key="plan", order=1)

    assert client.get(address).status_code == 404


def test_an_item_leads_to_those_beside_it(client):
    roadmap = RoadmapFactory()
    rows = [
        RoadmapItemFactory(roadmap=roadmap, order=order, theme="Glass")
        for order in (1, 2, 3)
    ]

    context = client.get(rows[1].get_absolute_url()).context

    assert (context["previous"], context["next"]) == (rows[0], rows[2])
    assert context["same_theme"] == [rows[0], rows[2]]
