"""The rows of an import as its page shows them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.mfgusa.desk.plans import CHANGE, ERROR, big_plan, page, plan


def keys(response):
    return [row.planned.key for row in response.context["rows"]]


def test_a_change_is_shown_as_was_and_becomes(desk):
    text = desk.get(page(plan(CHANGE))).text

    assert "<del>GE</del>" in text
    assert "<ins>GE Inc.</ins>" in text
    assert "Change 1 row in partners." in text


def test_a_cleared_cell_and_a_blank_one_are_said_in_words(desk):
    row = {"before": {"city": "Erie", "name": ""}, "after": {"city": "", "name": "A"}}

    text = desk.get(page(plan(CHANGE | row))).text

    assert '<em class="cleared">cleared</em>' in text
    assert "<em>blank</em>" in text


def test_a_list_shows_the_members_that_come_and_go(desk):
    row = {"before": {"aliases": "One;Two"}, "after": {"aliases": "Two;Three"}}

    [shown] = desk.get(page(plan(CHANGE | row))).context["rows"]

    [cell] = shown.cells
    assert (cell.removed, cell.added, cell.kept) == (["One"], ["Three"], ["Two"])


def test_errors_come_first_and_hold_the_commit_back(desk):
    made = plan(CHANGE, ERROR)

    response = desk.get(page(made))

    assert keys(response) == ["bad"]
    assert "Not one of: academia." in response.text
    assert "<q>acadmic</q>" in response.text
    assert page(made, "commit") not in response.text
    assert page(made, "errors") in response.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["ge", "new", "old"]),
        ({"action": "all"}, ["ge", "new", "old", "same"]),
        ({"action": "unchanged"}, ["same"]),
        ({"action": "create", "table": "partners"}, ["new"]),
        ({"action": "update", "column": "name"}, ["ge"]),
        ({"action": "update", "column": "city"}, []),
        ({"q": "NE"}, ["new"]),
        ({"q": "\x00ol"}, []),
        ({"action": "nonsense"}, []),
        ({"table": "nonsense"}, []),
        ({"page": "nonsense"}, []),
        ({"page": "2"}, []),
    ],
)
def test_rows_are_narrowed(desk, query, expected):
    made = plan(
        CHANGE,
        {"action": "create", "key": "new", "after": {"key": "new"}},
        {"action": "delete", "key": "old", "before": {"key": "old"}},
        {"action": "unchanged", "key": "same"},
    )

    assert keys(desk.get(page(made), query)) == expected


def test_a_page_of_a_hundred_thousand_rows_is_light(desk):
    response = desk.get(page(big_plan(100_000, cell="word " * 400)))

    assert len(response.content) <= 300_000
    assert len(response.context["rows"]) == 50
    assert "Rows 1 to 50 of 50,000" in response.text


def test_the_last_page_is_reached_by_its_link(desk):
    made = big_plan(320)
    last = desk.get(page(made)).context["pager"].links["last"]

    response = desk.get(page(made) + last)

    assert keys(response)[-1] == "partner-320"
    assert "Rows 151 to 160 of 160" in response.text


@pytest.mark.parametrize("action", ["", "update", "all"])
def test_a_page_costs_the_same_however_many_rows(desk, action):
    few, many = big_plan(4), big_plan(400)
    desk.get(page(few))  # The first asks for the session and the user's rights too.

    counts = []
    for made in (few, many):
        with CaptureQueriesContext(connection) as captured:
            desk.get(page(made), {"action": action})
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert not any("COUNT(" in query["sql"] for query in captured)


def test_a_long_text_is_cut_to_where_it_differs_and_whole_on_demand(desk):
    before = "The same beginning " * 20 + "old end"
    row = {"before": {"name": before}, "after": {"name": before[:-7] + "new end"}}
    made = plan(CHANGE | row)

    short = desk.get(page(made)).text
    whole = desk.get(page(made, "row", 1)).text

    assert before[:100] not in short
    assert "<b>old</b>" in short
    assert before[:100] in whole
    assert page(made, "row", 1) in short


def test_what_a_file_holds_is_text_and_no_markup(desk):
    row = {"key": "<b>", "before": {"name": ""}, "after": {"name": "<script>x"}}

    text = desk.get(page(plan(CHANGE | row, why="<i>", file_name="<u>.csv"))).text

    assert not any(tag in text for tag in ("<script>x", "<b></", "<i></", "<u>.csv"))
