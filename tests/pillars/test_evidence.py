"""Every figure of the pillars against plain SQL, and against the list that it opens."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import resolve

from institutes.models import Institute
from mfgusa.catalogue.templatetags.catalogue import usd
from pillars.evidence.registry import EVIDENCE
from tests.pillars.sql import (
    ANYWHERE,
    HERE,
    NETWORK,
    OF_INSTITUTE,
    PROJECTS,
    commitments,
)
from tests.row_counts import count_rows

INSTITUTES = ["iacmi", "smart-usa", "cymanii"]
SCOPES = [None, *INSTITUTES]
CASES = [(number, scope) for number in EVIDENCE for scope in SCOPES]
MANY = {  # What is said of one, as it is said of many.
    "project: Active": "projects: Active",
    "project: Completed": "projects: Completed",
    "program: Everyone": "programs: Everyone",
    "item: Long term": "items: Long term",
    "program with a state": "programs with a state",
    "site of the institute": "sites of the institute",
    "roadmap that answers a challenge": "roadmaps that answer a challenge",
    "community college among the partners": "community colleges among the partners",
    "focus area covered by one institute only": (
        "focus areas covered by one institute only"
    ),
    "covered focus area with a recorded project": (
        "covered focus areas with a recorded project"
    ),
}
every_case = pytest.mark.parametrize(("number", "scope"), CASES)


def evidence_of(number, scope):
    institute = Institute.objects.get(key=scope) if scope else None
    return EVIDENCE[number](institute)


def figures_of(evidence):
    named = {MANY.get(f.title, f.title): f for f in evidence.figures}
    return {"headline": evidence.headline} | named


def count_by_sql(statement, scope):
    with connection.cursor() as cursor:
        cursor.execute(statement, {"key": scope} if scope else None)
        return cursor.fetchone()[0]


def rows_behind(url):
    """Return the number of rows in the catalogue at a valid address."""
    path, _, query = url.partition("?")
    view = resolve(path).func.view_class
    filterset = view.filterset_class(QueryDict(query), view.queryset.all())
    assert not filterset.problems, url
    return filterset.qs.order_by().count()


@every_case
def test_every_figure_is_what_plain_sql_counts(facts, number, scope):
    expected = {
        title: count_by_sql(statement, scope)
        for title, statement in (OF_INSTITUTE if scope else NETWORK)[number].items()
    }

    figures = figures_of(evidence_of(number, scope))
    shown = {title: figure.count for title, figure in figures.items()}

    # A value that no row has is left out of what is shown.
    assert shown == {title: n for title, n in expected.items() if n or title in shown}


@every_case
def test_every_figure_opens_as_many_rows(facts, client, number, scope):
    evidence = evidence_of(number, scope)
    figures = [*figures_of(evidence).values(), *(gap.figure for gap in evidence.gaps)]

    for figure in filter(None, figures):
        assert count_rows(client, figure.url) == figure.count, figure


def test_the_ratio_is_that_of_the_two_sums(facts):
    ratio = """SELECT round(sum(amount_usd) FILTER (WHERE class = 'other')
        / sum(amount_usd) FILTER (WHERE class = 'federal'), 2) FROM counted"""

    expected = count_by_sql(commitments(ANYWHERE, ratio), None)

    assert evidence_of(6, None).headline.text == f"about ${expected}"


def test_money_in_projects_is_added_up_over_those_that_tell_it(facts):
    statement = PROJECTS.replace("count(*)", "sum(p.federal_usd)").format(HERE)
    figures = figures_of(evidence_of(3, "aim-photonics"))

    expected = count_by_sql(statement, "aim-photonics")

    assert figures["federal money in projects"].text == usd(expected)


@every_case
def test_every_cell_of_the_table_opens_as_many_rows(facts, number, scope):
    grids = filter(None, evidence_of(number, scope).grids)
    for row in (row for grid in grids for row in grid.rows):
        for cell in filter(None, (row.head, *row.cells)):
            assert rows_behind(cell.url) == cell.count, cell.url


@every_case
def test_the_parts_that_are_missing_are_no_more_than_the_whole(facts, number, scope):
    for gap in evidence_of(number, scope).gaps:
        assert 0 < gap.figure.count <= gap.total
