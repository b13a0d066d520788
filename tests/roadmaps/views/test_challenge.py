"""The pages of challenges, as a visitor reads them."""

import re

import pytest

from tests.factories import (
    ChallengeFactory,
    ChallengeLinkFactory,
    ProjectFactory,
    RoadmapFactory,
    RoadmapItemFactory,
)
from tests.query_counts import count_queries, detail_budget, list_budget
from tests.row_counts import count_rows

COUNTED = re.compile(r'href="(/[^"]+[?]challenge=[^"]+)"[^>]*>(\d+)<')
DRAWN = re.compile(
    r'<a [^>]*href="(/[^"]+[?]challenge=[^"]+)"[^>]*label="[^"]*: (\d+)"'
)


def answer(challenge):
    ChallengeLinkFactory(challenge=challenge)
    ChallengeLinkFactory(challenge=challenge, project=ProjectFactory())
    ChallengeLinkFactory(challenge=challenge, roadmap=RoadmapFactory())
    ChallengeLinkFactory(challenge=challenge, roadmap_item=RoadmapItemFactory())


def fill(rows):
    for challenge in ChallengeFactory.create_batch(rows):
        answer(challenge)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?answered_by=project&sort=-projects"])
def test_the_list_costs_the_same_however_many_challenges(client, query):
    fill(1)
    small = count_queries(client, f"/challenges/{query}")
    fill(12)

    large = count_queries(client, f"/challenges/{query}")
    assert large == small <= list_budget("/challenges/")


@pytest.mark.django_db
def test_a_challenge_costs_the_same_however_much_answers_it(client):
    challenge = ChallengeFactory()
    answer(challenge)
    small = count_queries(client, challenge.get_absolute_url())
    for _more in range(8):
        answer(challenge)

    budget = detail_budget(challenge)
    assert count_queries(client, challenge.get_absolute_url()) == small <= budget


def test_each_number_and_bar_opens_exactly_its_rows(facts, client):
    page = client.get("/challenges/").text
    counts = {
        address: count_rows(client, address) for address, _n in COUNTED.findall(page)
    }

    assert len(counts) > 50
    assert dict(COUNTED.findall(page)) == {a: str(n) for a, n in counts.items()}
    assert dict(DRAWN.findall(page)) == dict(COUNTED.findall(page))


def test_a_challenge_shows_what_answers_it_with_notes_and_sources(facts, client):
    page = client.get("/challenges/automation/")

    assert "Robot agility and teaming" in page.text
    assert 'href="/projects/arm-fod-finder/"' in page.text
    assert 'href="/projects/?challenge=automation"' in page.text
    assert [panel.slug for panel in page.context["panels"]] == [
        "institutes",
        "roadmaps",
        "items",
        "projects",
    ]


def test_projects_and_institutes_lead_to_their_challenges(facts, client):
    for address in ("/projects/arm-fod-finder/", "/institutes/arm/"):
        assert 'href="/challenges/automation/"' in client.get(address).text

    assert 'href="/projects/arm-fod-finder/"' in client.get("/institutes/arm/").text
