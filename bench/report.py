"""The tables that are printed: aligned columns, medians and verdicts."""

import operator
from collections.abc import Sequence
from statistics import median

Cells = tuple[str, ...]


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
