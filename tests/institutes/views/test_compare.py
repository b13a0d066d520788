"""Institutes side by side: one cost, a strict address, differences told in words."""

import csv

import pytest
from django.utils.html import strip_tags
from django.utils.http import urlencode

from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    ObservationFactory,
    PartnerFactory,
    ProjectFactory,
    SiteFactory,
)
from tests.institutes.views.test_institute import fill
from tests.query_counts import count_queries
from tests.row_counts import count_rows

pytestmark = pytest.mark.django_db
PAGE = "/institutes/compare/"


def lines(response):
    return {
        line.title: line
        for comparison in response.context["comparisons"]
        for line in comparison.lines
    }


def texts(line):
    return [[value.text for value in cell] for cell in line.cells]


def test_it_costs_the_same_however_much_is_known_and_however_many(client):
    def cost(*keys):
        return count_queries(client, f"{PAGE}?{urlencode({'key': keys}, doseq=True)}")

    for key, rows in zip("abcd", (1, 1, 12, 12), strict=True):
        fill(InstituteFactory(key=key), rows)

    assert cost("a", "b") == cost("a", "b", "c", "d") <= 40


def test_lines_tell_what_is_the_same_what_differs_and_what_is_missing(client):
    for key, operator in (("a", "University"), ("b", "University"), ("c", "")):
        InstituteFactory(key=key, operator=operator, city=f"City {key}")

    two = client.get(f"{PAGE}?key=b&key=a")
    three = lines(client.get(f"{PAGE}?key=a&key=b&key=c"))

    assert [one.key for one in two.context["subjects"]] == ["b", "a"]
    assert lines(two)["Operator"].is_same
    assert not lines(two)["Seat"].is_same
    assert texts(three["Operator"]) == [["University"], ["University"], []]
    assert not three["Operator"].is_same
    assert "not recorded" in client.get(f"{PAGE}?key=a&key=c").content.decode()


def test_every_number_of_projects_opens_to_as_many_rows(client):
    for key in "ab":
        institute = InstituteFactory(key=key)
        for status in ("active", "unknown", "unknown"):
            ProjectFactory(institute=institute, status=status)

    shown = lines(client.get(f"{PAGE}?key=a&key=b"))

    assert texts(shown["Status not recorded"]) == [["2"], ["2"]]
    for title in ("Active", "Status not recorded"):
        for (value,) in shown[title].cells:
            assert count_rows(client, value.url) == int(value.text), value.url


def test_every_number_of_partners_opens_to_as_many_rows(client):
    first, second = (InstituteFactory(key=key) for key in "ab")
    for partner, ties in (
        (PartnerFactory(), {first: ("founder", "member"), second: ("member",)}),
        (PartnerFactory(), {first: ("member",), second: ("founder",)}),
        (PartnerFactory(), {first: ("founder",), second: ("founder",)}),
    ):
        for institute, roles in ties.items():
            for role in roles:
                MembershipFactory(institute=institute, partner=partner, role=role)

    shown = lines(client.get(f"{PAGE}?key=a&key=b"))

    assert texts(shown["As founder"]) == [["2"], ["2"]]
    assert texts(shown["As member"]) == [["2"], ["1"]]
    for title in ("All", "As founder", "As member"):
        for (value,) in shown[title].cells:
            assert count_rows(client, value.url) == int(value.text), value.url


def test_figures_are_the_newest_that_several_have(client):
    one, other = InstituteFactory(key="a"), InstituteFactory(key="b")
    figure = ObservationFactory(institute=one, fiscal_year=2020, value=5)
    members, alone = figure.indicator, ObservationFactory(institute=one).indicator
    for institute, value in ((one, 7), (other, 9)):
        ObservationFactory(
            institute=institute, indicator=members, fiscal_year=2022, value=value
        )

    found = lines(client.get(f"{PAGE}?key=a&key=b"))

    assert texts(found[members.name]) == [["7"], ["9"]]
    assert alone.name not in found


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("key=a&key=b&kye=c", "Did you mean key?"),
        ("key=a&key=lifd", "Did you mean lift?"),
        ("key=a&key=a", "“a” is given twice"),
        ("key=a&key=b&key=c&key=d&key=lift", "5 institutes do not fit"),
        ("key=", "there is no institute “”"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_nearest(client, query, named):
    for key in ("a", "b", "c", "d", "lift"):
        InstituteFactory(key=key)

    page = client.get(f"{PAGE}?{query}")

    assert page.status_code == 400
    assert named in " ".join(strip_tags(page.text).split())
    file = client.get(f"/institutes/compare.csv?{query}")
    assert (file.status_code, named in file.content.decode()) == (400, True)


@pytest.mark.parametrize("query", ["", "?key=a"])
def test_fewer_than_two_lead_to_a_choice(client, query):
    InstituteFactory(key="a")
    InstituteFactory(key="b")

    page = client.get(PAGE + query)

    assert page.status_code == 200
    body = page.content.decode()
    assert body.count('type="checkbox"') == 2
    assert body.count(" checked") == len(query) // 6
    assert client.get(f"/institutes/compare.csv{query}").status_code == 400


def test_the_file_has_the_lines_of_the_page(client):
    for key in ("a", "b"):
        SiteFactory(institute=InstituteFactory(key=key), name=f"Site {key}")
    PartnerFactory()

    page = client.get(f"{PAGE}?key=a&key=b")
    rows = list(
        csv.reader(
            client.get("/institutes/compare.csv?key=a&key=b")
            .content.decode()
            .split("\n")
        )
    )

    assert rows[0] == ["subject", "line", "a", "b"]
    assert ["Places", "Which", "Site a", "Site b"] in rows
    assert len([row for row in rows[1:] if row]) == len(lines(page))
