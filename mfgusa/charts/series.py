"""A measure over time: preferred values, other observations, and breaks."""

import textwrap
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor, isfinite

from django.utils.translation import gettext as _

from mfgusa.charts.legends import SHAPES, LegendEntry
from mfgusa.charts.palette import SERIES_STYLES, GroupStyle, color
from mfgusa.charts.pictures import Picture, empty_picture
from mfgusa.charts.scales import Scale, unit_scale
from mfgusa.charts.style import (
    AMOUNT_AXIS_TITLE,
    Spec,
    chart_spec,
    linked_mark,
    local_url,
    unscaled,
)

MAX_YEAR_LABELS = 16  # So many fit side by side.
POINT_SIZE = 110


@dataclass(frozen=True)
class Point:
    """An observation at a year, month or day, with an accessible name and a link."""

    time: str
    value: float | Decimal
    label: str
    url: str
    preferred: bool
    series: str = ""


@dataclass(frozen=True)
class Break:
    """A point in time across which values cannot be compared, and why."""

    year: float
    time: str
    note: str


def time_series(
    *,
    title: str,
    description: str,
    unit: str,
    points: Iterable[Point],
    breaks: Sequence[tuple[str, str]] = (),
) -> Picture:
    """Return preferred values as a line, others as hollow points, breaks as rules.

    A break is a time and its note. A year is drawn in the middle of its year on the
    axis, a day at its place. Without points the picture says that nothing is recorded.
    ValueError for a time that is not `2016`, `2016-04` or `2016-04-30` and for a value
    that is not a number.
    """
    points = list(points)
    if invalid := [point for point in points if not isfinite(point.value)]:
        raise ValueError(f"{invalid[0].value} cannot be drawn: {invalid[0].label}")
    if not points:
        return empty_picture(title=title, description=description, unit=unit)
    scale = unit_scale(unit, max(float(point.value) for point in points))
    chart = SeriesLayers.of(points, breaks, scale)
    spec = chart_spec([*chart.breaks(), chart.line(), chart.marks()], height=340)
    return Picture(title, description, spec, unit, chart.legend())


