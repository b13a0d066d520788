"""What is refused is repeated as far as one reads it, with what may be meant."""

import json
import re
from html import unescape

import pytest
from django.utils.html import escape, strip_tags

from institutes.models import Institute
from mfgusa.catalogue.templatetags.catalogue import repaired_query
from mfgusa.tables.schema.columns import (
    BooleanColumn,
    ChoiceColumn,
    DecimalColumn,
    IntegerColumn,
    PartialDateColumn,
)
from mfgusa.tables.schema.references import unknown_key_message
from mfgusa.tables.schema.resource import registry

LONG = "x" * 3000
ADDRESSES = [
    f"/institutes/?state={LONG}",
    f"/institutes/?{LONG}=1",
    f"/institutes/?sort={LONG}",
    f"/institutes/?page={LONG}",
    f"/institutes.json?state={LONG}",
    f"/data/?{LONG}=1",
    f"/data/{LONG}.csv",
    f"/institutes/compare/?key={LONG}",
    f"/institutes/{LONG}/",
    f"/roadmap-items/{LONG}:1/",
    f"/sources/textileworld-2016-affoa/?facts={LONG}",
    f"/indicators/workforce-participants/?institute={LONG}",
    f"/pillars/1-public-private-partnerships/?institute={LONG}",
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.replace(LONG, "…"))
def test_a_message_repeats_a_hundred_letters_of_a_value(facts, client, address):
    response = client.get(address)
    is_page = "html" in response["Content-Type"]
    said = strip_tags(response.text) if is_page else response.json()["detail"]

    assert response.status_code in (400, 404)
    assert f"{LONG[:100]}…" in said
    assert LONG[:101] not in said


@pytest.mark.parametrize(
    "column",
    [
        IntegerColumn(),
        DecimalColumn(),
        BooleanColumn(),
        PartialDateColumn(),
        ChoiceColumn(["a"]),
    ],
    ids=type,
)
def test_so_does_the_message_of_a_cell(column):
    with pytest.raises(ValueError, match=r"^“x{100}…”"):
        column.clean(LONG)


def test_so_does_the_message_of_a_column_and_of_a_reference(db):
    [of_column, *_missing] = registry["institutes"]().header_errors([LONG])

    for said in (of_column, unknown_key_message(Institute, LONG)):
        assert f"“{LONG[:100]}…”" in said


@pytest.mark.parametrize(
    ("query", "hint", "corrected"),
    [
        ("state=Ohio", "Unknown state “Ohio”. Did you mean OH?", "state=OH"),
        ("state=oh", "Unknown state “oh”. Did you mean OH?", "state=OH"),
        ("state=Óhio", "Unknown state “Óhio”. Did you mean OH?", "state=OH"),
        ("state=Californa", "Did you mean CA?", "state=CA"),
        ("agency=Energy", "Did you mean DOE?", "agency=DOE"),
        ("region=southeast", "Did you mean south?", "region=south"),
        ("state=Virginian", "Did you mean VA?", "state=VA"),
        ("not_state=ohio", "Unknown not_state “ohio”. Did you", "not_state=OH"),
        ("state=MI&state=Ohio&sort=-state", "OH?", "state=MI&state=OH&sort=-state"),
        ("q=a+%26+b&agency=doe", "Did you mean DOE?", "q=a+%26+b&agency=DOE"),
        ("State=OH", "There is no filter “State”. Did you mean state?", "state=OH"),
        ("status=Active", "Did you mean active?", "status=active"),
        ("established=NOT-RECORDED", "Did you", "established=not-recorded"),
        ("page=0&state=OH", "Did you mean 1?", "page=1&state=OH"),
        ("established=none", "Did you", "established=not-recorded"),
        ("not_established=n/a", "Did you", "not_established=not-recorded"),
        ("state=OH,MI", "Did you mean state=OH&amp;state=MI?", "state=OH&state=MI"),
        ("not_state=OH,+MI&q=a", "Did", "not_state=OH&not_state=MI&q=a"),
        (
            "established=2012-2014",
            "Did you mean established_min=2012&amp;established_max=2014?",
            "established_min=2012&established_max=2014",
        ),
    ],
)
def test_a_link_gives_what_may_be_meant_and_keeps_the_rest(
    facts, client, query, hint, corrected
):
    page = client.get(f"/institutes/?{query}")
    text = " ".join(strip_tags(page.text).split())

    assert page.status_code == 400
    assert "We couldn't read this link" in text
    assert hint in text
    assert f'<a href="/institutes/?{escape(corrected)}">' in page.text


