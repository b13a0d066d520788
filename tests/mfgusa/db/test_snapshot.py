"""All that a block reads is of one moment; it cannot write."""

import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.db.utils import InternalError

from mfgusa.db.snapshot import is_snapshot, snapshot
from mfgusa.db.statement_timeout import statement_timeout
from mfgusa.provenance.models import Source
from tests.factories import SourceFactory
from tests.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)
SLEEP = "SELECT pg_sleep(0.3)"


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_a_block_does_not_see_what_is_written_meanwhile():
    with snapshot():
        before = Source.objects.count()
        in_thread(SourceFactory)
        assert Source.objects.count() == before

    assert Source.objects.count() == before + 1


def test_a_block_cannot_write():
    with pytest.raises(InternalError, match="read-only"), snapshot():
        SourceFactory()

    SourceFactory()
    assert Source.objects.count() == 1


def test_within_a_transaction_a_block_is_part_of_it():
    with transaction.atomic(), snapshot():
        SourceFactory()
        assert not is_snapshot()

    assert Source.objects.count() == 1


def test_only_a_block_is_a_snapshot():
    with snapshot():
        run("SELECT 1")
        assert is_snapshot()

    with transaction.atomic():
        run("SELECT 1")
        assert not is_snapshot()
    assert not is_snapshot()


def test_a_statement_in_a_block_is_bounded_as_elsewhere():
    with statement_timeout(100), snapshot():
        run("SELECT 1")
        with statement_timeout(0):
            run(SLEEP)
        with pytest.raises(OperationalError, match="statement timeout"):
            run(SLEEP)


def test_no_bound_is_left_for_the_next_transaction():
    with statement_timeout(100), snapshot():
        run("SELECT 1")

    run(SLEEP)
    with snapshot():
        run(SLEEP)


def test_an_error_ends_the_block():
    with pytest.raises(DataError), snapshot():
        run("SELECT 1 / 0")

    assert run("SELECT 1") == 1
