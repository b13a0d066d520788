"""How fast the site is at size, beside others: `python -m bench.speed --rows 100000`.

Four parts, each on the rows of those before and more: the stored pages that a save
leaves, on the facts that come with the code; readers, curators and an import at once;
facets in memory, beside Tantivy; and pages of the list of partners, made anew (cold)
and unchanged, beside Datasette and a bare view. All servers listen on loopback and end
with the benchmark; every ratio is of one run.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mode
from tempfile import TemporaryDirectory
from time import monotonic
from urllib.request import Request, urlopen

from bench.bare_view import BareView
from bench.database import create_database
from bench.datasette import Datasette
from bench.http_load import http_load
from bench.memory import peak_bytes
from bench.network import insert_partners
from bench.report import HEADER, Line, aligned, progress
from bench.site import Site, warm_up

PARTS = ("stored", "weather", "facets", "lists")
SECONDS = 5.0
INSTITUTES = ("iacmi", "arm", "lift", "america-makes", "niimbl", "mxd", "remade")
YEARS = range(2013, 2021)
SECTOR = "/partners/?sector=industry"
ADDRESSES = {  # Each is asked for once when cold, the first again and again after that.
    "list": [f"{SECTOR}&page={n}" for n in range(2, 42)],
    "list by institute": [f"{SECTOR}&institute={key}" for key in INSTITUTES]
    + [f"/partners/?institute={key}" for key in INSTITUTES],
    "list by institute and role": [
        f"/partners/?institute={key}&role={role}"
        for key in INSTITUTES
        for role in ("member", "founder")
    ],
    "list by search": [f"{SECTOR}&q=alloy+{n}" for n in range(40, 60)],
    "list as of a year": [f"/partners/?as_of={year}" for year in YEARS],
    "collaboration as of a year": [f"/collaboration/?as_of={year}" for year in YEARS],
    "page of a partner": [f"/partners/made-up-{n}/" for n in range(1000, 1040)],
}
BARS = {
    "list: cold": "≤ 200 ms",
    "list by institute: cold": "≤ 200 ms",
    "list by institute and role: cold": "≤ 200 ms",
    "list by search: cold": "≤ 200 ms",
    "list as of a year: cold": "≤ 2 s",
    "collaboration as of a year: cold": "≤ 2 s",
}
RATIOS = {3_000: 30, 100_000: 100, 1_000_000: 500}  # To Datasette, by rows.
FACETS = "_facet=sector&_facet=state&_facet=country&_size=25"
DATASETTE = f"/partners/partners?sector=industry&{FACETS}"
COOKIES = {
    "list: unchanged, beside it": "",
    "the same with a made-up session": "sessionid=" + 32 * "a",
}
READERS = {"cold": 1, "unchanged": 4}  # One by one, no request waits for another.
ROWS = """
    SELECT p.id, p.key, p.name, sector, subsector, s.code, country, p.city, ror
    FROM institutes_partner p LEFT JOIN institutes_state s ON s.id = p.state_id
"""


def measure_datasette(folder: Path) -> dict[str, Line]:
    """Datasette's page of the list, by the state of ours that it is compared with."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        server = Datasette(folder, cursor)
    try:
        return {
            state: Line(
                f"list: {state}, Datasette",
                http_load(server.url, [DATASETTE], seconds=SECONDS, readers=readers),
            )
            for state, readers in READERS.items()
        }
    finally:
        server.stop()


def measure_site(folder: Path, datasette: dict[str, Line], rows: int) -> Iterator[Line]:
    """Each kind of page made anew, and the list unchanged."""
    from mfgusa.management.commands.run import database_url

    address, log = database_url(), folder / "site.log"
    site = Site(folder / "site", log, DATABASE_URL=address, LOG_REQUESTS="1").wait()
    try:
        warm_up(site.url)
        for name, paths in ADDRESSES.items():
            line = measure_pages(site, f"{name}: cold", paths)
            yield beside(line, datasette["cold"]) if name == "list" else line
        line = measure_pages(site, "list: unchanged", ADDRESSES["list"][:1])
        yield beside(line, datasette["unchanged"])._replace(bar=bar_at(rows))
        yield from measure_beside_bare_view(folder, site.url, address)
    finally:
        site.stop()


