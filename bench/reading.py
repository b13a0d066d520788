"""How much work pages are to make: `python -m bench.reading` makes its own database.

Through Django's test client, on the facts that come with the code; no response is
stored. Work is processor time, of this process and of the database together. Each is
shown beside that of `/search/?q=lift`, since machines differ.
"""

import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import psutil

from bench.database import create_database
from bench.report import Cells, aligned, number, verdict

ROUNDS = 15
DUMMY = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
REFERENCE = "/search/?q=lift"
ADDRESSES = (
    REFERENCE,
    "/search/?q=robotics",
    "/search/?q=robtics",
    "/",
    "/institutes/compare/?key=arm&key=lift",
    "/partners/?q=university&state=OH",
    "/places/OH/",
    "/collaboration/",
    "/roadmaps/remade-technology-roadmap/",
    "/institutes/iacmi/pillars/",
)
HEADER = (
    *("address", "wall, ms", "process, ms", "database, ms", "work, ms", "ratio"),
    *("bar", "met?"),
)
BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
"""


class Cost(NamedTuple):
    """Milliseconds to make a page: by the clock, and of the processor for each side."""

    wall: float
    process: float
    database: float

    @property
    def work(self) -> float:
        """Of the processor, for both sides together."""
        return self.process + self.database


class Reader:
    """A client whose requests are made anew, and the cost of each of them."""

    def __init__(self) -> None:
        from django.db import connection
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost")
        self.client.get(REFERENCE)
        with connection.cursor() as cursor:
            cursor.execute(BACKENDS)
            self.backends = [psutil.Process(pid) for (pid,) in cursor.fetchall()]

    def measure(self, address: str) -> Cost:
        """The cost of a page; what is read only once is read before.

        The database counts its time in hundredths of a second: over all rounds.
        """
        self.client.get(address)
        begin = self.database_seconds()
        times = [self.request(address) for _round in range(ROUNDS)]
        database = (self.database_seconds() - begin) / ROUNDS
        wall, process = (median(values) for values in zip(*times, strict=True))
        return Cost(1000 * wall, 1000 * process, 1000 * database)

    def request(self, address: str) -> tuple[float, float]:
        """Seconds by the clock and of this process."""
        wall, process = perf_counter(), process_time()
        self.client.get(address)
        return perf_counter() - wall, process_time() - process

    def database_seconds(self) -> float:
        """What the backends have used of the processor."""
        times = [backend.cpu_times() for backend in self.backends]
        return sum(time.user + time.system for time in times)


def line(address: str, cost: Cost, reference: Cost) -> Cells:
    """The line of a page."""
    numbers = map(number, (*cost, cost.work))
    return (address, *numbers, number(cost.work / reference.work), "", "")


def summary(what: str, work: float, bar: str) -> Cells:
    """A line of some pages, with what has to hold of their work."""
    return (what, "", "", "", number(work), "", bar, verdict(work, bar))


def lines() -> Iterator[Cells]:
    """All lines of the table."""
    from institutes.models import Institute
    from mfgusa.catalogue.subjects import subjects_with_pages

    reader = Reader()
    lists = [subject.path for subject in subjects_with_pages().values()]
    costs = {path: reader.measure(path) for path in (*ADDRESSES, *lists)}
    reference = costs[REFERENCE]
    for path, cost in costs.items():
        yield line(path, cost, reference)
    pages = [institute.get_absolute_url() for institute in Institute.objects.all()]
    institutes = {path: reader.measure(path) for path in pages}
    largest = max(institutes, key=lambda path: institutes[path].work)
    yield line(largest, institutes[largest], reference)
    middle = median(costs[path].work for path in lists)
    yield summary(f"median of the {len(lists)} lists", middle, "≤ 50 ms")
    what = f"most of the {len(pages)} institutes"
    yield summary(what, institutes[largest].work, "≤ 80 ms")


def main() -> None:
    create_database()
    from django.conf import settings

    settings.CACHES["pages"] = DUMMY  # Each page is made anew.
    from django.core.management import call_command

    from mfgusa.proposals.seed import load_missing
    from mfgusa.tables.files.readers.folder import read_package

    load_missing(read_package(settings.TABLES_DIR), why="to be measured")
    call_command("loaddata", "document", verbosity=0)
    sys.stdout.write(aligned(HEADER, list(lines())))


if __name__ == "__main__":
    main()
