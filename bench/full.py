"""The disk of the database is full, while curators work and people read."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.test import Client

from bench.disk import filled
from bench.imports import Import, file_of
from bench.load import Load, ask
from bench.seen import Line, told, until
from bench.site import Site

WORDS = "no space left"


def disk_full(site: Site, disk: Path) -> Iterator[Line]:
    """While a file is planned, while one is committed, and when nothing is left."""
    curator = Client(raise_request_exception=False, SERVER_NAME="localhost")
    with Load(site.url) as load:
        first = Import("first")
        curator.force_login(first.user)
        lost = not first.begins()
        with filled(disk):
            lost += not first.becomes("refused") + says_no_room(first)
            lost += not is_told(curator)
        lost += not Import("again").becomes("planned")
    seen = f"{first.state}, says why; planned once there is room; {told(load)}"
    yield Line("disk full while a file is planned", seen, lost + load.lost)
    yield while_committing(site, disk)
    yield without_log(site, disk)


def while_committing(site: Site, disk: Path) -> Line:
    """Nothing of the plan is written; with room all of it is."""
    one = Import("full")
    lost = not one.becomes("planned")
    with Load(site.url) as load:
        one.commit()
        lost += not one.begins()
        with filled(disk):
            lost += not one.becomes("planned", "committed")
            lost += says_no_room(one) + one.rows
        one.plan_again()
        lost += not one.becomes("planned")
        one.commit()
        lost += not one.becomes("committed")
    seen = f"0 rows, says why; committed once there is room; {told(load)}"
    return Line("… while it is committed", seen, lost + one.lost + load.lost)


def says_no_room(one: Import) -> int:
    """1 if the proposal does not say that there was no room."""
    return int(WORDS not in str(one.proposal.problems))


def is_told(curator: Client) -> bool:
    """Whether a curator who uploads a file hears why it cannot be taken."""
    page = curator.post("/admin/roadmaps/skill/import/", {"file": file_of("late")})
    return page.status_code == 503 and WORDS in page.text and "Retry-After" in page


def without_log(site: Site, disk: Path) -> Line:
    """The database ends, for want of room for its log; and comes back by itself."""
    before = rows()
    with Load(site.url) as load:
        with filled(disk):
            use_up_log()
            time.sleep(3)
        moment = time.monotonic()
        is_back = until(lambda: ask(f"{site.url}/readyz")[0] == 200)
        time.sleep(2)
    seen = f"{told(load)}; whole again after {load.back_after(moment):.1f} s"
    lost = load.lost + (not is_back) + abs(before - rows())
    return Line("… until the database ends", seen, lost)


def use_up_log() -> None:
    """Write to the log of the database until it has no room."""
    with suppress(DatabaseError), connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT pg_logical_emit_message(false, 'bench', repeat('x', 1000000))"
            )
    connection.close()


def rows() -> int:
    """How many rows of skills, and of their history, there are."""
    from roadmaps.models import Skill

    connection.close()
    history: Any = Skill.pgh_event_model
    return int(Skill.objects.count() + history.objects.count())
