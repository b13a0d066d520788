"""The pages of workforce programs, as a visitor reads them."""

import pytest

from tests.factories import StateFactory, WorkforceProgramFactory
from tests.query_counts import count_queries, list_budget

pytestmark = pytest.mark.django_db


def fill(rows):
    for program in WorkforceProgramFactory.create_batch(rows):
        program.states.set([StateFactory(code="OH"), StateFactory(code="MI")])


@pytest.mark.parametrize("query", ["", "?q=ohio&state=MI&sort=-learners"])
def test_the_list_costs_the_same_however_many_programs(client, query):
    fill(1)
    small = count_queries(client, f"/workforce/{query}")
    fill(20)

    large = count_queries(client, f"/workforce/{query}")
    assert large == small <= list_budget("/workforce/")


def test_a_program_shows_every_field_and_leads_on(client):
    program = WorkforceProgramFactory(
        summary="A week of welding.",
        credential="certificate",
        learners=1200,
        learners_bound="at-least",
        learners_period="2019 to 2021",
        url="https://example.org/",
        source__title="The report",
    )
    program.states.add(StateFactory(code="OH"))

    page = client.get(program.get_absolute_url()).text

    for text in ("A week of welding.", "Certificate", "1,200", "at least"):
        assert text in page
    for text in ("2019 to 2021", "The report"):
        assert text in page
    for address in ("/places/OH/", program.institute.get_absolute_url()):
        assert f'href="{address}"' in page


def test_what_is_not_known_of_a_program_is_said(client):
    page = client.get(WorkforceProgramFactory().get_absolute_url()).text

    assert page.count("not recorded") >= 4


@pytest.mark.parametrize(
    ("query", "found"), [("learners_min=100", 1), ("learners=not-recorded", 1)]
)
def test_learners_are_a_range(client, query, found):
    WorkforceProgramFactory(learners=100, learners_bound="exact")
    WorkforceProgramFactory(learners=99, learners_bound="exact")
    WorkforceProgramFactory()

    assert client.get(f"/workforce/?{query}").context["count"] == found
