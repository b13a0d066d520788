"""How fast tables come in and go out, against the bars of the tables' design.

`make bench-tables` (`ARGS="--rows 10000 --rounds 1"` for a quick look) makes a database
of its own in a temporary folder. A file of 100,000 memberships is imported, first as
rows to create and then as the same rows changed.

`6.0 x (5.5 to 6.4)` is the median of the rounds, and the least and the most of them.
Ratios are taken within a round, where the bare COPY and upsert comes right before the
import. What was written is compared with the file, row by row, and the history is
counted. Memory is the peak of a fresh process that only plans. A bar that is missed is
printed; it is not an error.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.database import create_database, insert_references
from bench.report import Cells, aligned, progress, spread, verdict

HEADER = ("what", "measured", "bar", "met?")
FILES = ("memberships.csv", "memberships.csv?spreadsheet=1")
FILES += ("memberships.xlsx", "memberships.json")


class Bench:
    """One run: its options, and the folder for what it writes."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.count, self.rounds = options.rows, options.rounds
        self.folder: Path = create_database()
        insert_references(partners=self.count + 1)

    def lines(self) -> Iterator[Cells]:
        """Every line of the table."""
        yield from self.measure_import(changed=False)
        yield from self.measure_import(changed=True)
        yield from self.measure_exports()

    def measure_import(self, *, changed: bool) -> Iterator[Cells]:
        """A file of creations or changes, beside the bare COPY and upsert."""
        from bench import dataset, site_import

        name = "changes" if changed else "creates"
        progress(name)
        content = dataset.csv_content(self.count, changed)
        path = dataset.write_file(self.folder, content)
        dataset.prepare(self.count, changed=changed)
        dataset.save()
        rounds = [self.compare(content, path) for _ in range(self.rounds)]
        ratios = [(times.plan + times.commit) / base for base, times in rounds]
        yield (
            f"{name}: {self.count:,} rows",
            f"plan {median(times.plan for _, times in rounds):.1f} s"
            f" + commit {median(times.commit for _, times in rounds):.1f} s,"
            f" COPY + upsert {median(base for base, _ in rounds):.1f} s",
            *("", ""),
        )
        yield line(f"{name}: of COPY + upsert", ratios, "≤ 6 x")
        yield line(f"{name}: queries of the plan", [rounds[-1][1].queries], "< 300")
        dataset.restore()
        yield from describe_plan(name, *site_import.plan_in_new_process(path))

    def compare(self, content: bytes, path: Path) -> tuple[float, Any]:
        """Seconds of the bare COPY and upsert, and the times of the import."""
        from bench import dataset, site_import
        from bench.copy_baseline import upsert_seconds

        dataset.restore()
        base = upsert_seconds(content, triggers=True)
        dataset.check_rows(content)
        dataset.restore()
        return base, site_import.import_file(content, path)

    def measure_exports(self) -> Iterator[Cells]:
        """Each kind of file, through the site as a reader gets it."""
        from django.test import Client

        from bench import dataset

        progress("exports")
        dataset.prepare(self.count, changed=True)
        client = Client(SERVER_NAME="localhost")
        for file in FILES:
            address = f"/data/{file}"
            client.get(address.replace("memberships", "states")).getvalue()
            seconds = [download(client, address) for _ in range(self.rounds)]
            is_raw = file == FILES[0]
            first, rate = [s[0] for s in seconds], [self.count / s[1] for s in seconds]
            yield line(f"{file}: first byte, s", first, "≤ 1" if is_raw else "")
            yield line(f"{file}: rows/s", rate, "≥ 50,000" if is_raw else "")


def download(client: Any, address: str) -> tuple[float, float]:
    """Seconds to the first byte and to the last."""
    start = perf_counter()
    chunks = iter(client.get(address))
    next(chunks)
    first = perf_counter() - start
    for _chunk in chunks:
        pass
    return first, perf_counter() - start


def describe_plan(name: str, proposal: int, peak: float) -> Iterator[Cells]:
    """Memory of a plan, and the size and time of its first and its last page."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    client = Client(SERVER_NAME="localhost")
    user, _created = get_user_model().objects.get_or_create(
        username="bench", is_staff=True, is_superuser=True
    )
    client.force_login(user)
    address = reverse("admin:proposals_proposal_change", args=[proposal])
    sizes, times = [], []
    for query in ("", "", "?page=2"):  # The first request compiles the templates.
        start = perf_counter()
        response = client.get(address + query)
        times.append(perf_counter() - start)
        sizes.append(len(response.content) / 1000)
        assert response.status_code == 200, (address, response.status_code)
    yield line(f"{name}: peak memory of the plan, MiB", [peak], "< 300")
    yield line(f"{name}: largest page of the plan, KB", [max(sizes)], "≤ 300")
    yield line(f"{name}: slowest page of the plan, s", [max(times[1:])], "≤ 1")


def line(what: str, values: list[float], bar: str) -> Cells:
    """A line that meets its bar when the median of its values does."""
    unit = " x" if bar.endswith(" x") else ""
    return what, spread(values, unit), bar, verdict(median(values), bar)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    try:
        lines = list(Bench(parser.parse_args()).lines())
    except KeyboardInterrupt:
        sys.exit(130)
    sys.stdout.write(aligned(HEADER, lines))


if __name__ == "__main__":
    main()
