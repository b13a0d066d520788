"""One box over everything: what it finds in the real facts, and what it says."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from mfgusa.catalogue.subjects import search_types
from mfgusa.site.search import lexicon
from tests.row_counts import count_rows

SEARCHES = ["MIT", "LIFT", "robotics", "ohio", "carbon fiber", "café", "manufacturing"]


@pytest.fixture(autouse=True)
def forget():
    """Tests take their writes back, and the data version with them."""
    lexicon.forget()


def groups(client, words):
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    return {group.search_type.slug: group for group in response.context["groups"]}


def text_of(response):
    return re.sub(r"\s+", " ", unescape(strip_tags(response.content.decode())))


@pytest.mark.parametrize("words", SEARCHES)
def test_each_group_counts_what_its_catalogue_finds(facts, client, words):
    results = groups(client, words)

    for kind in search_types():
        count = results[kind.slug].count if kind.slug in results else 0
        if address := kind.results_url(words):
            assert count_rows(client, address) == count, kind.slug
        else:
            assert kind.rows.search(words).count() == count, kind.slug


@pytest.mark.parametrize("words", SEARCHES)
def test_the_best_of_a_group_are_rows_that_its_catalogue_finds(facts, client, words):
    for group in groups(client, words).values():
        rows = set(group.search_type.rows.search(words))
        assert [hit.row for hit in group.results if hit.row not in rows] == []


@pytest.mark.parametrize("words", SEARCHES)
def test_every_hit_says_why_it_was_found(facts, client, words):
    for group in groups(client, words).values():
        for hit in group.best:
            line = [
                *hit.marked_names,
                *hit.marked_remarks,
                *(reason.text for reason in hit.reasons),
            ]
            assert "<mark>" in "".join(line), (group.search_type.slug, hit.row)


@pytest.mark.parametrize("words", ["LIFT", "lift", "NIIMBL", "arm", "America Makes"])
def test_an_institute_comes_first_by_its_short_name(facts, client, words):
    slug, group = next(iter(groups(client, words).items()))

    assert slug == "institutes"
    assert group.best[0].row.acronym.lower() == words.lower()


def test_a_partner_is_found_by_its_alias_which_is_shown(facts, client):
    group = groups(client, "mit")["partners"]
    reasons = [(reason.label, reason.text) for reason in group.best[0].reasons]

    assert group.best[0].row.name == "Massachusetts Institute of Technology"
    assert reasons == [("Also known as", "<mark>MIT</mark>")]


def test_the_fragments_that_links_lead_to_are_there(facts, client):
    for words in ("roadmap", "public-private"):
        for group in groups(client, words).values():
            for link in {hit.link for hit in group.results if "#" in hit.link}:
                path, _, fragment = link.partition("#")
                assert f'id="{fragment}"' in client.get(path).content.decode()


def test_a_list_of_more_than_the_page_shows_is_one_link_away(facts, client):
    response = client.get("/search/", {"q": "university"})
    group = groups(client, "university")["partners"]

    assert len(group.results) == 5 < group.count
    assert f"All {group.count} partners" in text_of(response)
    assert 'href="/partners/?q=university"' in response.content.decode()


def test_more_than_five_of_a_kind_without_a_catalogue_are_folded(facts, client):
    group = groups(client, "the")["pillars"]

    assert len(group.best) == 5 < len(group.best) + len(group.others) == group.count


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("robtics", "Robotics"),
        ("Robtics Ohio", "Robotics Ohio"),
        ("masachusetts", "Massachusetts"),
        ("NIMBL", "NIIMBL"),
        ("fotonics", "Photonics"),
    ],
)
def test_a_slip_is_answered_with_what_may_be_meant(facts, client, typed, meant):
    response = client.get("/search/", {"q": typed})

    assert meant in response.context["suggestions"]
    for words in response.context["suggestions"]:
        assert client.get("/search/", {"q": words}).context["count"] > 0
        assert f'href="/search/?q={quote(words)}"' in response.content.decode()


def test_nothing_is_said_honestly_with_ways_on(facts, client):
    response = client.get("/search/", {"q": "xyzzyqq"})

    assert response.context["suggestions"] == []
    assert "Nothing found for “xyzzyqq”" in text_of(response)
    assert reverse("institutes:institute-list") in response.content.decode()


def test_without_words_the_page_says_what_there_is(facts, client):
    response = client.get("/search/")
    counts = {kind.slug: count for kind, count in response.context["type_counts"]}

    assert counts["partners"] == 562
    for words in response.context["examples"]:
        assert client.get("/search/", {"q": words}).context["count"] > 0
    assert len(response.context["examples"]) == 3
