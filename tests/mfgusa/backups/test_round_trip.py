"""A backup and a restore of a few rows, on the tests' own server."""

import re
import resource
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mfgusa.backups import backup as backups
from mfgusa.backups.databases import maintenance_session
from mfgusa.db.models import DatabaseLife, DataVersion
from mfgusa.provenance.models import Source
from tests.factories import SourceFactory
from tests.mfgusa.backups.test_backup_files import written

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
    version, life = DataVersion.objects.current(), DatabaseLife.objects.get()

    with pytest.raises(CommandError, match="not empty; nothing was changed"):
        call_command("restore", backup)
    assert Source.objects.count() == 6
    call_command("restore", backup, replace=True)

    assert [source.title for source in Source.objects.all()] == ["Before"]
    assert Source.pgh_event_model.objects.count() == history
    assert DataVersion.objects.current() > version
    assert DatabaseLife.objects.get() != life
    assert databases() == {"", "_replaced"}
    printed = capsys.readouterr().out
    assert "verified by a test restore" in printed
    assert re.search(
        r"as they were on [A-Z][a-z]+ \d+, \d{4}, \d\d:\d\d UTC\.", printed
    )


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


@pytest.fixture
def size_limit():
    """Lets this process write files of a few kilobytes only, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_cannot_grow_leaves_nothing_behind(size_limit, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written: File too large\.$"):
        call_command("backup", tmp_path)

    assert [*tmp_path.iterdir()] == []


def test_the_newest_backups_of_a_folder_stay(tmp_path):
    names = [f"mfgusa-2026010{day}-030000.backup" for day in range(1, 5)]
    for name in names:
        written(tmp_path / name)
    foreign = ["mfgusa-20250101-030000.backup", "notes.txt", "before-upgrade.backup"]
    for name in foreign:
        (tmp_path / name).write_text("not ours")

    call_command("backup", tmp_path, "--keep=3")

    kept = {path.name for path in tmp_path.iterdir()}
    assert {*foreign, *names[2:]} < kept
    assert len(kept) == len(foreign) + 3


def test_a_backup_that_fails_deletes_none(tmp_path):
    old = written(tmp_path / "mfgusa-20260101-030000.backup")

    with maintenance_session(), pytest.raises(CommandError):
        call_command("backup", tmp_path, "--keep=1")

    assert [*tmp_path.iterdir()] == [old]


def test_a_backup_is_proved_without_a_change(tmp_path, capsys):
    SourceFactory.create_batch(2)
    call_command("backup", f"{tmp_path}/nightly/")
    (backup,) = (tmp_path / "nightly").iterdir()
    Source.objects.all().delete()

    call_command("check_backup", backup)

    assert re.search(r"restores: \d+ rows in \d+ tables", capsys.readouterr().out)
    assert not Source.objects.exists()
    assert databases() == {""}


def test_a_damaged_backup_is_not_proved(tmp_path):
    damaged = written(tmp_path / "site.backup")  # Its dump is none.

    with pytest.raises(CommandError, match="pg_restore failed"):
        call_command("check_backup", damaged)

    assert databases() == {""}


def test_the_metrics_say_when_the_newest_backup_was_made(client, tmp_path):
    def metric(name):
        line = rf"^mfgusa_backup_{name} (\S+)$"
        return float(re.search(line, client.get("/metrics").text, re.M)[1])

    assert metric("timestamp_seconds") == metric("size_bytes") == 0
    begun = int(time.time())
    call_command("backup", tmp_path / "untried.backup", "--no-verify")
    assert metric("timestamp_seconds") == 0
    call_command("backup", tmp_path / "site.backup")

    assert metric("timestamp_seconds") >= begun
    assert metric("size_bytes") > 1000


def test_one_backup_at_a_time(tmp_path):
    with (
        maintenance_session(),
        pytest.raises(CommandError, match="Another backup or restore is running"),
    ):
        call_command("backup", tmp_path)

    assert [*tmp_path.iterdir()] == []


def test_a_restore_ends_with_what_replicas_need(server, settings, tmp_path, capsys):
    call_command("backup", tmp_path)
    (backup,) = tmp_path.iterdir()
    settings.REPLICA_URLS = ["postgresql://kb@replica.example/kb"]

    call_command("restore", backup, replace=True)

    assert capsys.readouterr().out.splitlines()[-1] == (
        "Restart all sites now: their sessions on the replicas (REPLICA_URLS) still "
        "read the old database."
    )
