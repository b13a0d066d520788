"""A busy hour of the site in a few minutes: readers, curators and an import at once.

Readers come by the clock, whether others still wait or not, and none asks for an
address that was asked before. The time of an answer counts from when its reader came.
After each save the page of the row is asked for twice: plainly, and with the ETag that
it had before. Either answer is stale if it lacks what was saved.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from bench import saves
from bench.addresses import distinct_addresses
from bench.http_load import Connection, HttpAnswer
from bench.long_import import LongImport
from bench.network import insert_partners, insert_projects
from bench.report import Line, Times
from bench.site import Site, warm_up
from institutes.models import Membership, Partner
from mfgusa.management.commands.run import database_url

PARTNERS, MEMBERSHIPS, PROJECTS = 6_000, 15_000, 3_000
EVENTS = 1_000_000
PER_SECOND, SAVES_PER_MINUTE, IMPORTED_ROWS = 15, 10, 5_000
IMPORT_SECONDS = 300  # At most, for each of its two steps.
READERS = 64  # More than ever wait at once.
SAVES = (
    *(saves.rename_skill, saves.add_observation, saves.move_partner),
    *(saves.add_membership, saves.retitle_project),
)
FIRST_SAVE = 1000  # The number of the first save.
T = TypeVar("T")


class Visit(NamedTuple):
    """An answer to a reader: its status, and the seconds since the reader came."""

    status: int
    seconds: float


class Weather:
    """Readers, saves and the import on one site, and what became of each."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.visits: list[Visit] = []
        self.statuses: list[int] = []  # Of all answers; 0 for none.
        self.save_seconds: list[float] = []
        self.checks = self.stale = 0
        self.seconds = self.import_seconds = 0.0

    def run(self, seconds: float, addresses: list[str]) -> None:
        """All of it at once, for some seconds or until the last of it has ended."""
        begin = time.monotonic()
        with ThreadPoolExecutor(READERS + 2) as pool:
            jobs = [pool.submit(f, seconds) for f in (self.save_rows, self.import_rows)]
            visits = [
                pool.submit(self.visit, address, moment)
                for moment, address in every(1 / PER_SECOND, addresses)
            ]
            self.visits = [visit.result() for visit in visits]
            self.seconds = time.monotonic() - begin
            for job in jobs:
                job.result()

    def visit(self, path: str, moment: float) -> Visit:
        """Read an address, for a reader who came at a moment."""
        status = self.ask(path).status
        return Visit(status, time.monotonic() - moment)

    def save_rows(self, seconds: float) -> None:
        """Save one fact after another, and look at the page of each."""
        count = round(seconds * SAVES_PER_MINUTE / 60)
        numbered = enumerate(islice(cycle(SAVES), count), FIRST_SAVE)
        for _moment, (number, new_save) in every(60 / SAVES_PER_MINUTE, [*numbered]):
            self.check(new_save(number))

    def check(self, save: saves.Save) -> None:
        """Save what has a stored page, and count the stale answers after it."""
        etag = self.ask(save.path).etag
        begin = time.monotonic()
        save.commit()
        self.save_seconds.append(time.monotonic() - begin)
        for headers in ({}, {"If-None-Match": etag}):
            answer = self.ask(save.path, headers)
            self.checks += 1
            self.stale += answer.status != 200 or save.text not in answer.text

    def ask(self, path: str, headers: dict[str, str] | None = None) -> HttpAnswer:
        """The answer over a new connection, which any web process may take."""
        try:
            with closing(Connection(self.url)) as connection:
                answer = connection.ask(path, headers)
        except OSError:
            answer = HttpAnswer(b"HTTP/1.1 000", b"")
        self.statuses.append(answer.status)
        return answer

    def import_rows(self, seconds: float) -> None:
        """Upload a file after a sixth of the time, and commit it when it is planned."""
        time.sleep(seconds / 6)
        begin = time.monotonic()
        table = LongImport("weather", IMPORTED_ROWS)
        assert table.becomes("planned", seconds=IMPORT_SECONDS), table.state
        table.commit()
        assert table.becomes("committed", seconds=IMPORT_SECONDS), table.state
        assert not table.lost
        self.import_seconds = time.monotonic() - begin

    def lines(self) -> Iterator[Line]:
        """What became of all."""
        rate = f"{PER_SECOND} addresses a second, {SAVES_PER_MINUTE} saves a minute"
        times = Times.of([visit.seconds for visit in self.visits], self.seconds)
        yield Line(f"weather: {rate}", times, bar="≤ 500 ms")
        count = len(self.statuses)
        what = f"weather: of {count:,} answers, other than 200"
        yield Line(what, value=count - self.statuses.count(200), bar="≤ 0")
        what = f"weather: of {self.checks} pages after a save, stale"
        yield Line(what, value=self.stale, bar="≤ 0")
        yield Line("weather: a save", Times.of(self.save_seconds))
        what = f"weather: import of {IMPORTED_ROWS:,} rows"
        yield Line(what, value=self.import_seconds, unit="s")


def every(interval: float, items: list[T]) -> Iterator[tuple[float, T]]:
    """Each item when its time has come, with that moment."""
    begin = time.monotonic()
    for number, item in enumerate(items):
        moment = begin + number * interval
        time.sleep(max(0, moment - time.monotonic()))
        yield moment, item


def lines(folder: Path, seconds: float) -> Iterator[Line]:
    """The lines of the table."""
    insert_partners(
        PARTNERS - Partner.objects.count(), MEMBERSHIPS - Membership.objects.count()
    )
    insert_projects(PROJECTS, EVENTS)
    count = round(seconds * PER_SECOND)
    addresses = list(islice(distinct_addresses(), count))
    assert len(set(addresses)) == count, "an address is repeated, or there are too few"
    site = Site(folder / "site", folder / "weather.log", DATABASE_URL=database_url())
    try:
        warm_up(site.wait().url)
        weather = Weather(site.url)
        weather.run(seconds, addresses)
    finally:
        site.stop()
    yield from weather.lines()
