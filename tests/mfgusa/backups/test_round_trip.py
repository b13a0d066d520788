"""A backup and a restore of a few rows, on the tests' own server."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mfgusa.backups import backup as backups
from mfgusa.backups.databases import maintenance_session
from mfgusa.db.models import DataVersion
from mfgusa.provenance.models import Source
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server():
    """The tests' server; what a restore leaves beside their database is dropped."""
    yield
    with maintenance_session() as server:
        server.drop_database(f"{server.ours}_replaced")


def databases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        ours = connection.settings_dict["NAME"]
        return {name.removeprefix(ours) for (name,) in cursor if name.startswith(ours)}


def test_what_was_changed_since_is_as_it_was(server, tmp_path, capsys):
    SourceFactory(key="kept", title="Before")
    history = Source.pgh_event_model.objects.count()
    call_command("backup", tmp_path)
    (backup,) = tmp_path.iterdir()
    Source.objects.update(title="After")
    SourceFactory.create_batch(5)
    version = DataVersion.objects.current()

    with pytest.raises(CommandError, match="not empty; nothing was changed"):
        call_command("restore", backup)
    assert Source.objects.count() == 6
    call_command("restore", backup, replace=True)

    assert [source.title for source in Source.objects.all()] == ["Before"]
    assert Source.pgh_event_model.objects.count() == history
    assert DataVersion.objects.current() > version
    assert databases() == {"", "_replaced"}
    assert "restored on trial and found alike" in capsys.readouterr().out


def test_a_backup_that_does_not_restore_alike_is_none(monkeypatch, tmp_path):
    SourceFactory()
    read = iter([{"table": [1, "one"]}, {"table": [1, "other"]}])
    whole = backups.read_contents
    monkeypatch.setattr(
        backups, "read_contents", lambda: whole()._replace(tables=next(read))
    )

    with pytest.raises(CommandError, match="differs from the backup: table"):
        call_command("backup", tmp_path)

    assert [*tmp_path.iterdir()] == []
    assert databases() == {""}


def test_one_backup_at_a_time(tmp_path):
    with (
        maintenance_session(),
        pytest.raises(CommandError, match="Another backup or restore is running"),
    ):
        call_command("backup", tmp_path)

    assert [*tmp_path.iterdir()] == []
