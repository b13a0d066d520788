"""A measure over the years: what is held true, what else was said, and breaks."""

import textwrap
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, isfinite
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.charts.legends import SHAPES, Key
from mfgusa.charts.palette import SERIES, Group, colour
from mfgusa.charts.pictures import Picture, nothing
from mfgusa.charts.scales import Scale, plain
from mfgusa.charts.style import AMOUNTS_TITLE, address, as_given, chart, linked

MOST_YEARS = 16  # So many labels stand side by side.
SIZE = 110


@dataclass(frozen=True)
class Point:
    """One observation at a year, month or day; `label` says it, `url` leads to it."""

    time: str
    value: float
    label: str
    url: str
    preferred: bool
    series: str = ""


def time_series(
    *,
    title: str,
    description: str,
    unit: str,
    points: Iterable[Point],
    breaks: Sequence[tuple[str, str]] = (),
) -> Picture:
    """Preferred values as a line, others as open points, breaks as rules with words.

    A year stands in the middle of its year on the axis, a day where it falls. Without
    points the picture says that nothing is recorded. ValueError for a time that is not
    `2016`, `2016-04` or `2016-04-30` and for a value that is not a number.
    """
    shown = list(points)
    if odd := [point for point in shown if not isfinite(point.value)]:
        raise ValueError(f"{odd[0].value} cannot be drawn: {odd[0].label}")
    if not shown:
        return nothing(title=title, description=description, unit=unit)
    lines = Lines.of(shown, breaks, plain(unit, max(float(p.value) for p in shown)))
    layers = [*lines.breaks(), lines.line(), lines.marks()]
    return Picture(title, description, chart(layers, height=340), unit, lines.legend())


