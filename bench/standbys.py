"""A replica that dies while people read from it."""

import json
import time
from typing import Any

import psycopg

from bench.load import Load, opener
from bench.seen import Line, told, until
from bench.site import Site
from tests.mfgusa.db.standby import Standby

DATABASE = "postgres"
ANSWERED = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
MANY = 20  # Transactions in a second, more than the asking itself.


def replica_killed(site: Site, standby: Standby) -> Line:
    """Readers notice nothing; `/readyz` says so; it is read from again."""
    with Load(site.url) as load:
        was_read = until(lambda: is_read(standby))
        standby.stop()
        is_told = until(lambda: state(site).get("up") is False)
        time.sleep(2)
        standby.start()
        begun = time.monotonic()
        is_back = until(lambda: is_read(standby)) and state(site)["up"]
        seconds = time.monotonic() - begun
    seen = f"{told(load)}; /readyz says so; read again after {seconds:.1f} s"
    failed = len(load.seen) - load.count(200)
    lost = failed + (not was_read) + (not is_told) + (not is_back)
    return Line("replica killed under load", seen, lost)


def is_read(standby: Standby) -> bool:
    """Whether the site reads from the replica at this time."""
    before = answered(standby)
    time.sleep(1)
    return answered(standby) - before > MANY


def answered(standby: Standby) -> int:
    """How many transactions the replica has answered."""
    with psycopg.connect(standby.address(DATABASE)) as connection:
        (count,) = connection.execute(ANSWERED).fetchone() or (0,)
    return int(count)


def state(site: Site) -> dict[str, Any]:
    """What the site says of its replica."""
    with opener.open(f"{site.url}/readyz", timeout=10) as response:
        return dict(json.load(response)["replicas"]["replica1"])
