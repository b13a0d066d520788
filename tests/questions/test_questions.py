"""Questions of visitors, answered by addresses and checked with the tables."""

import csv
import json
import re

import pytest

from tests.questions.facts import commitments, dollars, keys, table, ties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


@pytest.fixture
def ask(client):
    """Return the rows at an address, and check that its page shows as many."""

    def ask_for_rows(address):
        base, _mark, query = address.partition("?")
        page = client.get(address)
        assert page.status_code == 200, page.content
        file = client.get(f"{base.rstrip('/')}.json?{query}")
        rows = json.loads(file.getvalue())["rows"]
        assert page.context["count"] == len(rows)
        return rows

    return ask_for_rows


def test_who_works_on_robotics_in_ohio(ask):
    areas = table("focus_areas")
    robotics = {"robotics"} | {a["slug"] for a in areas if a["parent"] == "robotics"}
    links = [r for r in table("institute_focus_areas") if r["focus_area"] in robotics]
    institutes = keys(ask("/institutes/?focus=robotics"))
    partners = ask(f"/partners/?institute={'&institute='.join(institutes)}&state=OH")
    projects = ask("/projects/?focus=robotics")

    assert institutes == keys(links, "institute")
    assert keys(partners) == {
        row["key"]
        for row in table("partners")
        if row["state"] == "OH" and ties()[row["key"]] & institutes
    }
    assert partners
    assert keys(projects) == {
        row["key"] for row in table("projects") if row["focus_area"] in robotics
    }


def test_how_much_money_went_into_doe_institutes_and_who_says_so(ask, client):
    doe = {row["key"] for row in table("institutes") if row["agency"] == "DOE"}
    expected = commitments(lambda record: record["institute"] in doe)
    answers = [
        ask(f"/funding/?agency=DOE&adds_to={side}") for side in ("federal", "other")
    ]

    for rows, facts in zip(answers, expected, strict=True):
        assert keys(rows) == keys(facts)
        assert dollars(rows) == dollars(facts) > 0
        assert keys(rows, "source") == keys(facts, "source")
    for source in keys(answers[0], "source"):
        title = next(s["title"] for s in table("sources") if s["key"] == source)
        assert client.get(f"/sources/{source}/").context["object"].title == title


def test_which_universities_belong_to_three_or_more_institutes(ask):
    rows = ask("/partners/?subsector=university&institutes_min=3")

    assert keys(rows) == {
        row["key"]
        for row in table("partners")
        if row["subsector"] == "university" and len(ties()[row["key"]]) >= 3
    }


def test_what_the_network_looked_like_in_2017(ask):
    active = {
        row["key"]
        for row in table("institutes")
        if (row["established"] or row["announced"] or "9999")[:4] <= "2017"
        and (not row["closed"] or row["closed"][:4] > "2017")
    }
    published = {row["key"]: row["published"] for row in table("sources")}
    members = {
        row["partner"]
        for row in table("memberships")
        if (row["since"] or published[row["source"]] or "9999")[:4] <= "2017"
        and (not row["until"] or row["until"][:4] > "2017")
        and row["institute"] in active
    }

    assert keys(ask("/institutes/?as_of=2017")) == active
    assert keys(ask("/partners/?as_of=2017")) == members


def test_where_institutes_work_in_the_midwest(ask):
    midwest = {row["code"] for row in table("states") if row["region"] == "midwest"}
    rows = ask("/sites/?region=midwest")

    assert {(row["institute"], row["name"]) for row in rows} == {
        (row["institute"], row["name"])
        for row in table("sites")
        if row["state"] in midwest
    }


def test_which_programs_teach_community_college_students_in_florida(ask):
    rows = ask("/workforce/?audience=community-college&state=FL")

    assert keys(rows) == {
        row["key"]
        for row in table("workforce_programs")
        if row["audience"] == "community-college"
        and "FL" in re.split(r";\s*", row["states"])
    }
    assert rows


def test_which_projects_ge_research_takes_part_in(ask):
    (partner,) = [
        row["key"]
        for row in ask("/partners/?q=GE+Research")
        if "GE Research" in row["aliases"]
    ]
    rows = ask(f"/projects/?participant={partner}")

    links = [row for row in table("project_partners") if row["partner"] == partner]
    assert keys(rows) == keys(links, "project")
    assert rows


def test_whom_lift_and_remade_share_and_that_no_two_share_more(ask, client):
    rows = ask("/partners/?institute=lift&also=remade")
    pairs = client.get("/collaboration.json").json()["rows"]

    both = {key for key, tied in ties().items() if {"lift", "remade"} <= tied}
    assert keys(rows) == both
    most = max(pairs, key=lambda pair: pair["partners"])
    assert {most["institute"], most["other"]} == {"lift", "remade"}
    assert most["partners"] == len(both)


def test_how_much_federal_money_was_committed_in_fiscal_year_2021(ask):
    rows = ask("/funding/?fiscal_year=2021&adds_to=federal")

    federal, _non_federal = commitments()
    facts = [row for row in federal if row["fiscal_year"] == "2021"]
    assert keys(rows) == keys(facts)
    assert dollars(rows) == dollars(facts) > 0


def test_what_rests_on_one_source(client):
    source = "textileworld-2016-affoa"
    page = client.get(f"/sources/{source}/").content.decode()

    for record in table("funding"):
        link = f'href="/funding/{record["key"]}/"'
        assert (link in page) == (record["source"] == source)


def test_how_two_institutes_differ(client):
    text = client.get("/institutes/compare.csv?key=mxd&key=lift").content.decode()
    lines = {(row[0], row[1]): row[2:] for row in csv.reader(text.splitlines())}

    tied = ties().values()
    counts = [sum(key in institutes for institutes in tied) for key in ("mxd", "lift")]
    assert lines["Partners", "All"] == [str(count) for count in counts]
    facts = {row["key"]: row for row in table("institutes")}
    assert lines["At a glance", "Operator"] == [
        facts[key]["operator"] for key in ("mxd", "lift")
    ]
    sites = [
        sum(s["institute"] == key for s in table("sites")) for key in ("mxd", "lift")
    ]
    assert lines["Places", "Sites"] == [str(count) for count in sites]
