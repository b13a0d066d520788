"""How fast tables come in and go out, against the bars of the tables' design.

`make bench-tables` (`python -m bench.tables --rows 10000` for a quick look) makes a
database of its own in a temporary folder, which ends with it, and prints one table.
Three samples of 100,000 rows are brought in, first as rows to create and then as the
same rows changed (see bench/samples.py):

- memberships: a file with three references in each row
- workforce_programs: a file with a many-to-many, 2 or 3 states in each row
- projects: a package of 100,000 projects and their 100,000 participants, which are
  a table of their own here

How to read it: `creates 12.0 x (11.5 to 12.4)` is the median of three rounds, and the
least and the most of them. Ratios are taken within one run: in each round the bare COPY
and upsert comes right before ours; the library takes fewer rows, between the rounds and
on a table that holds no others, since its time grows with the rows and no faster
(`--library 10000` takes another hour). What was written is compared with the file each
time, row by row, and the history is counted. Memory is the peak of a fresh process that
only plans. A bar that is missed is said; it is not an error. All of it takes most of an
hour on two cores, `--rounds 1` a third of that.
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from bench import bare, database, exports, library, ours, pages, report, scene
from bench.samples import SAMPLES, Sample


class Case(NamedTuple):
    """What was measured of a sample, in seconds and MiB."""

    rows: int
    bare: list[float]
    bare_without_triggers: float
    ours: list[ours.Taken]
    library: library.Library | None
    peak: float
    page: pages.Page


class Bench:
    """One run: its options, and the folder for what it writes."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.count, self.rounds = options.rows, options.rounds
        self.few = min(options.library, options.rows)
        self.samples = [SAMPLES[name] for name in options.only or SAMPLES]
        database.begin()
        self.folder = Path(database.begin.folder.name)
        scene.furnish(partners=self.count)

    def lines(self) -> list[report.Line]:
        """Every line of the table."""
        lines = []
        for sample in self.samples:
            cases = {}
            for kind in ("creates", "changes"):
                say(f"{sample.name}: {kind}")
                cases[kind] = self.measure(sample, changed=kind == "changes")
                say(report.seconds(sample.name, kind, cases[kind]).measured)
            lines += report.about(sample.name, cases)
        return [*lines, *self.wrong(), *self.exports()]

    def measure(self, sample: Sample, *, changed: bool) -> Case:
        """All figures of a sample, as creations or as changes."""
        path = scene.write(sample, self.count, self.folder, changed=changed)
        compared = None
        if sample.compared:
            compared = library.per_row(sample, self.few, changed=changed)
        scene.prepare(sample, self.count, changed=changed)
        scene.keep()
        yardsticks, taken = self.compare(sample, path, changed=changed)
        without = self.upsert(sample, changed=changed, triggers=False)
        scene.restore()
        proposal, peak = ours.plan_elsewhere(path)
        page = pages.worst(proposal)
        rows = sum(sample.counts(self.count).values())
        return Case(rows, yardsticks, without, taken, compared, peak, page)

    def compare(
        self, sample: Sample, path: Path, *, changed: bool
    ) -> tuple[list[float], list[ours.Taken]]:
        """The bare COPY and upsert, and ours, in turn."""
        yardsticks, taken = [], []
        for _ in range(self.rounds):
            yardsticks.append(self.upsert(sample, changed=changed, triggers=True))
            scene.restore()
            taken.append(ours.bring_in(sample, self.count, path, changed=changed))
        return yardsticks, taken

    def upsert(self, sample: Sample, *, changed: bool, triggers: bool) -> float:
        """Seconds of the bare COPY and upsert, on the database as it was kept."""
        scene.restore()
        taken = bare.seconds(sample, self.count, changed=changed, triggers=triggers)
        scene.check_rows(sample, self.count, changed=changed)
        return taken

    def wrong(self) -> list[report.Line]:
        """A file in which each row names a partner that there is not."""
        say("errors")
        sample = SAMPLES["memberships"]
        scene.prepare(sample, self.count, changed=False)
        path = scene.write(sample, self.count, self.folder, changed=False)
        path.write_bytes(path.read_bytes().replace(b",partner-", b",partnr-"))
        with ours.counted() as asked:
            start = perf_counter()
            proposal = ours.plan(path)
            taken = perf_counter() - start
        assert proposal.counts == {sample.name: {"error": self.count}}, proposal.counts
        proposal, peak = ours.plan_elsewhere(path)
        page = pages.worst(proposal)
        return report.wrong(self.count, taken, asked["all"], peak, page)

    def exports(self) -> list[report.Line]:
        """Every kind of file, by bench/exports.py."""
        say("exports")
        scene.prepare(SAMPLES["memberships"], self.count, changed=True)
        rounds = range(self.rounds)
        return report.exported([exports.measure_elsewhere(self.count) for _ in rounds])


def say(what: str) -> None:
    """What is measured now, for whoever waits."""
    sys.stderr.write(f"… {what}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=database.MEMBERSHIPS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--library", type=int, default=1000, help="rows it takes")
    parser.add_argument("--only", choices=SAMPLES, action="append")
    try:
        lines = Bench(parser.parse_args()).lines()
    except KeyboardInterrupt:
        sys.exit(130)
    sys.stdout.write(report.table(lines))


if __name__ == "__main__":
    main()
