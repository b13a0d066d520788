"""Links that are suggested to a curator: made when ticked, and only then."""

import re

import pytest

from roadmaps.models import ItemLink, RoadmapItem, Skill, SkillProgram
from roadmaps.suggestions import suggest_for_item, suggest_for_skill
from tests.factories import (
    FocusAreaFactory,
    ItemLinkFactory,
    ProjectFactory,
    RoadmapItemFactory,
    SkillFactory,
    SkillProgramFactory,
    WorkforceProgramFactory,
)
from tests.mfgusa.desk.rows import address, as_posted
from tests.query_counts import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    """It asks for calibrated sensors in printing, which is part of making."""
    ProjectFactory.create_batch(20)
    WorkforceProgramFactory.create_batch(20)
    area = FocusAreaFactory(slug="printing", parent=FocusAreaFactory(slug="making"))
    title = "Calibration of the sensors that watch a build"
    return RoadmapItemFactory(title=title, roadmap__focus_area=area)


@pytest.fixture
def project(item):
    area = item.roadmap.focus_area
    return ProjectFactory(title="Sensor calibration rig", focus_area=area.parent)


def page_of(row):
    return address(type(row), "change", row.pk)


def form_of(desk, row):
    return as_posted(desk.get(page_of(row)))


def names_of(suggestions):
    return [str(suggestion.subject) for suggestion in suggestions]


def test_what_shares_more_and_rarer_words_comes_first_and_says_why(item, project):
    other = ProjectFactory(title="Sensors for cranes")
    WorkforceProgramFactory(name="Course on calibration")
    ProjectFactory(title="The works that are with them")

    suggestions = suggest_for_item(item)

    assert names_of(suggestions) == [
        project.title,
        other.title,
        "Course on calibration",
    ]
    assert suggestions[0].same_area
    assert suggestions[0].reason == "same focus area; shares “calibration”, “sensors”"
    assert suggestions[1].reason == "shares “sensors”"
    assert suggestions == suggest_for_item(item)


def test_what_many_have_is_no_reason(item):
    ProjectFactory.create_batch(10, title="Build")

    assert suggest_for_item(item) == []


def test_a_program_is_suggested_for_the_main_focus_of_its_institute(item):
    program = WorkforceProgramFactory(
        institute__primary_focus=item.roadmap.focus_area, name="Camp"
    )

    (suggestion,) = suggest_for_item(item)

    assert suggestion.subject == program
    assert suggestion.reason == "institute of the same focus area"


def test_a_skill_finds_programs_by_its_words(item):
    skill = SkillFactory(name="Arc welding")
    program = WorkforceProgramFactory(summary="Teaches people to weld.")
    SkillProgramFactory(skill=skill, workforce_program__name="Welding at night")

    (suggestion,) = suggest_for_skill(skill)

    assert (suggestion.subject, suggestion.reason) == (program, "shares “welding”")


def test_a_suggestion_is_offered_with_its_reason_and_its_own_source(
    desk, item, project
):
    page = desk.get(page_of(item)).text

    assert project.title in page
    assert "same focus area; shares “calibration”, “sensors”" in page
    assert f"Proposed source: {project.source}" in page
    assert form_of(desk, item)["item_links-2-0-source"] == project.source_id


def test_saving_alone_links_nothing(desk, item, project):
    posted = form_of(desk, item) | {"item_links-2-0-note": "Not ticked."}

    assert desk.post(page_of(item), posted).status_code == 302

    assert not ItemLink.objects.exists()


def test_what_is_ticked_is_linked_with_its_history_and_not_offered_again(
    desk, item, project
):
    ticked = {"item_links-2-0-take": "on", "item_links-2-0-note": "It says so."}
    posted = form_of(desk, item) | ticked | {"_why": "Read the report."}

    assert desk.post(page_of(item), posted).status_code == 302

    link = ItemLink.objects.get()
    assert (link.project, link.source, link.note) == (
        project,
        project.source,
        "It says so.",
    )
    (event,) = link.events.select_related("pgh_context")
    assert "Read the report." in event.pgh_context.metadata.values()
    assert suggest_for_item(item) == []
    assert "item_links-2-0-take" not in desk.get(page_of(item)).text


def test_a_ticked_suggestion_needs_a_source(desk, item, project):
    ticked = {"item_links-2-0-take": "on", "item_links-2-0-source": ""}

    response = desk.post(page_of(item), form_of(desk, item) | ticked)

    assert "Say which source tells of this link." in response.text
    assert project.title in response.text
    assert not ItemLink.objects.exists()


def test_what_was_linked_meanwhile_is_refused_in_words(desk, item, project):
    posted = form_of(desk, item) | {"item_links-2-0-take": "on"}
    ItemLinkFactory(roadmap_item=item, project=project)

    response = desk.post(page_of(item), posted)

    assert "This is linked already, or no longer suggested." in response.text
    assert ItemLink.objects.count() == 1


def test_nothing_is_offered_to_those_who_may_not_add_links(sign_in, item, project):
    desk = sign_in(RoadmapItem, "view", "change")

    page = desk.get(page_of(item))

    assert page.status_code == 200
    assert project.title not in page.text
    assert not re.search("item_links-[0-9-]*take", page.text)


def test_a_program_is_linked_to_a_skill(desk, item):
    skill = SkillFactory(name="Welding")
    program = WorkforceProgramFactory(name="Welding at night")
    posted = form_of(desk, skill) | {"program_links-2-0-take": "on"}

    desk.post(address(Skill, "change", skill.pk), posted)

    link = SkillProgram.objects.get()
    assert (link.skill, link.workforce_program) == (skill, program)


def test_the_page_costs_the_same_however_much_is_suggested(desk, item, project):
    count_queries(desk, page_of(item))
    few = count_queries(desk, page_of(item))
    ProjectFactory.create_batch(6, focus_area=item.roadmap.focus_area)
    WorkforceProgramFactory.create_batch(
        6, institute__primary_focus=item.roadmap.focus_area
    )

    assert len(suggest_for_item(item)) > 8
    assert count_queries(desk, page_of(item)) == few
