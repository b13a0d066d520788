"""The table of `bench.speed`: each measurement beside what it is compared with."""

from typing import NamedTuple

from bench.race import Times
from bench.report import aligned, number, verdict

HEAD = ("what", "per s", "p50 ms", "p95 ms", "queries", "ratio", "bar", "met?")


class Score(NamedTuple):
    """What was asked, how it went, and what that comes to.

    `against` are the answers a second of whoever is compared with, `bar` what must
    hold of the ratio, such as “≥ 5 x”, or of the milliseconds, such as “≤ 400 ms”.
    """

    what: str
    times: Times
    queries: str = ""
    against: float = 0
    bar: str = ""

    @property
    def ratio(self) -> float:
        return self.times.rate / self.against if self.against else 0

    @property
    def cells(self) -> tuple[str, ...]:
        times = tuple(f"{one:,.1f}" for one in self.times)
        ratio = f"{number(self.ratio)} x" if self.against else ""
        return (self.what, *times, self.queries, ratio, self.bar, self.met)

    @property
    def met(self) -> str:
        """“yes” or “NO”; nothing where there is no bar."""
        if not self.bar:
            return ""
        value = self.times.p95 if self.bar.endswith("ms") else self.ratio
        return verdict(value, self.bar)


def growth(small: Score, large: Score) -> tuple[str, ...]:
    """The line that tells how much longer the same page takes over more rows."""
    times, bar = large.times.p50 / small.times.p50, "≤ 20 x"
    cells = ("its growth from 10,000 rows, time", "", "", "", "", f"{number(times)} x")
    return (*cells, bar, verdict(times, bar))


def bars_of(rows: int) -> dict[str, str]:
    """What must hold of which line at a size, two cores."""
    least = {3_000: 30, 100_000: 100, 1_000_000: 500}
    reached = [least[size] for size in least if size <= rows]
    bars = {"list: unchanged": f"≥ {reached[-1]} x"} if reached else {}
    if rows >= 1_000_000:
        bars |= {"list: cold": "≥ 5 x", "list by institute: cold": "≤ 400 ms"}
    return bars


def table(lines: list[tuple[str, ...]]) -> str:
    """All lines as text."""
    return aligned(HEAD, lines)
