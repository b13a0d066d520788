"""Who works with whom: every number equals its list and the facts."""

import csv
import io
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings

from tests.row_counts import count_rows

pytestmark = pytest.mark.django_db
PAGE = "/collaboration/"


def table(name):
    with (Path(settings.TABLES_DIR) / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def partners_of(chosen=lambda partner: True):
    """The partners of each institute, as the tables say."""
    fits = {row["key"] for row in table("partners") if chosen(row)}
    found = defaultdict(set)
    for tie in table("memberships"):
        if tie["partner"] in fits:
            found[tie["institute"]].add(tie["partner"])
    return found


def counts(client, query=""):
    """The number of each cell of the page, by the keys of its row and column."""
    matrix = client.get(f"{PAGE}?{query}").context["matrix"]
    return {(c.row.key, c.column.key): c for _one, cells in matrix.rows for c in cells}


@pytest.mark.parametrize("sector", ["", "academia"])
def test_shared_partners_are_those_of_the_tables_both_ways(facts, client, sector):
    partners = partners_of(lambda row: not sector or row["sector"] == sector)
    cells = counts(client, f"sector={sector}" if sector else "")

    assert len(cells) == len(table("institutes")) ** 2
    for (one, other), cell in cells.items():
        assert cell.count == len(partners[one] & partners[other])
        assert cell.count == cells[other, one].count


def test_shared_projects_are_those_of_the_tables(facts, client):
    partners, takes_part = partners_of(), defaultdict(set)
    for link in table("project_partners"):
        takes_part[link["project"]].add(link["partner"])
    projects = [row for row in table("projects") if row["kind"] == "project"]

    for (one, other), cell in counts(client, "by=projects").items():
        own = [row["key"] for row in projects if row["institute"] == one]
        met = [key for key in own if takes_part[key] & partners[other]]
        assert cell.count == len(own if one == other else met)


@pytest.mark.parametrize(
    "query", ["", "as_of=2017", "sector=industry&sector=nonprofit", "by=projects"]
)
def test_each_cell_opens_the_list_of_exactly_that_many(facts, client, query):
    cells = [cell for cell in counts(client, query).values() if cell.count]

    for cell in [*cells[:40:3], *cells[-10:]]:
        assert count_rows(client, cell.url) == cell.count


def test_what_was_tied_later_is_not_shared_yet(facts, client):
    early, late = (counts(client, f"as_of={year}") for year in (2014, 2100))

    assert sum(c.count for c in early.values()) < sum(c.count for c in late.values())


def test_the_strongest_pair_and_the_widest_bridge_lead(facts, client):
    context = client.get(PAGE).context
    strongest, most_connected = (
        getattr(context["matrix"], n)() for n in ("strongest", "most_connected")
    )
    partners, reach = partners_of(), defaultdict(set)
    for institute, tied in partners.items():
        for partner in tied:
            reach[partner].add(institute)

    assert {strongest[0].institute.key, strongest[0].other.key} == {"lift", "remade"}
    for pair in strongest:
        shared = partners[pair.institute.key] & partners[pair.other.key]
        urls = {url for _name, url in pair.names}
        assert urls == {f"/partners/{key}/" for key in shared}
    assert [b.institute_count for b in most_connected] == sorted(
        map(len, reach.values())
    )[::-1][:15]
    for bridge in most_connected:
        assert {t.institute.key for t in bridge.known_memberships} == reach[bridge.key]


@pytest.mark.parametrize("by", ["partners", "projects"])
def test_the_files_hold_every_pair(facts, client, by):
    cells = counts(client, f"by={by}")
    text = client.get(f"/collaboration.csv?by={by}").content.decode()
    rows = client.get(f"/collaboration.json?by={by}").json()["rows"]

    assert [{k: str(v) for k, v in r.items()} for r in rows] == list(
        csv.DictReader(io.StringIO(text))
    )
    assert len(rows) == 18 * 17 // (2 if by == "partners" else 1)
    for row in rows:
        assert row[by] == cells[row["institute"], row["other"]].count
