"""The site beside Datasette on the same rows: `python -m bench.speed --rows 100000`.

One table: a page of 25 partners of one sector with its facets, a search, a page of one
partner and a download, made anew (cold) and unchanged; then the bare SQL. All servers
listen on loopback and end with the benchmark; every ratio is of one run.
"""

import argparse
import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench import database, rivals
from bench.network import fill
from bench.race import Reader, Times, race
from bench.site import Site

SECONDS = 5.0
LISTED = "/partners/?page={}&sector=industry"
TIED = "/partners/?institute=iacmi&page={}"
SEARCHED = "/partners/?q=alloy+{}&sector=industry"
FILE = "/partners.csv?sector=industry&state={}"
FACETS = "_facet=sector&_facet=state&_facet=country&_size=25"
ROWS = (
    "SELECT p.id, p.key, p.name, sector, subsector, s.code, country, p.city, ror "
    "FROM institutes_partner p LEFT JOIN institutes_state s ON s.id = p.state_id"
)
TIES = "SELECT partner_id, institute_id, role FROM institutes_membership"
SQL = {
    "rows of a sector, by name": "SELECT * FROM institutes_partner WHERE sector = "
    "'industry' ORDER BY search_fold(name), key LIMIT 25",
    "one facet by rows": "SELECT state_id, count(*) FROM institutes_partner "
    "WHERE sector = 'industry' GROUP BY 1",
    "institute facet by rows": "SELECT institute_id, count(DISTINCT partner_id) "
    "FROM institutes_membership JOIN institutes_partner p ON p.id = partner_id "
    "WHERE sector = 'industry' GROUP BY 1",
}


def pages(address: str, first: int = 2, count: int = 40) -> list[str]:
    return [address.format(number) for number in range(first, first + count)]


def rows_of(sql: str) -> Iterator[tuple[Any, ...]]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        yield from cursor


def say(name: str, times: Times, against: Times | None = None) -> None:
    ratio = f"{times.rate / against.rate:10.1f}" if against else ""
    print(  # noqa: T201
        f"{name:46} {times.rate:9.1f} {times.p50:9.1f} {times.p95:9.1f}{ratio}"
    )


def measure(folder: Path) -> None:
    from django.conf import settings

    print(f"{'':46} {'per s':>9} {'p50 ms':>9} {'p95 ms':>9} {'ratio':>9}")  # noqa: T201
    own = {"DATABASE_URL": settings.DATABASE_URL, "READS_PER_MINUTE": "0"}
    site = Site(folder / "site", folder / "site.log", **own).wait(120)
    try:
        theirs = measure_datasette(folder)
        measure_site(site, theirs)
        held = Reader(site.url).get(LISTED.format(2)).partition(b"\r\n\r\n")[2]
        gzip.decompress(held)  # That it is whole.
        server = rivals.bare(held, folder, {**os.environ, **own})
        try:
            least = race(server.url, ["/"], seconds=SECONDS)
        finally:
            server.stop()
        say("  a bare view with the same bytes", least)
        unchanged = race(site.url, [LISTED.format(2)], seconds=SECONDS)
        say("  unchanged again, against the bare view", unchanged, least)
        memory = rivals.memory_of(site.process.pid)
        print(f"memory of the site's processes: {memory:.0f} MB")  # noqa: T201
    finally:
        site.stop()


def measure_datasette(folder: Path) -> dict[str, Times]:
    server = rivals.datasette(folder, rows_of(ROWS), rows_of(TIES))
    asked = {
        "list": f"/partners/partners?sector=industry&{FACETS}",
        "search": f"/partners/partners?sector=industry&_search=alloy+42&{FACETS}",
        "page": "/partners/partners/1000",
        "file": "/partners/partners.csv?sector=industry&state=NY&_stream=1",
    }
    try:
        times = {
            name: race(server.url, [path], seconds=SECONDS, readers=2)
            for name, path in asked.items()
        }
        for name, one in times.items():
            say(f"Datasette: {name}", one)
        print(f"memory of Datasette: {server.memory:.0f} MB")  # noqa: T201
    finally:
        server.stop()
    return times


def measure_site(site: Site, theirs: dict[str, Times]) -> None:
    states = ("NY", "OH", "CA", "TX", "MI", "PA", "MA", "IL")
    cold = {
        "list": (pages(LISTED), "list"),
        "list by institute": (pages(TIED, count=8), "list"),
        "search": (pages(SEARCHED, 40, 20), "search"),
        "page": (pages("/partners/made-up-{}/", 1000), "page"),
        "file": ([FILE.format(state) for state in states], "file"),
    }
    for name, (paths, same) in cold.items():
        once = race(site.url, paths, seconds=60, readers=2)
        say(f"{name}: cold", once, theirs[same])
        again = race(site.url, paths[:1], seconds=SECONDS)
        say(f"{name}: unchanged", again, theirs[same])


def bare_sql() -> None:
    from django.db import connection

    for name, sql in SQL.items():
        with connection.cursor() as cursor:
            begun = perf_counter()
            cursor.execute(sql)
            cursor.fetchall()
            spent = 1000 * (perf_counter() - begun)
        print(f"  SQL: {name:40} {spent:9.1f} ms")  # noqa: T201


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument(
        "--rows", type=int, default=100_000, help="partners, 3 ties each"
    )
    rows = given.parse_args().rows
    database.begin()
    from django.core.management import call_command

    call_command("prepare", verbosity=0)
    begun = perf_counter()
    fill(rows)
    print(f"{rows:,} partners in {perf_counter() - begun:.0f} s")  # noqa: T201
    with TemporaryDirectory(prefix="bench-") as folder:
        measure(Path(folder))
    bare_sql()


if __name__ == "__main__":
    main()
