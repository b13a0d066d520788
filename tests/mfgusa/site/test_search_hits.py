"""One box over everything: why a row is found, in which order, and what is refused."""

import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from institutes.models import Agency
from mfgusa.catalogue.subjects import search_types
from mfgusa.site.search import lexicon
from tests.factories import (
    AgencyFactory,
    FundingRecordFactory,
    InstituteFactory,
    PartnerFactory,
    ProjectFactory,
    ProjectPartnerFactory,
    RoadmapFactory,
    RoadmapItemFactory,
    SiteFactory,
    SourceFactory,
    WorkforceProgramFactory,
)
from tests.factories.every import FACTORIES

NAME_FIELDS = ("title", "name", "funder")


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


def test_a_row_is_found_by_the_alias_of_what_it_names(db, client):
    partner = PartnerFactory(name="Massachusetts Institute", aliases=["MIT"])
    ProjectPartnerFactory(partner=partner, project=ProjectFactory(title="Fibers"))

    hit = groups(client, "mit fibers")["projects"].best[0]

    assert [(reason.label, reason.text) for reason in hit.reasons] == [
        ("Partner", "Massachusetts Institute (<mark>MIT</mark>)")
    ]


def test_what_is_named_so_stands_above_what_only_begins_so(db, client):
    PartnerFactory(name="Mitsubishi Mitsui Mit")
    known = PartnerFactory(name="Institute of Technology", aliases=["MIT"])

    assert groups(client, "mit")["partners"].best[0].row == known


def test_names_rank_above_text_over_kinds(db, client):
    ProjectFactory(title="A press", summary="It uses graphene.")
    SourceFactory(title="Graphene")

    assert list(groups(client, "graphene")) == ["sources", "projects"]


def test_a_match_deep_in_a_text_is_shown_with_its_surroundings(db, client):
    ProjectFactory(title="A press", summary="steel " * 80 + "graphene " + "tin " * 80)

    (reason,) = groups(client, "graphen")["projects"].best[0].reasons

    assert "steel <mark>graphene</mark> tin" in reason.text
    assert (reason.label, reason.text[0], reason.text[-1]) == ("", "…", "…")


def test_every_kind_is_found_and_leads_somewhere(db, client):
    InstituteFactory(agency=AgencyFactory(name="Graphene"))  # It is led to.
    for kind in search_types():
        model = kind.rows.model
        if model is not Agency:
            name = next(f for f in NAME_FIELDS if hasattr(model, f))
            FACTORIES[model](**{name: "Graphene"})

    results = groups(client, "graphene")

    assert set(results) == {kind.slug for kind in search_types()}
    for group in results.values():
        for hit in group.results:
            assert client.get(hit.link.split("#")[0]).status_code == 200, hit.link


def test_words_that_are_never_together_are_offered_one_by_one(db, client):
    SourceFactory(title="Carbon")
    SourceFactory(title="Steel")

    response = client.get("/search/", {"q": "carbon steel xyzzy"})

    assert response.context["count"] == 0
    assert response.context["single_words"] == ["carbon", "steel"]


@pytest.mark.parametrize("words", ["!!!", "—", "& | !", "🙂", "%", "«0»", "the"])
def test_signs_and_common_words_are_no_error(db, client, words):
    response = client.get("/search/", {"q": words})

    assert (response.status_code, response.context["count"]) == (200, 0)


def test_the_start_of_an_empty_site_is_a_page_too(db, client):
    assert client.get("/search/").context["examples"] == []


def test_an_empty_search_goes_to_the_start(db, client):
    response = client.get("/search/?q=")

    assert (response.status_code, response["Location"]) == (302, "/search/")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?words=mit", "There is no filter “words”."),
        ("?q=mit&page=2", "There is no filter “page”."),
        ("?q=mit&q=arm", "“q” can be given once."),
        ("?q=%00", "q: Null characters are not allowed."),
        ("?q=" + "m" * 5000, "q: Ensure this value has at most 200 characters"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(db, client, query, said):
    response = client.get(f"/search/{query}")

    assert response.status_code == 400
    assert said in text_of(response)


def test_markup_in_what_is_typed_stays_text(db, client):
    SourceFactory(title="<script>alert(1)</script>")
    page_text = client.get("/search/", {"q": "<script>alert(1)"}).content.decode()

    assert "<script>alert" not in page_text
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(<mark>1</mark>)" in page_text


def test_typing_is_answered_with_the_results_alone(db, client):
    SourceFactory(title="Carbon")
    headers = {"HX-Request": "true", "HX-Target": "catalogue"}

    response = client.get("/search/", {"q": "carbon"}, headers=headers)

    assert b"<html" not in response.content
    assert b'id="catalogue"' in response.content
    assert response["HX-Replace-Url"] == "/search/?q=carbon"
    assert "HX-Target" in response["Vary"]


def test_every_page_has_the_box_over_everything(db, client):
    page_text = client.get("/data/").content.decode()

    assert '<form role="search" class="site-search" action="/search/">' in page_text


def make_one_of_each(n):
    for i in range(n):
        institute = InstituteFactory(name=f"Carbon {i}")
        project = ProjectFactory(title=f"Steel {i}", institute=institute)
        partner = PartnerFactory(name=f"Carbon {i}")
        ProjectPartnerFactory(project=project, partner=partner)
        WorkforceProgramFactory(institute=institute, name=f"Steel {i}")
        FundingRecordFactory(institute=institute)
        SiteFactory(institute=institute)
        RoadmapItemFactory(
            title=f"Carbon {i}", roadmap=RoadmapFactory(institute=institute)
        )


@pytest.mark.parametrize("size", [1, 8])
def test_a_search_costs_the_same_however_much_it_finds(
    db, client, django_assert_num_queries, size
):
    make_one_of_each(size)
    client.get("/search/", {"q": "carbon"})  # What is written out once.

    # The versions, twice; the names, one for all types, one for each of eight groups.
    with django_assert_num_queries(13):
        response = client.get("/search/", {"q": "carbon"})

    assert len(response.context["groups"]) == 8
