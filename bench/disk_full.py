"""The disk of the database is full, while curators work and people read."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError, connection

from bench.disk import no_space
from bench.load import Load, ask, wait_until
from bench.long_import import LongImport
from bench.site import Site

MESSAGE = "no space left"
Fault = tuple[str, str, int]


def disk_full(site: Site, disk: Path) -> Iterator[Fault]:
    """While a file is planned, while one is committed, and when nothing is left."""
    yield while_planning(site, disk)
    yield while_committing(site, disk)
    yield without_log(site, disk)


def while_planning(site: Site, disk: Path) -> Fault:
    """The proposal says the reason; with room its file is planned again."""
    with Load(site.url) as load:
        first = LongImport("first")
        lost = not first.begins()
        with no_space(disk):
            lost += not first.becomes("stale")
            lost += lacks_reason(first)
        first.plan_again()
        lost += not first.becomes("planned")
    result = f"says why; planned again once there is room; {load}"
    return "disk full while a file is planned", result, lost + load.lost


def while_committing(site: Site, disk: Path) -> Fault:
    """Nothing of the plan is written; with room all of it is."""
    full = LongImport("full")
    lost = not full.becomes("planned")
    with Load(site.url) as load:
        full.commit()
        lost += not full.begins()
        with no_space(disk):
            lost += not full.becomes("planned", "committed")
            lost += lacks_reason(full) + full.rows
        full.plan_again()
        lost += not full.becomes("planned")
        full.commit()
        lost += not full.becomes("committed")
    result = f"0 rows, says why; committed once there is room; {load}"
    return "… while it is committed", result, lost + full.lost + load.lost


def lacks_reason(long_import: LongImport) -> int:
    """1 if the proposal does not say that there was no room."""
    return int(MESSAGE not in long_import.proposal.failure)


def without_log(site: Site, disk: Path) -> Fault:
    """The database ends because its log has no room, and comes back by itself."""
    with Load(site.url) as load:
        with no_space(disk):
            fill_log()
            time.sleep(3)
        moment = time.monotonic()
        is_back = wait_until(lambda: ask(f"{site.url}/readyz")[0] == 200)
        time.sleep(2)
    result = f"{load}; whole again after {load.seconds_until_back(moment):.1f} s"
    return "… until the database ends", result, load.lost + (not is_back)


def fill_log() -> None:
    """Write to the log of the database until it has no room."""
    with suppress(DatabaseError), connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT pg_logical_emit_message(false, 'bench', repeat('x', 1000000))"
            )
    connection.close()
