"""The pages of the pillars as a reader meets them."""

import pytest

from pillars.evidence.registry import EVIDENCE
from pillars.models import Pillar

FIRST = "/pillars/1-public-private-partnerships/"


def test_ten_pillars_are_listed_with_their_headlines(facts, client):
    page = client.get("/pillars/").content.decode()

    for pillar in Pillar.objects.all():
        headline = EVIDENCE[pillar.number]().headline
        assert f'<a href="{pillar.get_absolute_url()}">{pillar.title}</a>' in page
        assert headline.url.replace("&", "&amp;") in page


def test_a_pillar_states_what_the_document_says_and_where(facts, client):
    response = client.get(FIRST)

    assert Pillar.objects.get(number=1).statement in response.content.decode()
    assert len(response.context["citations"]) > 1
    assert "Newest fact:" in response.content.decode()


def test_evidence_can_be_that_of_one_institute(facts, client):
    response = client.get(FIRST, {"institute": "iacmi"})

    assert response.context["evidence"].headline.count == 79
    assert "Evidence at IACMI" in response.content.decode()
    assert "/partners/?institute=iacmi" in response.content.decode()


def test_the_form_leads_back_to_the_whole_network(facts, client):
    response = client.get(FIRST, {"institute": ""})

    assert "Evidence in the network" in response.content.decode()
    assert response.context["metadata"].path == FIRST


def test_an_unknown_institute_is_refused_with_the_nearest(facts, client):
    response = client.get(FIRST, {"institute": "iacmy"})

    assert response.status_code == 400
    assert "iacmi" in response.content.decode()


def test_a_parameter_that_is_not_known_is_refused(facts, client):
    assert client.get(FIRST, {"instituet": "iacmi"}).status_code == 400
    assert client.get("/pillars/", {"institute": "iacmi"}).status_code == 400


def test_an_address_with_other_words_leads_to_the_true_one(facts, client):
    moved = client.get("/pillars/1-partners/", {"institute": "iacmi"})

    assert (moved.status_code, moved["Location"]) == (301, f"{FIRST}?institute=iacmi")


@pytest.mark.parametrize("path", ["/pillars/11-more/", "/institutes/none/pillars/"])
def test_what_is_not_there_is_not_found(facts, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_the_picture_is_a_file_too(facts, client, suffix):
    response = client.get(f"{FIRST.rstrip('/')}.{suffix}", {"institute": "iacmi"})

    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/")


def test_an_institute_has_all_ten_and_they_open(facts, client):
    response = client.get("/institutes/cymanii/pillars/")

    shown = response.content.decode()
    for pillar in Pillar.objects.all():
        assert f"{pillar.get_absolute_url()}?institute=cymanii" in shown
    assert "not recorded" in shown


def test_institutes_are_compared_by_their_pillars(facts, client):
    shown = client.get("/institutes/compare/?key=arm&key=lift").content.decode()

    for key in ("arm", "lift"):
        assert f"/partners/?institute={key}&amp;institutes_min=1" in shown


def test_the_table_of_the_map_has_what_the_map_shades(facts, client):
    page = client.get("/pillars/7-regional-economic-development/")

    first, divisions = page.context["evidence"].grids
    ohio = next(row for row in first.rows if row.head.title == "Ohio")
    assert ohio.head.url == "/places/OH/"
    assert f"Ohio: {ohio.cells[1].count} partners" in page.content.decode()
    assert len(divisions.rows) == 10