def year_position(time: str) -> float:
    """Return the position of a partial date on the axis: the middle of what it spans.

    >>> year_position("2016"), year_position("2016-07-02")
    (2016.5, 2016.5)
    """
    parts = [int(part) for part in time.split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    day = parts[2] if len(parts) == 3 else monthrange(*parts)[1] / 2 + 1
    month, year = date(parts[0], parts[1], 1), date(parts[0], 1, 1)
    length = (date(parts[0] + 1, 1, 1) - year).days
    return parts[0] + ((month - year).days + day - 1) / length


def break_position(time: str) -> float:
    """Return the position from which a break holds: 2016.0 for 2016."""
    return float(time) if time.isdecimal() else year_position(time)


def _wrap_note(note: str, max_lines: int | None = 3) -> list[str]:
    return textwrap.wrap(note, 26, max_lines=max_lines, placeholder=" …")


@dataclass(frozen=True)
class SeriesLayers:
    """The layers of the chart over common axes; `styles` has one for each series."""

    points: Sequence[Point]
    notes: Sequence[Break]
    scale: Scale
    styles: dict[str, GroupStyle]

    @classmethod
    def of(
        cls, points: Sequence[Point], breaks: Sequence[tuple[str, str]], scale: Scale
    ) -> "SeriesLayers":
        """Return the chart of these points; series are styled as they appear."""
        names = dict.fromkeys(point.series for point in points)
        styles = {
            name: SERIES_STYLES[i % len(SERIES_STYLES)] for i, name in enumerate(names)
        }
        notes = sorted((break_position(time), time, note) for time, note in breaks)
        in_time = sorted(
            points, key=lambda point: (year_position(point.time), point.label)
        )
        return cls(in_time, [Break(*note) for note in notes], scale, styles)

    @property
    def years(self) -> tuple[int, int]:
        """The first year shown and the one after the last."""
        times = [year_position(point.time) for point in self.points]
        times += [note.year for note in self.notes]
        return floor(min(times)), max(ceil(max(times)), floor(max(times)) + 1)

    def line(self) -> Spec:
        """Return a line for each series, interrupted at each break."""
        rows = [
            {**self._row(point), "piece": f"{point.series} {self._piece(point)}"}
            for point in self.points
            if point.preferred
        ]
        return {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 1.8, "aria": False},
            "encoding": {
                **self._axes(),
                "detail": {"field": "piece"},
                "stroke": unscaled("color"),
            },
        }

    def marks(self) -> Spec:
        """Return a point for each observation, filled if it is preferred."""
        rows = [
            {
                **self._row(point),
                "fill": self._color(point) if point.preferred else color("paper"),
                "shape": SHAPES[self.styles[point.series].shape],
                "label": point.label,
                "url": local_url(point.url),
            }
            for point in sorted(self.points, key=lambda point: point.preferred)
        ]
        mark: Spec = {
            "type": "point",
            "size": POINT_SIZE,
            "strokeWidth": 2,
            "opacity": 1,
        }
        layer = linked_mark(
            mark,
            **self._axes(),
            fill=unscaled("fill"),
            stroke=unscaled("color"),
            shape=unscaled("shape"),
        )
        return {"data": {"values": rows}, **layer}

    def breaks(self) -> list[Spec]:
        """Return a rule for each break, with its note beside it."""
        if not self.notes:
            return []
        rule: Spec = {
            "data": {"values": [{"time": note.year} for note in self.notes]},
            "mark": {
                "type": "rule",
                "aria": False,
                "stroke": color("quiet"),
                "strokeDash": [4, 3],
            },
            "encoding": {"x": self._year_axis()},
        }
        return [rule, *(self._note(number) for number in range(len(self.notes)))]

    def _note(self, number: int) -> Spec:
        """Return the note of a break, on the side of its rule with more room."""
        note = self.notes[number]
        first, after = self.years
        is_late = note.year > first + 0.6 * (after - first)
        return {
            "data": {"values": [{"time": note.year}]},
            "mark": {
                "type": "text",
                "text": _wrap_note(note.note),
                "align": "right" if is_late else "left",
                "baseline": "top",
                "dx": -6 if is_late else 6,
                "y": 2 + 46 * (number % 2),  # Neighboring notes must not overlap.
                "fontSize": 12,
                "color": color("quiet"),
            },
            "encoding": {"x": self._year_axis()},
        }

    def legend(self) -> tuple[LegendEntry, ...]:
        """Return the series, hollow points if any, and notes that were cut, in full."""
        entries = [
            LegendEntry(name, style.token, style.shape)
            for name, style in self.styles.items()
            if len(self.styles) > 1
        ]
        if not all(point.preferred for point in self.points):
            token = "ink" if entries else SERIES_STYLES[0].token
            entries += [
                LegendEntry(_("preferred value"), token, "circle"),
                LegendEntry(_("other observation"), token, "circle", is_hollow=True),
            ]
        entries += [
            LegendEntry(f"{note.time}: {note.note}", "quiet", "rule")
            for note in self.notes
            if _wrap_note(note.note) != _wrap_note(note.note, max_lines=None)
        ]
        return tuple(entries)

    def _row(self, point: Point) -> Spec:
        return {
            "time": round(year_position(point.time), 3),
            "value": float(point.value) / self.scale.factor,
            "color": self._color(point),
        }

    def _color(self, point: Point) -> str:
        return color(self.styles[point.series].token)

    def _piece(self, point: Point) -> int:
        """Return the number of breaks before a point."""
        return sum(note.year <= year_position(point.time) for note in self.notes)

    def _year_axis(self) -> Spec:
        first, after = self.years
        step = ceil((after - first) / MAX_YEAR_LABELS)
        return {
            "field": "time",
            "type": "quantitative",
            "scale": {"domain": [first, after], "nice": False, "zero": False},
            "axis": {
                "title": None,
                "domain": True,
                "grid": False,
                "labelColor": color("ink"),
                "labelExpr": "floor(datum.value)",
                "values": [year + 0.5 for year in range(first, after, step)],
            },
        }

    def _axes(self) -> Spec:
        axis: Spec = {
            "title": self.scale.title or None,
            "format": ",~f",
            "tickCount": 5,
        }
        amount: Spec = {
            "field": "value",
            "type": "quantitative",
            "scale": {"zero": True, **self._headroom()},
            "axis": axis | AMOUNT_AXIS_TITLE,
        }
        return {"x": self._year_axis(), "y": amount}

    def _headroom(self) -> dict[str, float]:
        """Return the end of the axis that leaves room for notes above the line."""
        greatest = max(float(point.value) for point in self.points)
        if not self.notes or greatest <= 0:
            return {}
        return {"domainMax": greatest / self.scale.factor * 1.3}
