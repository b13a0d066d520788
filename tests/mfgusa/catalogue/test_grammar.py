"""The grammar of a catalogue's address: strict, and exact to the row."""

import json

import pytest
from django.urls import reverse

LIST = reverse("institutes:institute-list")


def keys(client, query):
    response = client.get(f"/institutes.json?{query}")
    assert response.status_code == 200, response.content
    body = json.loads(response.getvalue())
    assert body["count"] == len(body["rows"])
    return {row["key"] for row in body["rows"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=OH&state=MI", {"america-makes", "lift"}),
        ("status=closed", {"smart-usa"}),
        ("agency=DOC", {"niimbl", "smart-usa"}),
        ("focus=robotics", {"arm"}),
        ("focus=biomanufacturing", {"biofabusa", "biomade", "niimbl"}),
        ("established=not-recorded", {"cesmii", "epixc"}),
        ("established_min=2020", {"biomade", "cymanii", "smart-usa"}),
        ("established_max=2012", {"america-makes"}),
        ("established_min=2025&established_max=9999", {"smart-usa"}),
        ("established=2012&established=2025", {"america-makes", "smart-usa"}),
        ("region=midwest&agency=DOE", set()),
        ("region=midwest&not_state=OH&not_state=MI", {"mxd", "biomade"}),
        ("q=NAMII", {"america-makes"}),
        ("q=dmdii", {"mxd"}),
        ("q=knoxville+composites", {"iacmi"}),
        ("state=WY", set()),
    ],
)
def test_an_address_finds_exactly_these_institutes(facts, client, query, found):
    assert keys(client, query) == found


def test_to_exclude_keeps_what_is_not_recorded(facts, client):
    known = keys(client, "not_established=not-recorded")

    assert keys(client, "not_established=2012") == keys(client, "") - {"america-makes"}
    assert len(known) == 16


@pytest.mark.parametrize(
    ("query", "name", "nearest"),
    [
        ("regoin=3", "regoin", "region"),
        ("state=0H", "state", "OH"),
        ("focus=robotix", "focus", "robotics"),
        ("not_agency=DOEE", "not_agency", "DOE"),
        ("sort=establishd", "sort", ""),
        ("established_min=soon", "established_min", ""),
        ("sort=acronym&sort=state", "sort", ""),
        ("page=0", "page", "1"),
        ("page=²", "page", "1"),
        ("page=" + "1" * 5000, "page", "1"),
        ("q=" + "x" * 201, "q", ""),
        ("limit=0", "limit", ""),
        ("q=%00", "q", ""),
    ],
)
def test_what_is_not_understood_is_refused_by_name(facts, client, query, name, nearest):
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 400
    assert name in page.content.decode()
    assert page.context["rows"] == []

    problem = client.get(f"/institutes.csv?{query}")
    assert problem.status_code == 400
    assert problem["Content-Type"] == "application/problem+json"
    error = problem.json()["errors"][0]
    assert (error["name"], error["nearest"]) == (name, nearest)


def test_a_page_beyond_the_last_is_not_found(facts, client):
    assert client.get(LIST, {"page": 99}).status_code == 404


def test_blank_fields_of_the_plain_form_lead_to_the_true_address(facts, client):
    response = client.get(f"{LIST}?q=&state=OH&established_min=&sort=")

    assert response.status_code == 302
    assert response["Location"] == f"{LIST}?state=OH"


def test_htmx_gets_the_part_that_changes_and_the_true_address(facts, client):
    headers = {"HX-Request": "true", "HX-Target": "catalogue"}
    response = client.get(f"{LIST}?q=&state=OH", headers=headers)

    assert response["HX-Push-Url"] == f"{LIST}?state=OH"
    assert "HX-Request" in response["Vary"]
    assert b"<html" not in response.content


def test_links_to_files_name_no_order_since_files_have_their_own(facts, client):
    page = client.get(LIST, {"sort": "-established", "state": "OH"}).content.decode()

    assert f'href="{LIST.rstrip("/")}.csv?state=OH"' in page


@pytest.mark.parametrize("sort", ["acronym", "established", "announced", "state"])
def test_what_is_not_recorded_comes_last_both_ways(facts, client, sort):
    there, back = (
        [i.key for i in client.get(LIST, {"sort": s}).context["rows"]]
        for s in (sort, f"-{sort}")
    )

    assert set(there) == set(back)
    if sort == "established":
        assert set(there[-2:]) == set(back[-2:]) == {"cesmii", "epixc"}
    else:
        assert there != back


def test_each_chip_takes_one_filter_away(facts, client):
    response = client.get(f"{LIST}?state=OH&state=MI&not_agency=DOE&q=metal")

    chips = {chip.label: chip.query for chip in response.context["filterset"].chips}
    assert chips == {
        "metal": "not_agency=DOE&state=MI&state=OH",
        "Ohio": "q=metal&not_agency=DOE&state=MI",
        "Michigan": "q=metal&not_agency=DOE&state=OH",
        "Department of Energy": "q=metal&state=MI&state=OH",
    }


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (LIST, "By name"),
        ("/partners/", "By name"),
        ("/sites/", "By institute"),
        ("/funding/", "By key"),
        ("/partners/?q=mit", "Best match"),
    ],
)
def test_the_order_that_nobody_asked_for_has_a_name(db, client, address, said):
    assert f'<option value="">{said}</option>' in client.get(address).content.decode()