@pytest.mark.parametrize(
    "query",
    [
        "state=XX",
        "status=none",
        "state=OH,Nowhere",
        "agency=Department+of+War",
        "agency=Office",
        "state=Carolina",
        "region=northwest",
        "status=inactive",
        "not_established=2012-2014",
        "institute=lift",
    ],
)
def test_no_guess_is_better_than_a_wrong_one(facts, client, query):
    response = client.get(f"/institutes.json?{query}")

    assert response.status_code == 400
    assert [error["nearest"] for error in response.json()["errors"]] == [""]


@pytest.mark.parametrize("query", ["state=OH,MI", "established=2012-2014"])
def test_the_form_of_a_refused_address_keeps_what_is_meant(facts, client, query):
    page = client.get(f"/institutes/?{query}")

    assert client.get(corrected_link(page.text)).status_code == 200
    filterset = page.context["filterset"]
    assert repaired_query(filterset).query in (
        "state=MI&state=OH",
        "established_min=2012&established_max=2014",
    )


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/partners/?institute=LIFT", "lift"),
        ("/partners/?institute=NextFlex", "nextflex"),
        ("/partners/?institute=NAMII", "america-makes"),
        ("/partners/?institute=America+Makes", "america-makes"),
        ("/roadmaps/?institute=LIFT", "lift"),
        ("/institutes/compare/?key=LIFT&key=arm", "lift"),
        ("/pillars/1-public-private-partnerships/?institute=LIFT", "lift"),
        ("/projects/?focus=Robotics", "robotics"),
    ],
)
def test_a_row_is_known_by_its_names_in_any_case(facts, client, address, key):
    page = client.get(address)
    [problem] = (page.context.get("filterset") or FromPage(page)).problems

    assert problem.closest_match == key
    assert client.get(corrected_link(page.text)).status_code == 200


def test_each_unknown_value_has_a_hint_of_its_own(facts, client):
    response = client.get("/institutes.json?state=Ohio&state=OH&state=Michigan")

    errors = response.json()["errors"]
    assert [error["nearest"] for error in errors] == ["OH", "MI"]
    assert response.json()["title"] == "We couldn't read this link."
    assert "Unknown state “Ohio”. Did you mean OH?" in response.json()["detail"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (
            "/institutes.json?established_min=2020&established_max=2012",
            "Established: From (2020) is after To (2012).",
        ),
        (
            "/funding.json?amount_min=5&amount_max=4",
            "Amount: From (5) is greater than To (4).",
        ),
    ],
)
def test_a_range_that_ends_before_it_begins_is_refused(facts, client, address, message):
    response = client.get(address)

    assert response.status_code == 400
    assert response.json()["detail"] == message


def test_a_range_of_equal_bounds_is_a_range(facts, client):
    address = "/institutes.json?established_min=2012&established_max=2012"

    assert json.loads(client.get(address).getvalue())["count"] == 1


@pytest.mark.parametrize(
    ("address", "low", "high"),
    [("/institutes/", 1000, 9999), ("/funding/", 0, 2**63 - 1)],
)
def test_the_fields_of_a_range_have_the_bounds_of_the_grammar(
    facts, client, address, low, high
):
    page = client.get(address).text
    bounds = re.findall(r'min="(\d*)" max="(\d*)" inputmode="numeric" name=".+_m', page)

    assert (str(low), str(high)) in bounds
    assert len(bounds) == len(re.findall(r'type="number".+_m(?:in|ax)"', page))


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("state=OH&year=2017", "Show the list without year=2017"),
        ("state=Ohio", "Show the corrected list"),
        ("state=Ohio&zz=1&zz=2", "Show the corrected list without zz=1, zz=2"),
        ("state=OH&state=zzz", "Show the list without state=zzz"),
        ("state=OH&q=a&q=b", "Show the list without q=a, q=b"),
        ("state=OH&established_min=20", "Show the list without established_min=20"),
        ("state=OH&page=0", "Show the corrected list"),
        (f"state=OH&sort={LONG}", f"Show the list without sort={LONG[:100]}…"),
    ],
)
def test_a_link_to_the_rest_says_what_it_leaves_out(facts, client, query, label):
    page = client.get(f"/institutes/?{query}")

    assert f'<a href="/institutes/?state=OH">{label}</a>' in page.text


def test_a_hint_cannot_hold_markup(facts, client):
    page = client.get("/institutes/?state=Ohio&q=%22%3E%3Cscript%3E")

    assert "<script>" not in page.text
    assert "%22%3E%3Cscript%3E" in corrected_link(page.text)


class FromPage:
    """The problems of a page that is no list."""

    def __init__(self, page):
        self.problems = page.context["problems"]


def corrected_link(text):
    return unescape(re.search(r'Did you mean <a href="([^"]+)"', text).group(1))
