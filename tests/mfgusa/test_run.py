import subprocess
from contextlib import nullcontext
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mfgusa.db.command_errors import why_not_ready
from mfgusa.db.version_0_1 import HOW_TO_CARRY_OVER
from mfgusa.management.commands import prepare, run
from mfgusa.management.commands.prepare import (
    Command,
    collect_static_files,
    refuse_old_postgres,
)
from mfgusa.management.port import bound_socket


def test_a_site_is_announced_once_when_a_process_listens(capsys):
    announce = run.Command().announce
    with bound_socket("127.0.0.1", 0) as listener:
        announce(listener, "http://here/")
        assert capsys.readouterr().out == ""
        with listener.dup() as shared:  # As a web process does.
            shared.listen()

        announce(listener, "http://here/")
        announce(listener, "http://here/")

    assert capsys.readouterr().out == "Serving on http://here/ (Ctrl-C stops)\n"


def test_an_old_server_is_refused_in_one_line():
    with pytest.raises(CommandError, match=r"PostgreSQL 17 or newer .* is 15\."):
        refuse_old_postgres(150018)


def test_newer_servers_are_welcome():
    assert refuse_old_postgres(170000) is None


def test_a_folder_that_cannot_be_written_is_named_in_one_line(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.STATIC_ROOT = tmp_path / "file" / "static"

    with pytest.raises(CommandError, match=r"file/static cannot be written: Not a dir"):
        collect_static_files()


@pytest.mark.django_db
def test_the_first_account_comes_with_a_command_to_paste(capsys, monkeypatch):
    monkeypatch.setenv("DATA_DIR", "/srv/my data")

    Command().make_curator()

    command = capsys.readouterr().out.partition("Change it with: ")[2].strip()
    assert command.startswith("DATA_DIR='/srv/my data' ")
    assert command.endswith("manage.py changepassword curator")
    subprocess.run(f"{command} --help", shell=True, check=True, capture_output=True)


@pytest.mark.django_db
def test_the_command_to_paste_says_that_it_needs_the_same_server(capsys, settings):
    settings.DATABASE_URL = "postgresql://kb:secret@db.example/mfgusa"

    Command().make_curator()

    printed = capsys.readouterr().out
    assert "Change it with (with the same DATABASE_URL): " in printed
    assert "secret" not in printed


@pytest.mark.django_db
def test_a_database_of_version_0_1_is_refused_in_one_line():
    MigrationRecorder(connection).record_applied("institutes", "0001_the_facts")

    with pytest.raises(CommandError) as refused:
        call_command("prepare")

    assert str(refused.value) == why_not_ready() == HOW_TO_CARRY_OVER
    assert "\n" not in HOW_TO_CARRY_OVER
    assert "The history of the rows stays behind." in HOW_TO_CARRY_OVER


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("", "Starting the database … "),
        ("postgresql://kb:secret@db.example/mfgusa", "Connecting to the database"),
    ],
)
def test_a_server_of_its_own_is_connected_to_not_started(
    capsys, settings, monkeypatch, url, line
):
    settings.DATABASE_URL = url
    monkeypatch.setattr(Command, "prepare", lambda self: None)
    monkeypatch.setattr(prepare, "one_start_at_a_time", nullcontext)
    monkeypatch.setattr(prepare, "get_connection", Mock())
    monkeypatch.setattr(prepare, "connection", Mock())

    Command().handle()

    printed = capsys.readouterr().out
    assert printed.startswith(line)
    assert "secret" not in printed
