"""What keeps a site running, as the signals see it that end it."""

import subprocess
import sys

import pytest

from mfgusa.management.processes import STOP_SIGNALS

SERVER = """
import signal, sys, time
def end(*_):
    time.sleep(0.3)
    print("the server has ended", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("it serves", flush=True)
time.sleep(30)
"""
SITE = f"""
from mfgusa.management.processes import supervise, handle_stop_signals
handle_stop_signals()
server = ["-c", {SERVER!r}]
try:
    supervise(
        server=server, worker=None, database="", grace_period=20, on_tick=lambda: None
    )
finally:
    print("the site has ended", flush=True)
"""


@pytest.fixture
def site():
    with subprocess.Popen(
        [sys.executable, "-c", SITE], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout.readline() == "it serves\n"
        yield running


@pytest.mark.parametrize("first", STOP_SIGNALS)
def test_a_site_told_twice_to_end_still_waits_for_its_server(site, first):
    for number in (first, *STOP_SIGNALS, *STOP_SIGNALS):
        site.send_signal(number)

    assert site.stdout.read() == "the server has ended\nthe site has ended\n"
