"""The site beside Datasette on the same rows: `python -m bench.speed --rows 100000`.

One table: a page of 25 partners of one sector with its facets, a search, a page of one
partner and a download, made anew (cold) and unchanged; then the bare SQL. All servers
listen on loopback and end with the benchmark; every ratio is of one run. The page is
made over 10,000 rows first, so that its growth can be told.
"""

import argparse
import gzip
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mode
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench import database, rivals
from bench.network import fill
from bench.race import Reader, race
from bench.scores import Score, bars_of, growth, table
from bench.site import Site

SECONDS = 5.0
SMALL = 10_000  # Rows that growth is told from.
LISTED = "/partners/?page={}&sector=industry"
SEARCHED = "/partners/?q=alloy+{}&sector=industry"
DETAIL = "/partners/made-up-{}/"
INSTITUTES = (
    "iacmi",
    "arm",
    "lift",
    "america-makes",
    "niimbl",
    "mxd",
    "remade",
    "rapid",
)
STATES = ("NY", "OH", "CA", "TX", "MI", "PA", "MA", "IL")
COLD = {  # The addresses that are asked for once each, and Datasette's for the same.
    "list": ([LISTED.format(n) for n in range(2, 42)], "list"),
    "list by institute": (
        [f"/partners/?institute={one}&sector=industry" for one in INSTITUTES]
        + [f"/partners/?institute={one}" for one in INSTITUTES],
        "",
    ),
    "search": ([SEARCHED.format(n) for n in range(40, 60)], "search"),
    "page": ([DETAIL.format(n) for n in range(1000, 1040)], "page"),
    "file": ([f"/partners.csv?sector=industry&state={s}" for s in STATES], "file"),
}
FACETS = "_facet=sector&_facet=state&_facet=country&_size=25"
THEIRS = {
    "list": f"/partners/partners?sector=industry&{FACETS}",
    "search": f"/partners/partners?sector=industry&_search=alloy+42&{FACETS}",
    "page": "/partners/partners/1000",
    "file": "/partners/partners.csv?sector=industry&state=NY&_stream=1",
}
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


def rows_of(sql: str) -> Iterator[tuple[Any, ...]]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        yield from cursor


class Ours:
    """The site as it is run for the public, with two processes that answer."""

    def __init__(self, folder: Path) -> None:
        from mfgusa.management.commands.run import database_url

        self.own = {"DATABASE_URL": database_url(), "READS_PER_MINUTE": "0"}
        self.own |= {"LOG_REQUESTS": "1"}  # As for the public.
        self.site = Site(folder / "site", folder / "site.log", **self.own).wait(120)
        # Each process draws once before: the library takes it a second to load.
        maps = [f"/partners/?sector=academia&state={state}" for state in STATES]
        race(self.site.url, maps, seconds=20, readers=len(maps))

    def cold(self, name: str, **compared: Any) -> Score:
        """Each address of a kind once, by one reader: none waits for another."""
        return self._ask(f"{name}: cold", COLD[name][0], 1, 60, **compared)

    def unchanged(self, name: str, **compared: Any) -> Score:
        """The first of them again and again, by four readers."""
        first = COLD[name][0][:1]
        return self._ask(f"{name}: unchanged", first, 4, SECONDS, **compared)

    def _ask(
        self, what: str, paths: list[str], readers: int, seconds: float, **compared: Any
    ) -> Score:
        log = self.site.queries()
        times = race(self.site.url, paths, seconds=seconds, readers=readers)
        return Score(what, times, str(mode(log())), **compared)

    def scores(self, theirs: dict[str, Score], rows: int) -> Iterator[Score]:
        """Every kind cold and unchanged, beside Datasette's; then the bare view."""
        bars = bars_of(rows)
        for name, (_paths, same) in COLD.items():
            for ask in (self.cold, self.unchanged):
                what = ask.__name__
                against = theirs[f"{same}: {what}"].times.rate if same else 0
                yield ask(name, against=against, bar=bars.get(f"{name}: {what}", ""))

    def beside_bare(self, folder: Path) -> Iterator[Score]:
        """A view that does one query and returns the same bytes, and ours again."""
        path = COLD["list"][0][0]
        held = Reader(self.site.url).get(path).partition(b"\r\n\r\n")[2]
        gzip.decompress(held)  # That it is whole.
        server = rivals.bare(held, folder, {**os.environ, **self.own})
        try:
            bare = race(server.url, ["/"], seconds=SECONDS)
        finally:
            server.stop()
        yield Score("a bare view with the same bytes", bare, "1")
        yield self.unchanged("list", against=bare.rate, bar="≥ 0.4 x")


def measure_datasette(folder: Path) -> Iterator[tuple[str, Score]]:
    """Its pages by one reader and by four, as ours are asked for; it keeps none."""
    server = rivals.datasette(folder, rows_of(ROWS), rows_of(TIES))
    try:
        for name, path in THEIRS.items():
            for what, readers in {"cold": 1, "unchanged": 4}.items():
                times = race(server.url, [path], seconds=SECONDS, readers=readers)
                said = f"Datasette: {name}, readers: {readers}"
                yield f"{name}: {what}", Score(said, times)
        say(f"memory of Datasette: {server.memory:.0f} MB")
    finally:
        server.stop()


def measure_small(folder: Path) -> Score:
    """The cold page over few rows."""
    ours = Ours(folder)
    try:
        return ours.cold("list")
    finally:
        ours.site.stop()


def measure(folder: Path, rows: int) -> list[Score]:
    theirs = dict(measure_datasette(folder))
    ours = Ours(folder)
    try:
        scores = [*ours.scores(theirs, rows), *ours.beside_bare(folder)]
        memory = rivals.memory_of(ours.site.process.pid)
        say(f"memory of the site's processes: {memory:.0f} MB")
    finally:
        ours.site.stop()
    return [*theirs.values(), *scores]


def bare_sql() -> None:
    from django.db import connection

    for name, sql in SQL.items():
        with connection.cursor() as cursor:
            begun = perf_counter()
            cursor.execute(sql)
            cursor.fetchall()
            say(f"SQL, {name}: {1000 * (perf_counter() - begun):.1f} ms")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def filled(rows: int) -> None:
    begun = perf_counter()
    fill(rows)
    say(f"{rows:,} partners in {perf_counter() - begun:.0f} s")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument(
        "--rows", type=int, default=100_000, help="partners, 3 ties each"
    )
    rows = given.parse_args().rows
    database.begin()
    from django.core.management import call_command

    call_command("prepare", verbosity=0)
    lines = []
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        filled(min(rows, SMALL))
        small = measure_small(folder) if rows > SMALL else None
        if small:
            filled(rows)
        for score in measure(folder, rows):
            lines.append(score.cells)
            if small and score.what == small.what:
                lines.append(growth(small, score))
    bare_sql()
    say(f"\n{table(lines)}")


if __name__ == "__main__":
    main()