def moment(time: str) -> float:
    """A partial date on the axis of years: 2016.5 for all of 2016.

    >>> moment("2016"), moment("2016-07-02")
    (2016.5, 2016.5)
    """
    parts = [int(part) for part in time.split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    day = parts[2] if len(parts) == 3 else monthrange(*parts)[1] / 2 + 1
    start, year = date(parts[0], parts[1], 1), date(parts[0], 1, 1)
    length = (date(parts[0] + 1, 1, 1) - year).days
    return parts[0] + ((start - year).days + day - 1) / length


def beginning(time: str) -> float:
    """Where a partial date begins: 2016.0 for 2016. A break holds from there."""
    return float(time) if time.isdecimal() else moment(time)


def _wrapped(words: str, most: int | None = 3) -> list[str]:
    return textwrap.wrap(words, 26, max_lines=most, placeholder=" …")


@dataclass(frozen=True)
class Lines:
    """The layers of the chart over its common axes."""

    points: Sequence[Point]
    rules: Sequence[tuple[float, str, str]]
    scale: Scale
    looks: dict[str, Group]

    @classmethod
    def of(
        cls, points: Sequence[Point], breaks: Sequence[tuple[str, str]], scale: Scale
    ) -> "Lines":
        names = dict.fromkeys(point.series for point in points)  # As they come.
        looks = {name: SERIES[i % len(SERIES)] for i, name in enumerate(names)}
        rules = sorted((beginning(time), time, words) for time, words in breaks)
        in_time = sorted(points, key=lambda point: (moment(point.time), point.label))
        return cls(in_time, rules, scale, looks)

    @property
    def years(self) -> tuple[int, int]:
        """The first year shown and the one after the last."""
        times = [moment(point.time) for point in self.points]
        times += [at for at, _time, _words in self.rules]
        return floor(min(times)), max(ceil(max(times)), floor(max(times)) + 1)

    def line(self) -> dict[str, Any]:
        """A line for each series, interrupted where a break is."""
        rows = [
            {**self._place(point), "piece": f"{point.series} {self._piece(point)}"}
            for point in self.points
            if point.preferred
        ]
        return {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 1.8, "aria": False},
            "encoding": {
                **self._axes(),
                "detail": {"field": "piece"},
                "stroke": as_given("colour"),
            },
        }

    def marks(self) -> dict[str, Any]:
        """A point for each observation, filled if it is preferred."""
        rows = [
            {
                **self._place(point),
                "fill": self._colour(point) if point.preferred else colour("paper"),
                "shape": SHAPES[self.looks[point.series].shape],
                "label": point.label,
                "url": address(point.url),
            }
            for point in sorted(self.points, key=lambda point: point.preferred)
        ]
        mark = {"type": "point", "size": SIZE, "strokeWidth": 2, "opacity": 1}
        layer = linked(
            mark,
            **self._axes(),
            fill=as_given("fill"),
            stroke=as_given("colour"),
            shape=as_given("shape"),
        )
        return {"data": {"values": rows}, **layer}

    def breaks(self) -> list[dict[str, Any]]:
        """A rule for each break, with its words beside it."""
        if not self.rules:
            return []
        rows = [{"time": at} for at, _time, _words in self.rules]
        rule = {
            "data": {"values": rows},
            "mark": {
                "type": "rule",
                "aria": False,
                "stroke": colour("quiet"),
                "strokeDash": [4, 3],
            },
            "encoding": {"x": self._years_axis()},
        }
        return [rule, *(self._words(number) for number in range(len(self.rules)))]

    def _words(self, number: int) -> dict[str, Any]:
        """The words of a break, at the side of its rule where there is more room."""
        at, _time, words = self.rules[number]
        first, after = self.years
        is_late = at > first + 0.6 * (after - first)
        return {
            "data": {"values": [{"time": at}]},
            "mark": {
                "type": "text",
                "text": _wrapped(words),
                "align": "right" if is_late else "left",
                "baseline": "top",
                "dx": -6 if is_late else 6,
                "y": 2 + 46 * (number % 2),  # Neighbors do not run into each other.
                "fontSize": 12,
                "color": colour("quiet"),
            },
            "encoding": {"x": self._years_axis()},
        }

    def legend(self) -> tuple[Key, ...]:
        """Series, open points if there are any, breaks that were cut, in full."""
        keys = [
            Key(name, look.token, look.shape)
            for name, look in self.looks.items()
            if len(self.looks) > 1
        ]
        if not all(point.preferred for point in self.points):
            token = "ink" if keys else SERIES[0].token
            keys.append(Key(_("preferred value"), token, "circle"))
            keys.append(Key(_("other observation"), token, "circle", is_open=True))
        keys += [
            Key(f"{time}: {words}", "quiet", "rule")
            for _at, time, words in self.rules
            if _wrapped(words) != _wrapped(words, most=None)
        ]
        return tuple(keys)

    def _place(self, point: Point) -> dict[str, Any]:
        return {
            "time": round(moment(point.time), 3),
            "value": float(point.value) / self.scale.factor,
            "colour": self._colour(point),
        }

    def _colour(self, point: Point) -> str:
        return colour(self.looks[point.series].token)

    def _piece(self, point: Point) -> int:
        return sum(at <= moment(point.time) for at, _time, _words in self.rules)

    def _years_axis(self) -> dict[str, Any]:
        first, after = self.years
        step = ceil((after - first) / MOST_YEARS)
        return {
            "field": "time",
            "type": "quantitative",
            "scale": {"domain": [first, after], "nice": False, "zero": False},
            "axis": {
                "title": None,
                "domain": True,
                "grid": False,
                "labelColor": colour("ink"),
                "labelExpr": "floor(datum.value)",
                "values": [year + 0.5 for year in range(first, after, step)],
            },
        }

    def _axes(self) -> dict[str, Any]:
        axis = {"title": self.scale.title or None, "format": ",~f", "tickCount": 5}
        amount = {
            "field": "value",
            "type": "quantitative",
            "scale": {"zero": True} | self._headroom(),
            "axis": axis | AMOUNTS_TITLE,
        }
        return {"x": self._years_axis(), "y": amount}

    def _headroom(self) -> dict[str, float]:
        """Room above the line for the words of breaks."""
        greatest = max(float(point.value) for point in self.points)
        if not self.rules or greatest <= 0:
            return {}
        return {"domainMax": greatest / self.scale.factor * 1.3}
