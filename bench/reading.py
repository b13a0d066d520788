"""How long pages take to make: `python -m bench.reading` makes its own database.

Server time through Django's test client, on the facts that come with the code. Each
time is shown beside that of `/search/?q=lift`, since machines differ.
"""

import sys
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from bench.database import create_database
from bench.report import aligned

ROUNDS = 15
DUMMY = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
REFERENCE = "/search/?q=lift"
ADDRESSES = (
    REFERENCE,
    "/search/?q=robotics",
    "/search/?q=robtics",
    "/",
    "/institutes/",
    "/institutes/iacmi/",
    "/institutes/compare/?key=arm&key=lift",
    "/partners/",
    "/partners/?q=university&state=OH",
    "/projects/",
    "/funding/",
    "/places/OH/",
    "/indicators/",
    "/collaboration/",
    "/roadmaps/",
    "/roadmaps/remade-technology-roadmap/",
    "/pillars/",
    "/institutes/iacmi/pillars/",
)


class Times(NamedTuple):
    """Milliseconds to make a page: by the clock, and of this process alone."""

    wall: float
    process: float


def measure(client: Any, address: str) -> Times:
    """The medians of some rounds; what is read only once is read before."""
    client.get(address)
    times = [request(client, address) for _round in range(ROUNDS)]
    return Times(*(1000 * median(values) for values in zip(*times, strict=True)))


def request(client: Any, address: str) -> tuple[float, float]:
    """Seconds by the clock and of this process."""
    wall, process = perf_counter(), process_time()
    client.get(address)
    return perf_counter() - wall, process_time() - process


def main() -> None:
    create_database()
    from django.conf import settings

    settings.CACHES["pages"] = DUMMY  # Each page is made anew.
    from django.core.management import call_command
    from django.test import Client

    from mfgusa.proposals.seed import load_missing
    from mfgusa.tables.files.readers.folder import read_package

    load_missing(read_package(settings.TABLES_DIR), why="to be measured")
    call_command("loaddata", "document", verbosity=0)
    client = Client(SERVER_NAME="localhost")
    times = {address: measure(client, address) for address in ADDRESSES}
    lines = [
        (
            address,
            f"{wall:8.0f}",
            f"{process:10.0f}",
            f"{wall / times[REFERENCE].wall:6.1f}",
        )
        for address, (wall, process) in times.items()
    ]
    sys.stdout.write(aligned(("address", "wall, ms", "process, ms", "ratio"), lines))


if __name__ == "__main__":
    main()
