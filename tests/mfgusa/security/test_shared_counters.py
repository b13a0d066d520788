"""A table of counts that processes share, and what happens when it is full."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mfgusa.security import shared_counters
from mfgusa.security.shared_counters import SharedCounters

ADD_OFTEN = """
import sys
from mfgusa.security.shared_counters import SharedCounters

counters = SharedCounters(b"secret", sys.argv[1])
for n in range(500):
    counters.add("a", 7)
    counters.add(f"b{n % 5}", 7)
"""


@pytest.fixture
def one_bucket(monkeypatch):
    monkeypatch.setattr(shared_counters, "BUCKETS", 1)
    return SharedCounters(b"secret")


def test_processes_lose_no_increment(tmp_path):
    path = tmp_path / "counters"
    command = [sys.executable, "-c", ADD_OFTEN, path]
    folder = Path(shared_counters.__file__).parents[2]
    children = [subprocess.Popen(command, cwd=folder) for _n in range(4)]
    assert [child.wait() for child in children] == [0] * 4

    counters = SharedCounters(b"secret", str(path))
    assert counters.add("a", 7, 0) == 4 * 500
    assert [counters.add(f"b{n}", 7, 0) for n in range(5)] == [4 * 100] * 5
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_minute_begins_at_zero():
    counters = SharedCounters(b"secret")

    assert [counters.add("a", minute) for minute in (7, 7, 8, 8, 8)] == [1, 2, 1, 2, 3]


def test_addresses_in_any_number_do_not_reset_a_high_count(one_bucket):
    one_bucket.add("attacker", 7, 500)

    for n in range(1000):
        one_bucket.add(f"other address {n}", 7)

    assert one_bucket.add("attacker", 7) == 501


def test_nobody_is_counted_for_the_requests_of_others(one_bucket):
    for n in range(1000):
        one_bucket.add(f"attacker {n}", 7, n)

    assert one_bucket.add("visitor", 7) == 1


def test_a_full_minute_gives_way_to_the_next(one_bucket):
    for n in range(8):
        one_bucket.add(f"attacker {n}", 7, 1000)

    assert [one_bucket.add("visitor", 8) for _n in range(3)] == [1, 2, 3]


def test_a_count_has_an_end():
    counters = SharedCounters(b"secret")
    counters.add("a", 7, shared_counters.MAX_COUNT)

    assert counters.add("a", 7) == shared_counters.MAX_COUNT
