"""What is lost when things break: `python -m bench.faults` starts its own site.

Everything runs on loopback in a temporary folder, and takes less than five minutes. A
replica that dies is tried by `tests/mfgusa/db/test_replicas.py`.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

from bench.disk import small_disk
from bench.load import BROKEN, READERS, REFUSED, Load, ask, wait_until
from bench.report import aligned
from bench.site import Site
from bench.slow_clients import HealthChecks, SlowClients
from bench.upgrade import upgrade_and_undo
from mfgusa.db import embedded
from mfgusa.db.embedded.user import NAME_FOR_ROOT

MISSING = Path("/proc/nothing")  # Nobody can make this folder, root neither.
PG_CTL = embedded.find_programs()[1] / "pg_ctl"
SERVER_USER = NAME_FOR_ROOT if os.geteuid() == 0 else None
SETTLE, SLOW_SECONDS = 10, 60  # The slow clients are all there before others come.
BAR = 1.0  # Seconds in which 95 of 100 answers come beside slow clients.
HEADER = ("fault", "result", "lost")
Fault = tuple[str, str, int]


def main() -> None:
    """Break everything once and print the table; status 1 if anything was lost."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        os.environ.pop("DATABASE_URL", None)
        folder = Path(name)
        folder.chmod(0o755)
        with small_disk(folder / "disk") as reason:
            site = Site(folder / "disk" / "data", folder / "log").wait()
            try:
                results = list(faults(site, folder, reason))
            finally:
                site.stop()
    lines = [(fault, result, str(lost)) for fault, result, lost in results]
    sys.stdout.write(aligned(HEADER, lines))
    sys.exit(any(lost for _fault, _result, lost in results))


def faults(site: Site, folder: Path, reason: str) -> Iterator[Fault]:
    """Every fault in turn; `reason` says why the disk cannot be filled."""
    data = folder / "disk" / "data"
    address = embedded.address(data / "postgres")
    os.environ |= {"DATABASE_URL": address, "DATA_DIR": str(data)}
    os.environ["DJANGO_SETTINGS_MODULE"] = "mfgusa.settings"
    django.setup()
    # The connections of this process break, too.
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    yield database_down(site, data / "postgres", "fast")
    yield database_down(site, data / "postgres", "immediate")
    yield from worker_killed(site)
    yield web_process_killed(site)
    yield slow_clients(site)
    yield from disk_full(site, folder / "disk", reason)
    yield upgrade_and_undo(folder / "upgraded")
    yield read_only(folder, address)
    yield nowhere_to_write(folder)
    yield drained(site)


def database_down(site: Site, data: Path, mode: str) -> Fault:
    """The database goes down while people read; the site starts it again."""
    with Load(site.url) as load:
        moment = time.monotonic()
        subprocess.run(
            [PG_CTL, "-w", "-D", data, "-m", mode, "stop"],
            user=SERVER_USER,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(4)
    result = f"{load}; whole again after {load.seconds_until_back(moment):.1f} s"
    return f"database down ({mode}) under load", result, load.lost


def worker_killed(site: Site) -> Iterator[Fault]:
    """The worker is killed while it plans, and again while it commits."""
    from bench.long_import import LongImport

    long_import = LongImport("bench")
    yield ("worker killed while it plans", *kill_worker(site, long_import, "planned"))
    long_import.commit()
    result, lost = kill_worker(site, long_import, "committed")
    result = f"{result}, {long_import.rows} rows"
    yield "worker killed while it commits", result, lost + long_import.lost


def kill_worker(site: Site, long_import: Any, state: str) -> tuple[str, int]:
    """Kill the worker once it has begun; whether the job is done all the same."""
    has_begun = long_import.begins()
    site.worker().kill()
    begin = time.monotonic()
    is_done = long_import.becomes(state)
    seconds = time.monotonic() - begin
    lost = (not has_begun) + (not is_done)
    return f"{long_import.state} {seconds:.1f} s later by another", lost


def web_process_killed(site: Site) -> Fault:
    """One of the web processes is killed while people read: it may lose its own."""
    wait_until(site.has_all_threads)
    processes = site.web_processes()
    with Load(site.url) as load:
        processes[0].kill()
        is_replaced = wait_until(
            lambda: processes[0] not in site.web_processes() and site.has_all_threads()
        )
    result = f"{load}; {load.lost} failed, as many as it may have had: {READERS}"
    lost = max(0, load.lost - READERS) + (not is_replaced)
    return "web process killed under load", result, lost


def slow_clients(site: Site) -> Fault:
    """Many clients send and read next to nothing while people read."""
    with SlowClients(site.url) as clients, HealthChecks(site.url) as health:
        time.sleep(SETTLE)
        with Load(site.url) as load:
            time.sleep(SLOW_SECONDS)
    result = (
        f"{load}; p95 {load.p95:.2f} s, {clients.cut_off} cut off; "
        f"/healthz at most {health.slowest:.1f} s"
    )
    lost = load.lost + health.failed + (load.p95 > BAR)
    return f"{len(clients.begins)} slow clients for {SLOW_SECONDS} s", result, lost


def disk_full(site: Site, disk: Path, reason: str) -> Iterator[Fault]:
    """The disk has no byte free."""
    from bench import disk_full

    if reason:
        return iter([("disk full", f"not tried: {reason}", 0)])
    return disk_full.disk_full(site, disk)


def read_only(folder: Path, address: str) -> Fault:
    """The data folder cannot be written, and the database is elsewhere."""
    site = Site(
        MISSING, folder / "log2", SECRET_KEY="bench" * 10, DATABASE_URL=address
    ).wait()
    statuses = [ask(site.url + path)[0] for path in ("/", "/institutes/", "/map.svg")]
    site.stop()
    lost = sum(status != 200 for status in statuses)
    return "data folder read-only", f"{len(statuses)} pages with charts", lost


def nowhere_to_write(folder: Path) -> Fault:
    """There is no other database either: the site says so in one line and ends."""
    os.environ.pop("DATABASE_URL")
    site = Site(MISSING, folder / "log3")
    site.process.wait(timeout=30)
    message = site.log.read_text().strip()
    lost = int("Traceback" in message or "\n" in message)
    return "… and no other database", f"{message[:70]}…", lost


def drained(site: Site) -> Fault:
    """The site is asked to end while people read: it finishes what it has begun."""
    with Load(site.url) as load:
        begin = time.monotonic()
        status = site.stop()
        seconds = time.monotonic() - begin
    result = (
        f"{load.count(200)} pages, {load.count(REFUSED)} refused, "
        f"{load.count(BROKEN)} broken off; ended after {seconds:.1f} s"
    )
    return "SIGTERM under load", result, load.lost + abs(status)


if __name__ == "__main__":
    main()
