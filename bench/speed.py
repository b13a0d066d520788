"""The site beside Datasette on the same rows: `python -m bench.speed --rows 100000`.

A page of 25 partners of a sector with its facets, a search, a page of one partner and a
download, made anew (cold) and unchanged. All servers listen on loopback and end with
the benchmark; every ratio is of one run. The list is made over 10,000 rows first, so
that its growth can be measured.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mode
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.request import Request, urlopen

from bench.bare_view import BareView
from bench.database import create_database
from bench.datasette import Datasette
from bench.http_load import Rates, http_load
from bench.network import insert_partners
from bench.report import Cells, aligned, number, verdict
from bench.site import Site

SECONDS = 5.0
SMALL = 10_000  # Rows that growth is measured from.
HEADER = ("what", "per s", "p50 ms", "p95 ms", "queries", "ratio", "bar", "met?")
INSTITUTES = ("iacmi", "arm", "lift", "america-makes", "niimbl", "mxd", "remade")
STATES = ("NY", "OH", "CA", "TX", "MI", "PA", "MA", "IL")
SECTOR = "/partners/?sector=industry"
ADDRESSES = {  # Each is asked for once when cold, the first again and again after that.
    "list": [f"{SECTOR}&page={n}" for n in range(2, 42)],
    "list by institute": [f"{SECTOR}&institute={key}" for key in INSTITUTES]
    + [f"/partners/?institute={key}" for key in INSTITUTES],
    "search": [f"{SECTOR}&q=alloy+{n}" for n in range(40, 60)],
    "page": [f"/partners/made-up-{n}/" for n in range(1000, 1040)],
    "file": [f"/partners.csv?sector=industry&state={state}" for state in STATES],
}
FACETS = "_facet=sector&_facet=state&_facet=country&_size=25"
DATASETTE = {
    "list": f"/partners/partners?sector=industry&{FACETS}",
    "search": f"/partners/partners?sector=industry&_search=alloy+42&{FACETS}",
    "page": "/partners/partners/1000",
    "file": "/partners/partners.csv?sector=industry&state=NY&_stream=1",
}
COOKIES = {
    "list: unchanged, beside it": "",
    "the same with a made-up session": "sessionid=" + 32 * "a",
}
READERS = {"cold": 1, "unchanged": 4}  # One by one, no request waits for another.
ROWS = """
    SELECT p.id, p.key, p.name, sector, subsector, s.code, country, p.city, ror
    FROM institutes_partner p LEFT JOIN institutes_state s ON s.id = p.state_id
"""


class Result(NamedTuple):
    """What was asked, how fast it went, and the answers a second to compare with.

    `bar` holds for the ratio, such as “≥ 5 x”, or for the p95, such as “≤ 400 ms”.
    """

    what: str
    rates: Rates
    queries: str = ""
    against: float = 0
    bar: str = ""

    @property
    def cells(self) -> Cells:
        ratio = self.rates.rate / self.against if self.against else 0
        value = self.rates.p95 if self.bar.endswith("ms") else ratio
        rates = tuple(f"{rate:,.1f}" for rate in self.rates)
        times = f"{number(ratio)} x" if ratio else ""
        met = verdict(value, self.bar)
        return (self.what, *rates, self.queries, times, self.bar, met)


def bars(rows: int) -> dict[str, str]:
    """What must hold of which line at a size, on two cores."""
    ratios = {3_000: 30, 100_000: 100, 1_000_000: 500}
    reached = [ratios[size] for size in ratios if size <= rows]
    result = {"list: unchanged": f"≥ {reached[-1]} x"} if reached else {}
    if rows >= 1_000_000:
        result |= {"list: cold": "≥ 5 x", "list by institute: cold": "≤ 400 ms"}
    return result


def measure_datasette(folder: Path) -> Iterator[Result]:
    """Its pages, asked for as the site's are."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(ROWS)
        server = Datasette(folder, cursor)
    try:
        for name, path in DATASETTE.items():
            for state, readers in READERS.items():
                rates = http_load(server.url, [path], seconds=SECONDS, readers=readers)
                yield Result(f"{name}: {state}", rates)
    finally:
        server.stop()


def measure_site(
    folder: Path, against: dict[str, float], rows: int, names: tuple[str, ...]
) -> Iterator[Result]:
    """The named kinds of pages, cold and unchanged."""
    from mfgusa.management.commands.run import database_url

    site = Site(
        folder / "site",
        folder / "site.log",
        DATABASE_URL=database_url(),
        READS_PER_MINUTE="0",
        LOG_REQUESTS="1",
    ).wait(120)
    try:
        # Each process draws once before: the library takes a second to load.
        maps = [f"/partners/?sector=academia&state={state}" for state in STATES]
        http_load(site.url, maps, seconds=20, readers=len(maps))
        for name in names:
            for state, readers in READERS.items():
                what, queries = f"{name}: {state}", site.query_counts()
                paths = ADDRESSES[name] if state == "cold" else ADDRESSES[name][:1]
                seconds = 60 if state == "cold" else SECONDS
                rates = http_load(site.url, paths, seconds=seconds, readers=readers)
                bar = bars(rows).get(what, "")
                count = str(mode(queries()))
                yield Result(what, rates, count, against.get(what, 0), bar)
        if "page" in names:
            yield from measure_beside_bare_view(folder, site.url, database_url())
    finally:
        site.stop()


def measure_beside_bare_view(folder: Path, url: str, database: str) -> Iterator[Result]:
    """An unchanged page, also with a cookie that no session has, beside a bare view."""
    path = ADDRESSES["list"][0]
    request = Request(url + path, headers={"Accept-Encoding": "gzip"})
    with urlopen(request) as answer:
        bare = BareView(answer.read(), folder, database)
    try:
        http_load(bare.url, ["/"], seconds=SECONDS)  # While its processes start.
        bare_rates = http_load(bare.url, ["/"], seconds=SECONDS)
        yield Result("a bare view with the same bytes", bare_rates)
        for what, cookie in COOKIES.items():
            rates = http_load(url, [path], seconds=SECONDS, cookie=cookie)
            yield Result(what, rates, "", bare_rates.rate, "≥ 0.5 x")
    finally:
        bare.stop()


def growth(small: Result, large: Result) -> Cells:
    """How much longer the same page takes over more rows."""
    ratio, bar = large.rates.p50 / small.rates.p50, "≤ 20 x"
    what = f"time of {large.what}, of that over {SMALL:,} rows"
    return (what, *("",) * 4, f"{number(ratio)} x", bar, verdict(ratio, bar))


def measure(folder: Path, rows: int) -> Iterator[Cells]:
    """All lines of the table."""
    insert_partners(min(rows, SMALL))
    small = []
    if rows > SMALL:
        small = list(measure_site(folder, {}, SMALL, ("list",)))
        insert_partners(rows)
    datasette = list(measure_datasette(folder))
    for result in datasette:
        yield result._replace(what=f"Datasette, {result.what}").cells
    against = {result.what: result.rates.rate for result in datasette}
    results = list(measure_site(folder, against, rows, tuple(ADDRESSES)))
    yield from (result.cells for result in results)
    if small:
        yield growth(small[0], results[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rows", type=int, default=100_000, help="partners, 3 memberships each"
    )
    rows = parser.parse_args().rows
    create_database()
    from django.core.management import call_command

    call_command("prepare", verbosity=0)
    with TemporaryDirectory(prefix="bench-") as name:
        sys.stdout.write(aligned(HEADER, list(measure(Path(name), rows))))


if __name__ == "__main__":
    main()
