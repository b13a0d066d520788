"""The table that is printed: what, measured, the bar, and whether it is met."""

import operator
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, NamedTuple

NOT = "NO"
FASTER = "≥ 10 x faster"
HEAD = ("what", "measured", "bar", "met?")


class Line(NamedTuple):
    """One line of the table; without a bar it is for information."""

    what: str
    measured: str
    bar: str = ""
    met: str = ""


def about(name: str, cases: dict[str, Any]) -> list[Line]:
    """The lines of one sample, its creations beside its changes."""
    lines = [
        line(f"{name}: plan + commit, of bare COPY + upsert", cases, bare, "≤ 6 x"),
        line(f"{name}: queries of the plan", cases, queries, "< 300"),
        line(f"{name}: peak memory of the plan, MiB", cases, peak, "< 300"),
        line(f"{name}: largest page of the plan, KB", cases, page_size, "≤ 300"),
        line(f"{name}: slowest page of the plan, s", cases, page_time, "≤ 1"),
    ]
    if all(case.library for case in cases.values()):
        lines[:0] = [
            line(f"{name}: plan against the library's dry run", cases, plan, FASTER),
            line(f"{name}: commit against its confirm", cases, commit, FASTER),
            Line(f"{name}: the same, with the models' checks", joined(cases, checked)),
        ]
    return [*(seconds(name, kind, case) for kind, case in cases.items()), *lines]


def line(
    what: str, cases: dict[str, Any], values: Callable[[Any], list[float]], bar: str
) -> Line:
    """A line that meets its bar when the medians of all its cases do."""
    unit = " x" if " x" in bar else ""
    measured = joined(cases, lambda case: spread(values(case), unit))
    verdicts = {verdict(median(values(case)), bar) for case in cases.values()}
    return Line(what, measured, bar, NOT if NOT in verdicts else "yes")


def joined(cases: dict[str, Any], said: Callable[[Any], str]) -> str:
    return "; ".join(f"{kind} {said(case)}" for kind, case in cases.items())


def spread(values: list[float], unit: str = "") -> str:
    """The median, and between which the values lie."""
    middle = f"{number(median(values))}{unit}"
    if len(values) == 1:
        return middle
    return f"{middle} ({number(min(values))} to {number(max(values))})"


def number(value: float) -> str:
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if value >= 2 else 2}f}"


def verdict(value: float, bar: str) -> str:
    """Whether a value meets its bar."""
    sign, limit, *_unit = bar.split()
    how = {"≥": operator.ge, "≤": operator.le, "<": operator.lt}[sign]
    return "yes" if how(value, float(limit.replace(",", ""))) else NOT


def seconds(name: str, kind: str, case: Any) -> Line:
    """What took how long, for whoever wants to check the ratios."""
    said = (
        f"plan {median(t.plan for t in case.ours):.1f} s"
        f" + commit {median(t.commit for t in case.ours):.1f} s,"
        f" bare {median(case.bare):.1f} s"
        f" (without triggers {case.bare_without_triggers:.1f} s)"
    )
    if case.library:
        rows, dry, confirm, *_checked = case.library
        said += f", library {1000 * dry:.1f} + {1000 * confirm:.1f} ms a row"
        said += f" ({rows:,} rows)"
    return Line(f"{name}: {kind} of {case.rows:,} rows", said)


def checked(case: Any) -> str:
    """How much faster ours are than the library with the checks of the models."""
    dry = [case.library.checked_dry_run * case.rows / t.plan for t in case.ours]
    wet = [case.library.checked_confirm * case.rows / t.commit for t in case.ours]
    return f"{number(median(dry))} x and {number(median(wet))} x"


def plan(case: Any) -> list[float]:
    return [case.library.dry_run * case.rows / taken.plan for taken in case.ours]


def commit(case: Any) -> list[float]:
    return [case.library.confirm * case.rows / taken.commit for taken in case.ours]


def bare(case: Any) -> list[float]:
    both = zip(case.ours, case.bare, strict=True)
    return [(taken.plan + taken.commit) / other for taken, other in both]


def queries(case: Any) -> list[float]:
    return [max(taken.plan_queries for taken in case.ours)]


def peak(case: Any) -> list[float]:
    return [case.peak]


def page_size(case: Any) -> list[float]:
    return [case.page.size / 1000]


def page_time(case: Any) -> list[float]:
    return [case.page.seconds]


def wrong(rows: int, taken: float, asked: int, peak: float, page: Any) -> list[Line]:
    """The lines of a file in which no row is right."""
    values = {
        "queries of the plan": (asked, "< 300"),
        "peak memory of the plan, MiB": (peak, "< 300"),
        "largest page of the plan, KB": (page.size / 1000, "≤ 300"),
        "slowest page of the plan, s": (page.seconds, "≤ 1"),
    }
    return [
        Line(f"memberships: {rows:,} rows, all wrong", f"plan {taken:.1f} s"),
        *(
            Line(f"all wrong: {what}", number(value), bar, verdict(value, bar))
            for what, (value, bar) in values.items()
        ),
    ]


def exported(rounds: list[list[Any]]) -> list[Line]:
    """The lines of the exports, as bench/exports.py measures them."""
    lines = []
    for same in zip(*rounds, strict=True):
        values, (name, _value, bar) = [figure.value for figure in same], same[0]
        met = verdict(median(values), bar) if bar else ""
        lines.append(Line(f"export of memberships, {name}", spread(values), bar, met))
    return lines


def table(lines: list[Line]) -> str:
    """All lines as text."""
    return aligned(HEAD, lines)


def aligned(head: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> str:
    """Lines of cells below their heads, each column as wide as it must be."""
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    return "".join(
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in (head, rule, *lines)
    )