def measure_pages(site: Site, what: str, paths: list[str]) -> Line:
    """Pages by the clock, and how many queries most of them take."""
    queries, state = site.query_counts(), what.rpartition(" ")[2]
    seconds = 60 if state == "cold" else SECONDS
    times = http_load(site.url, paths, seconds=seconds, readers=READERS[state])
    count = mode(queries())
    return Line(what, times, value=count, unit="queries", bar=BARS.get(what, ""))


def beside(line: Line, other: Line) -> Line:
    """A line with the ratio of its answers a second to those of another."""
    assert line.times
    assert other.times
    return line._replace(ratio=line.times.rate / other.times.rate)


def bar_at(rows: int) -> str:
    """How much faster an unchanged list has to be than Datasette's, on two cores."""
    ratios = [ratio for size, ratio in RATIOS.items() if size <= rows]
    return f"≥ {ratios[-1]} x" if ratios else ""


def measure_beside_bare_view(folder: Path, url: str, database: str) -> Iterator[Line]:
    """An unchanged page, also with a cookie that no session has, beside a bare view."""
    path = ADDRESSES["list"][0]
    request = Request(url + path, headers={"Accept-Encoding": "gzip"})
    with urlopen(request) as answer:
        bare = BareView(answer.read(), folder, database)
    try:
        http_load(bare.url, ["/"], seconds=SECONDS)  # While its processes start.
        times = http_load(bare.url, ["/"], seconds=SECONDS)
        bare_line = Line("a bare view with the same bytes", times)
        yield bare_line
        for what, cookie in COOKIES.items():
            times = http_load(url, [path], seconds=SECONDS, cookie=cookie)
            yield beside(Line(what, times, bar="≥ 0.5 x"), bare_line)
    finally:
        bare.stop()


def measure_start(folder: Path) -> Iterator[Line]:
    """A site of one web process: how soon it is ready, and the memory it takes."""
    from mfgusa.management.commands.run import database_url

    variables = {"DATABASE_URL": database_url(), "WEB_PROCESSES": "1"}
    log, begin = folder / "start.log", monotonic()
    site = Site(folder / "start", log, "--prepared", "--no-worker", **variables)
    try:
        site.wait()
        ready = monotonic() - begin
        yield Line("web process: ready after its start", value=ready, unit="s")
        first = http_load(site.url, [f"{SECTOR}&page=50"], seconds=0, readers=1)
        yield Line("web process: its first list", first)
        for paths in ADDRESSES.values():
            http_load(site.url, paths[-4:], seconds=60, readers=1)
        (process,) = site.web_processes()
        peak = peak_bytes(process.pid) / 1e6
        yield Line("web process: most memory", value=peak, unit="MB")
    finally:
        site.stop()


def measure(folder: Path, options: argparse.Namespace) -> Iterator[Line]:
    """The lines of the chosen parts."""
    from bench import facets, stored_pages, weather

    if "stored" in options.parts:
        yield from stored_pages.lines()
    if "weather" in options.parts:
        yield from weather.lines(folder, options.seconds)
    if {"facets", "lists"} & {*options.parts}:
        insert_partners(options.rows)
    if "facets" in options.parts:
        yield from facets.lines(folder)
    if "lists" in options.parts:
        yield from measure_lists(folder, options.rows)


def measure_lists(folder: Path, rows: int) -> Iterator[Line]:
    """The pages of the list beside Datasette, and what a process needs for them."""
    datasette = measure_datasette(folder)
    yield from datasette.values()
    yield from measure_site(folder, datasette, rows)
    yield from measure_start(folder)


def read_options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rows", type=int, default=1_000_000, help="partners, 3 memberships each"
    )
    parser.add_argument(
        "--seconds", type=float, default=180, help="of readers, curators and import"
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


def main() -> None:
    options, begin = read_options(), monotonic()
    create_database()
    from django.core.management import call_command

    call_command("prepare", verbosity=0)
    lines = []
    with TemporaryDirectory(prefix="bench-") as name:
        for line in measure(Path(name), options):
            progress(
                f"{monotonic() - begin:.0f} s: {' '.join(filter(None, line.cells))}"
            )
            lines.append(line.cells)
    sys.stdout.write(aligned(HEADER, lines))


if __name__ == "__main__":
    main()
