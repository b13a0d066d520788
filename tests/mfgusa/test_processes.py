"""What keeps a site running, as signals and dying processes see it."""

import os
import signal
import subprocess
import sys

import pytest

from mfgusa.management.processes import STOP_SIGNALS, pause_after

SERVER = """
import os, signal, sys, time
def end(*_):
    time.sleep(0.3)
    print("the server has ended", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("it serves", os.getpid(), flush=True)
time.sleep(30)
"""
BROKEN = "raise SystemExit(7)"
SITE = """
import socket, sys
from mfgusa.management import processes
from mfgusa.management.processes import Process, handle_stop_signals, supervise
handle_stop_signals()
processes.TICK, processes.LONGEST_PAUSE = 0.02, 0.02
listener = socket.create_server(("127.0.0.1", 0))
def start():
    files = [listener.fileno()]
    yield Process("server", "-c", sys.argv[1], database="", files=files)
try:
    supervise(
        start,
        listener=listener,
        grace_period=20,
        on_end=lambda process: print(process.name, process.status, flush=True),
        on_tick=lambda: None,
    )
finally:
    print("the site has ended", flush=True)
"""


def run_site(server):
    """A site whose only process runs this code."""
    return subprocess.Popen(
        [sys.executable, "-c", SITE, server],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_pid(site):
    """The number of the process that serves, once it does."""
    *words, pid = site.stdout.readline().split()
    assert words == ["it", "serves"]
    return int(pid)


@pytest.fixture
def site():
    with run_site(SERVER) as running:
        yield running


@pytest.mark.parametrize("first", STOP_SIGNALS)
def test_a_site_told_twice_to_end_still_waits_for_its_server(site, first):
    read_pid(site)
    for number in (first, *STOP_SIGNALS, *STOP_SIGNALS):
        site.send_signal(number)

    assert site.stdout.read() == "the server has ended\nthe site has ended\n"


def test_a_process_that_dies_is_replaced(site):
    first = read_pid(site)
    os.kill(first, signal.SIGKILL)

    assert site.stdout.readline() == "server -9\n"
    assert read_pid(site) != first
    site.terminate()
    assert site.stdout.read() == "the server has ended\nthe site has ended\n"


def test_a_site_whose_processes_never_start_ends_with_one_line():
    with run_site(BROKEN) as site:
        output, errors = site.communicate(timeout=60)

    assert output == 5 * "server 7\n" + "the site has ended\n"
    message = "The web processes end as soon as they are started."
    assert errors.splitlines()[-1].endswith(message)
    assert site.returncode == 1


def test_a_process_that_dies_again_and_again_is_started_less_and_less_often():
    assert [pause_after(early_ends) for early_ends in range(9)] == [
        *(0, 0, 1, 2, 4, 8, 16, 30, 30)
    ]
