"""A pooler hands a session to the next as it was left: nothing of ours stays in it."""

import re

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from psycopg_pool import PoolTimeout

from mfgusa.backups.errors import BackupError
from mfgusa.backups.programs import connection_params
from mfgusa.db.base import DatabaseWrapper
from mfgusa.management.commands.prepare import one_start_at_a_time
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.progress import Progress

pytestmark = pytest.mark.django_db
FREE = "SELECT pg_try_advisory_xact_lock(hashtext('mfgusa run'))"
LASTING = re.compile(r'"SET (?!LOCAL|TRANSACTION|CONSTRAINTS)|pg(_try)?_advisory_lock')


def said(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.fixture
def no_connection_left(monkeypatch):
    def refuse(*_):
        raise PoolTimeout

    monkeypatch.setattr(DatabaseWrapper, "get_new_connection", refuse)


def test_progress_leaves_its_connection_as_it_was():
    progress = Progress(Proposal(pk=1))

    progress(1, 2)

    (patience,) = progress.connection.connection.execute("SHOW lock_timeout").fetchone()
    progress.close()
    assert patience == said("SHOW lock_timeout") == "0"


def test_progress_does_without_a_connection_when_none_is_left(no_connection_left):
    progress = Progress(Proposal(pk=1))

    progress(1, 2)

    assert progress.connection is None


def test_a_start_without_a_connection_gets_an_error_of_django(no_connection_left):
    with pytest.raises(OperationalError), one_start_at_a_time():
        pass


def test_one_start_waits_for_another_in_a_transaction():
    with one_start_at_a_time():
        assert said(FREE) is False

    assert said(FREE) is True


def test_only_who_needs_the_server_itself_says_anything_that_lasts():
    files = (settings.BASE_DIR / "mfgusa").rglob("*.py")

    found = {file.parent.name for file in files if LASTING.search(file.read_text())}

    assert found == {"backups"}


def test_who_needs_the_server_itself_says_so(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)

    with pytest.raises(BackupError, match="A pooler cannot do this"):
        connection_params()
