"""The pages of skills, as a visitor reads them."""

import re

import pytest

from tests.factories import RoadmapItemFactory, SkillFactory, SkillProgramFactory
from tests.query_counts import count_queries, detail_budget, list_budget
from tests.row_counts import count_rows

COUNTED = re.compile(r'href="(/[^"]+[?]skill=[^"]+)"[^>]*>(\d+)<')


def fill(rows):
    for skill in SkillFactory.create_batch(rows):
        SkillProgramFactory(skill=skill)
        RoadmapItemFactory().skills.add(skill)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?taught=recorded&sort=-asked"])
def test_the_list_costs_the_same_however_many_skills(client, query):
    fill(1)
    small = count_queries(client, f"/skills/{query}")
    fill(20)

    assert count_queries(client, f"/skills/{query}") == small <= list_budget("/skills/")


@pytest.mark.django_db
def test_a_skill_costs_the_same_however_many_ask_and_teach(client):
    skill = SkillFactory()

    def more(rows):
        SkillProgramFactory.create_batch(rows, skill=skill)
        for item in RoadmapItemFactory.create_batch(rows):
            item.skills.add(skill)

    more(1)
    small = count_queries(client, skill.get_absolute_url())
    more(9)

    budget = detail_budget(skill)
    assert count_queries(client, skill.get_absolute_url()) == small <= budget


def test_each_number_opens_exactly_its_rows(facts, client):
    counted = COUNTED.findall(client.get("/skills/").text)

    assert len(counted) > 40
    for address, number in counted:
        assert count_rows(client, address) == int(number), address


def test_the_gap_is_said_with_the_way_to_it(facts, client):
    page = client.get("/skills/")
    gap = page.context["gap"]

    gap_page = client.get("/skills/?taught=not-recorded")

    sentence = f"No recorded program teaches {gap['count']} of these {gap['of']} skills"
    assert sentence in page.text
    assert 'href="/skills/?taught=not-recorded"' in page.text
    assert gap_page.context["count"] == gap["count"] == 9
    assert all(skill.program_count == 0 for skill in gap_page.context["rows"])


@pytest.mark.django_db
def test_a_skill_says_who_asks_and_who_teaches_in_the_words_of_the_source(client):
    link = SkillProgramFactory(note="Name: “welding camp”", source__title="The report")
    item = RoadmapItemFactory(title="Weld by robot")
    item.skills.add(link.skill)

    page = client.get(link.skill.get_absolute_url()).text

    for text in ("Name: “welding camp”", "The report", "Weld by robot"):
        assert text in page
    for row in (item, item.roadmap, link.workforce_program):
        assert f'href="{row.get_absolute_url()}"' in page
    program = client.get(link.workforce_program.get_absolute_url()).text
    assert "Name: “welding camp”" in program
    assert f'href="{link.skill.get_absolute_url()}"' in program


@pytest.mark.django_db
def test_that_no_recorded_program_teaches_a_skill_is_said_of_the_records(client):
    page = client.get(SkillFactory().get_absolute_url()).text

    assert "No recorded program teaches it. That is a gap in these records" in page
