"""The tables that are printed: aligned columns, medians and verdicts."""

import operator
import sys
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

Cells = tuple[str, ...]
HEADER = (
    *("what", "per s", "p50 ms", "p95 ms", "max ms", "value", "ratio", "bar", "met?"),
)


class Times(NamedTuple):
    """Answers a second, and milliseconds: median, 95th percentile and longest."""

    rate: float
    p50: float
    p95: float
    longest: float

    @classmethod
    def of(cls, seconds: Sequence[float], whole: float = 0) -> "Times":
        """Of the seconds of each answer; `whole` is how long all of them took."""
        ordered = sorted(1000 * value for value in seconds)
        p50, p95 = (ordered[int(part * (len(ordered) - 1))] for part in (0.5, 0.95))
        rate = len(ordered) / (whole or sum(seconds))
        return cls(rate, p50, p95, ordered[-1])


class Line(NamedTuple):
    """A line of the table of `make bench`.

    `bar` is a limit of the ratio if its unit is x, of the 95th percentile if it is ms,
    of the longest time if it is s, and else of the value.
    """

    what: str
    times: Times | None = None
    value: float | None = None
    unit: str = ""
    ratio: float = 0
    bar: str = ""

    @property
    def cells(self) -> Cells:
        times = tuple(map(number, self.times)) if self.times else 4 * ("",)
        value = "" if self.value is None else f"{number(self.value)} {self.unit}"
        ratio = f"{number(self.ratio)} x" if self.ratio else ""
        met = verdict(self._judged, self.bar)
        return (self.what, *times, value.strip(), ratio, self.bar, met)

    @property
    def _judged(self) -> float:
        """The number that the bar is for."""
        unit = self.bar.rpartition(" ")[2]
        judged = {"x": self.ratio}
        if self.times:
            judged |= {"ms": self.times.p95, "s": self.times.longest / 1000}
        return judged.get(unit, self.value or 0)


def progress(what: str) -> None:
    """What is measured now, for whoever waits."""
    sys.stderr.write(f"… {what}\n")


def spread(values: list[float], unit: str = "") -> str:
    """The median, and the least and most of the values."""
    middle = f"{number(median(values))}{unit}"
    if len(values) == 1:
        return middle
    return f"{middle} ({number(min(values))} to {number(max(values))})"


def number(value: float) -> str:
    """A number with as many digits as matter."""
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if value >= 2 else 2}f}"


def verdict(value: float, bar: str) -> str:
    """Whether a value meets a bar such as "≤ 6 x"; empty without a bar."""
    if not bar:
        return ""
    sign, limit, *_unit = bar.split()
    compare = {"≥": operator.ge, "≤": operator.le, "<": operator.lt}[sign]
    return "yes" if compare(value, float(limit.replace(",", ""))) else "NO"


def aligned(header: Cells, lines: Sequence[Cells]) -> str:
    """Lines of cells below a header, each column as wide as it must be."""
    widths = [max(map(len, column)) for column in zip(header, *lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    return "".join(
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in (header, rule, *lines)
    )
