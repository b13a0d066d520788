"""What a process keeps of tables is right for the versions of the page that uses it."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from mfgusa.catalogue.cache.memo import TableMemo
from mfgusa.db.models import DataVersion
from mfgusa.db.snapshot import snapshot
from mfgusa.db.tables_read import record_tables
from roadmaps.models import Skill
from tests.factories import SkillFactory
from tests.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def names():
    """The names of all skills, and how often they were read."""
    return TableMemo(lambda: sorted(Skill.objects.values_list("name", flat=True)))


@contextmanager
def page():
    """A block in which all is read of one moment, with the versions of the tables."""
    with snapshot(), record_tables(DataVersion.objects.versions_and_moments()) as reads:
        yield reads


def names_on_page(names):
    with page():
        return names.get()


def test_it_is_computed_once_while_its_tables_stand(names, django_assert_num_queries):
    SkillFactory(name="Welding")
    with page() as first:
        assert names.get() == ["Welding"]

    with page() as second, django_assert_num_queries(0):
        assert names.get() == ["Welding"]
    assert second.freeze() == first.freeze()
    assert second.freeze()

    SkillFactory(name="Casting")
    assert names_on_page(names) == ["Casting", "Welding"]


def test_a_page_of_an_earlier_moment_gets_what_was_then(names):
    SkillFactory(name="Welding")
    with page():
        in_thread(SkillFactory, name="Casting")
        assert in_thread(names_on_page, names) == ["Casting", "Welding"]
        assert names.get() == ["Welding"]

    assert names_on_page(names) == ["Casting", "Welding"]


def test_nothing_is_kept_of_a_transaction_that_may_be_undone(names):
    SkillFactory(name="Milling")
    with transaction.atomic():
        SkillFactory(name="Welding")
        assert names_on_page(names) == ["Milling", "Welding"]
        transaction.set_rollback(True)
    SkillFactory(name="Casting")  # The counter has the same value again.

    assert names_on_page(names) == ["Casting", "Milling"]


def test_what_is_read_without_a_snapshot_is_kept_if_nothing_was_written(names):
    SkillFactory(name="Welding")
    before = DataVersion.objects.versions_and_moments()
    with record_tables(before):
        assert names.get() == ["Welding"]
    assert names.kept

    names.forget()
    SkillFactory(name="Casting")
    with record_tables(before):
        assert names.get() == ["Casting", "Welding"]
    assert not names.kept


def test_without_versions_it_is_computed_each_time(names):
    assert names.get() == []
    SkillFactory(name="Welding")

    assert names.get() == ["Welding"]
