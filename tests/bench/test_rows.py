"""The made-up rows of the benchmarks can be loaded, and are what they should be."""

import pytest
from django.db import connection

from bench import dataset
from bench.copy_baseline import upsert_seconds
from bench.database import INDEXES, insert_references
from bench.network import insert_partners, insert_projects
from bench.report import Line, Times, aligned, verdict
from institutes.models import Institute, Membership, Partner, Project
from mfgusa.provenance.models import Source
from tests.factories.project import ProjectFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def references():
    insert_references(partners=31)


def test_the_baseline_writes_what_the_file_says(references):
    for changed in (False, True):
        content = dataset.csv_content(30, changed)
        upsert_seconds(content, triggers=True)

        dataset.check_rows(content)
    assert Membership.pgh_event_model.objects.count() == 60


def test_tables_are_emptied_or_filled_before_a_measurement(references):
    dataset.prepare(10, changed=True)
    dataset.check_rows(dataset.csv_content(10, changed=False))

    dataset.prepare(10, changed=False)
    assert not Membership.objects.exists()
    assert Partner.objects.count() == 31


def test_partners_are_added_up_to_a_number(references):
    for partners in (20, 50):
        insert_partners(partners)

        made_up = Partner.objects.filter(key__startswith="made-up-")
        assert made_up.count() == partners
        assert Membership.objects.filter(partner__in=made_up).count() == 3 * partners
        assert not Membership.objects.undated().exists()


def test_memberships_are_added_up_to_a_number(references):
    insert_partners(20, memberships=50)

    assert Membership.objects.count() == 50


def test_indexes_are_made_anew(references):
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [["institutes_partner", "institutes_membership"]])
        before = set(cursor.fetchall())
        insert_partners(20)
        cursor.execute(INDEXES, [["institutes_partner", "institutes_membership"]])

        assert set(cursor.fetchall()) == before
    assert len(before) > 8


def test_projects_and_history_are_copied_up_to_a_number(references):
    source = Source.objects.first()
    for key in ("first", "second"):
        ProjectFactory(key=key, institute=Institute.objects.first(), source=source)
    insert_partners(20)
    events = Partner.pgh_event_model.objects.count()

    insert_projects(5, 300)

    assert Project.objects.count() == 5
    assert Project.objects.values("title").distinct().count() == 5
    assert Partner.pgh_event_model.objects.count() == events + 100


def test_a_text_column_that_comes_later_is_left_blank():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE institutes_partner ADD motto text NOT NULL")
        insert_references(partners=2)
        cursor.execute("SELECT DISTINCT motto FROM institutes_partner")
        mottos = cursor.fetchall()
        cursor.execute("ALTER TABLE institutes_partner DROP motto")

    assert mottos == [("",)]


def test_the_unit_of_a_bar_says_what_it_limits():
    times = Times.of([0.1, 0.2, 3])

    assert times[1:] == (200, 200, 3000)
    for bar in ("≤ 200 ms", "≤ 3 s", "≤ 0.5 x", "≤ 60 MB"):
        line = Line("list", times, value=60, ratio=0.5, bar=bar)
        assert line.cells[-1] == "yes"
    for bar in ("≤ 199 ms", "≤ 2.9 s", "≤ 0.4 x", "≤ 59 MB"):
        assert line._replace(bar=bar).cells[-1] == "NO"


def test_a_bar_is_met_or_missed():
    assert verdict(5.9, "≤ 6 x") == "yes"
    assert verdict(49_000, "≥ 50,000") == "NO"
    assert verdict(1, "") == ""
    assert aligned(("a", "b"), [("long", "1")]) == "a     b\n----  -\nlong  1\n"
