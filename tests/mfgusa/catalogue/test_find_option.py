"""A facet of many values: the most frequent first, the others found by their words."""

import re

import pytest

from tests.factories import InstituteFactory, PartnerFactory, ProjectPartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def many():
    """Twenty partners in one project each, and one, of another name, in two."""
    for n in range(20):
        ProjectPartnerFactory(partner__key=f"p-{n}", partner__name=f"Partner {n}")
    tech = PartnerFactory(
        key="mit",
        name="Massachusetts Institute of Technology",
        aliases=["MIT", "Lincoln Laboratory"],
    )
    ProjectPartnerFactory.create_batch(2, partner=tech)


def values(page, facet):
    return re.findall(rf'name="{facet}" value="([^"]+)"', page)


def get(client, query="", **headers):
    return client.get(f"/projects/{query}", headers=headers).content.decode()


def test_the_top_values_are_shown_first_and_the_rest_is_counted(client, many):
    page = get(client)

    shown = values(page, "participant")
    assert len(shown) == 12
    assert shown[0] == "mit"
    assert "9 more: find them with the box above." in page


@pytest.mark.parametrize("words", ["MIT", "lincoln lab", "massachusetts tech"])
def test_a_value_is_found_by_its_aliases_without_javascript(client, many, words):
    page = get(client, f"?find_participant={words}")

    assert values(page, "participant") == ["mit"]
    assert f'value="{words}"' in page
    assert "All 22 projects" in page


def test_a_value_in_use_stays_in_sight(client, many):
    shown = values(get(client, "?participant=p-3&find_participant=mit"), "participant")

    assert shown == ["p-3", "mit"]


def test_typing_brings_only_the_values(client, many):
    target = {"HX-Request": "true", "HX-Target": "options-participant"}

    part = get(client, "?find_participant=partner+7", **target)

    assert part.lstrip().startswith('<div id="options-participant">')
    assert values(part, "participant") == ["p-7"]


def test_words_that_find_no_value_say_so(client, many):
    assert "No matches." in get(client, "?find_participant=zzz")


def test_typing_words_that_find_no_value_is_answered_in_words(client, many):
    target = {"HX-Request": "true", "HX-Target": "options-participant"}

    part = get(client, "?find_participant=zzz", **target)

    assert ": no matches</p>" in part
    assert "more: find" not in part


def test_finding_is_no_filter_and_no_part_of_a_download(client, many):
    page = get(client, "?find_participant=mit")

    assert 'href="/projects.csv"' in page
    assert client.get("/projects/?find_title=x").status_code == 400
    assert client.get("/projects/?find_years=x").status_code == 400


def test_a_short_facet_has_no_box(client):
    InstituteFactory()

    assert "find_status" not in client.get("/institutes/").content.decode()
