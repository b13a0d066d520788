"""How long pages take to make: `python -m bench.reading` makes its own database.

Server time through Django's test client, on the facts that come with the code. Each
is given beside the same of `/search/?q=lift`, since machines and their days differ.
"""

from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from bench.database import begin

ROUNDS = 15
DUMMY = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
AGAINST = "/search/?q=lift"
ADDRESSES = (
    AGAINST,
    "/search/?q=robotics",
    "/search/?q=robtics",
    "/search/?q=manufacturing",
    "/search/?q=a",
    "/",
    "/institutes/",
    "/institutes/iacmi/",
    "/institutes/compare/?key=arm&key=lift",
    "/partners/",
    "/partners/?q=university&state=OH",
    "/projects/",
    "/funding/",
    "/sites/",
    "/sources/",
    "/places/",
    "/places/OH/",
    "/indicators/",
    "/collaboration/",
    "/roadmaps/",
    "/roadmap-items/",
    "/roadmaps/remade-technology-roadmap/",
    "/skills/",
    "/challenges/",
    "/pillars/",
    "/pillars/1-public-private-partnerships/",
    "/pillars/7-regional-economic-development/",
    "/institutes/iacmi/pillars/",
)


class Time(NamedTuple):
    """Milliseconds to make a page: by the clock, and of this process alone."""

    wall: float
    own: float


def measure(client: Any, address: str) -> Time:
    """The medians of some rounds; what is read only once is read before."""
    client.get(address)
    times = [once(client, address) for _round in range(ROUNDS)]
    wall, own = (1000 * median(kind) for kind in zip(*times, strict=True))
    return Time(wall, own)


def once(client: Any, address: str) -> tuple[float, float]:
    """Seconds by the clock and of this process."""
    wall, own = perf_counter(), process_time()
    client.get(address)
    return perf_counter() - wall, process_time() - own


def main() -> None:
    begin()
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
    print(f"{'address':42} {'wall ms':>8} {'own ms':>8} {'ratio':>6}")  # noqa: T201
    for address, one in times.items():
        ratio = one.wall / times[AGAINST].wall
        print(  # noqa: T201
            f"{address:42} {one.wall:8.0f} {one.own:8.0f} {ratio:6.1f}"
        )


if __name__ == "__main__":
    main()
