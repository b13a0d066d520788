"""The server starts, is shared, comes back by itself, or says what keeps it."""

import os
import signal
import subprocess

import psycopg
import pytest

from mfgusa.db import embedded
from mfgusa.db.embedded.postmaster import Postmaster
from mfgusa.db.embedded.server import LOG_SIZE
from mfgusa.management.embedded import ServerMonitor
from tests.mfgusa.db.embedded.conftest import mode
from tests.mfgusa.db.own_server import run


def select(address, statement="SELECT 1"):
    with psycopg.connect(address) as connection:
        return connection.execute(statement).fetchone()[0]


@pytest.fixture
def messages():
    return []


@pytest.fixture
def dead_server(data_of, use_server, messages):
    """A server that a process still uses, and that has just died."""
    process = use_server(data_of())
    os.kill(Postmaster.of(process.folder).pid, signal.SIGQUIT)
    while not embedded.has_ended(process.folder):
        pass
    return ServerMonitor(process.folder, messages.append)


def test_a_new_folder_gets_a_private_database(place, use_server):
    process = use_server(place / "data" / "postgres")

    assert select(process.answer, "SHOW listen_addresses") == ""
    assert select(process.answer, "SHOW fsync") == "on"
    assert select(process.answer, "SHOW lc_messages") == "C"
    assert select(process.answer, "SHOW server_encoding") == "UTF8"
    inside = [process.folder, *process.folder.rglob("*")]
    assert [path for path in inside if mode(path) & 0o077] == []


def test_the_server_gets_no_secret_of_the_site(data_of, use_server):
    process = use_server(data_of(), SECRET_KEY="secret", TZ="America/Denver")

    with psycopg.connect(process.answer) as connection:
        connection.execute("CREATE TEMP TABLE environment (line text)")
        connection.execute("COPY environment FROM PROGRAM 'env'")
        lines = {line for (line,) in connection.execute("TABLE environment")}

    assert "TZ=America/Denver" in lines
    assert "SECRET_KEY=secret" not in lines


def test_a_folder_of_version_0_2_is_closed_to_others(data_of, use_server):
    process = use_server(data_of())

    methods = "SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules"
    assert select(process.answer, methods) == ["peer"]
    assert not (process.folder / ".handle_pids.json").exists()


def test_a_server_that_runs_with_an_open_socket_is_started_anew(
    place, data_of, use_server
):
    data, open_folder = data_of(), place / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777)
    run("pg_ctl", "-w", "-D", data, "-o", f"-h '' -k {open_folder}", "start")
    assert Postmaster.of(data).socket_folder == open_folder

    assert use_server(data).socket_folder == data
    assert not any(open_folder.iterdir())


def test_the_last_process_to_end_stops_the_server(data_of, use_server):
    data = data_of()
    processes = [use_server(data) for _ in range(3)]

    processes[1].kill()
    processes[0].end()
    assert select(processes[2].answer) == 1
    processes[2].end()

    assert embedded.has_ended(data)


def test_who_comes_after_a_killed_process_joins_and_stops_its_server(
    data_of, use_server
):
    data = data_of()
    killed = use_server(data)
    pid = Postmaster.of(data).pid
    killed.kill()

    process = use_server(data)

    assert Postmaster.of(data).pid == pid
    process.end()
    assert embedded.has_ended(data)


def test_a_number_that_another_program_has_now_is_no_server(data_of, use_server):
    data = data_of()
    with subprocess.Popen(["sleep", "60"]) as program:
        (data / "postmaster.pid").write_text(f"{program.pid}\n{data}\n")
        assert embedded.has_ended(data)
        program.kill()

    assert select(use_server(data).answer) == 1


@pytest.mark.parametrize(("text", "ended"), [("", False), (None, True)])
def test_a_server_that_is_just_starting_has_not_ended(tmp_path, text, ended):
    if text is not None:
        (tmp_path / "postmaster.pid").write_text(text)

    assert embedded.has_ended(tmp_path) is ended


def test_a_long_log_is_put_aside(data_of, use_server):
    data = data_of()
    (data / "log").write_text("x" * (LOG_SIZE + 1))

    use_server(data)

    assert (data / "log.old").stat().st_size == LOG_SIZE + 1
    assert "ready to accept connections" in (data / "log").read_text()


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
    assert select(embedded.address(dead_server.folder)) == 1
