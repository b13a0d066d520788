"""Stacked bar charts, each segment a link to the rows it adds up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from django.utils.translation import gettext as _

from mfgusa.charts.legends import LegendEntry
from mfgusa.charts.palette import color
from mfgusa.charts.pictures import Picture, empty_picture
from mfgusa.charts.scales import Scale, dollar_scale, unit_scale
from mfgusa.charts.style import (
    AMOUNT_AXIS_TITLE,
    CONFIG,
    FONT_SIZE,
    LETTER_WIDTH,
    Spec,
    chart_spec,
    linked_mark,
    local_url,
    unscaled,
    with_label_room,
)

LABEL_LIMIT = 220  # Of the name of a bar, in pixels; Vega cuts a longer one.
ABOUT = "≈"
SIGNS = {"at-least": "≥", "at-most": "≤", "about": ABOUT}


@dataclass(frozen=True)
class Bar:
    """A segment: part `series` of the bar `group`.

    `label` is its accessible name and `url` leads to its rows; `bound` is `at-least`,
    `at-most`, `about`, `exact` or empty.
    """

    group: str
    series: str
    value: float | Decimal
    label: str
    url: str
    bound: str = ""


def stacked_bars(
    *,
    title: str,
    description: str,
    unit: str,
    bars: Iterable[Bar],
    series: Sequence[tuple[str, str]],
    groups: Sequence[str],
    horizontal: bool = False,
    money: bool = True,
) -> Picture:
    """Return a bar for each group, in order, stacked from the series (name, token).

    Money is in dollars and drawn in millions. A bar whose sum is not exact has a sign
    at its end. Without a value above zero the picture says that nothing is recorded.
    ValueError for a value below zero or not a number, KeyError for an unknown series
    or color.
    """
    groups, segments = list(dict.fromkeys(groups)), _validate(bars)
    if not any(bar.value for bar in segments):
        return empty_picture(title=title, description=description, unit=unit)
    sums = {g: sum(float(b.value) for b in segments if b.group == g) for g in groups}
    scale = dollar_scale() if money else unit_scale(unit, max(sums.values()))
    layout = BarLayers(groups, dict(series), scale, horizontal)
    signs = _bound_signs(segments)
    layers = [layout.segments(segments), *layout.signs(signs, sums)]
    height = 60 + 30 * len(groups) if horizontal else 340
    spec = chart_spec(layers, height=height, config=layout.config)
    return Picture(title, description, spec, unit, _legend(segments, series, signs))


def _validate(bars: Iterable[Bar]) -> list[Bar]:
    segments = list(bars)
    for bar in segments:
        if not (isfinite(bar.value) and bar.value >= 0):
            raise ValueError(f"{bar.value} cannot be stacked: {bar.label}")
    return segments


def _bound_signs(segments: Sequence[Bar]) -> dict[str, str]:
    """Return the sign of each inexact bar: that of its segments, “about” if mixed."""
    signs: dict[str, str] = {}
    for bar in segments:
        if sign := SIGNS.get(bar.bound):
            previous = signs.setdefault(bar.group, sign)
            signs[bar.group] = sign if sign == previous else ABOUT
    return signs


def _legend(
    segments: Sequence[Bar], series: Sequence[tuple[str, str]], signs: dict[str, str]
) -> tuple[LegendEntry, ...]:
    used = {bar.series for bar in segments}
    meanings = {"≥": _("at least"), "≤": _("at most"), ABOUT: _("about")}
    return (
        *(LegendEntry(name, token, "square") for name, token in series if name in used),
        *(
            LegendEntry(meaning, sign=sign)
            for sign, meaning in meanings.items()
            if sign in signs.values()
        ),
    )


@dataclass(frozen=True)
class BarLayers:
    """The layers of the chart; `tokens` has the color of each series, in order."""

    groups: list[str]
    tokens: dict[str, str]
    scale: Scale
    horizontal: bool

    @property
    def config(self) -> Spec:
        """The config, with room for the names of horizontal bars in any font."""
        if not self.horizontal:
            return CONFIG
        longest = max(map(len, self.groups)) * FONT_SIZE * LETTER_WIDTH
        return with_label_room(min(longest, LABEL_LIMIT))

    def segments(self, bars: Sequence[Bar]) -> Spec:
        """Return the segments, stacked in the order of the series."""
        mark: Spec = {"type": "bar", "stroke": color("paper"), "strokeWidth": 1}
        channels, amount_end = self._channels("start")
        layer = linked_mark(
            mark,
            **channels,
            **{amount_end: {"field": "end"}},
            fill=unscaled("fill"),
        )
        return {"data": {"values": self._stack(bars)}, **layer}

    def _stack(self, bars: Sequence[Bar]) -> list[Spec]:
        """Return a row for each bar that begins where the one below it ends."""
        order = list(self.tokens)
        ends = dict.fromkeys(self.groups, 0.0)
        rows: list[Spec] = []
        for bar in sorted(bars, key=lambda bar: order.index(bar.series)):
            start = ends[bar.group]
            ends[bar.group] = start + float(bar.value) / self.scale.factor
            rows.append(
                {
                    "group": bar.group,
                    "start": start,
                    "end": ends[bar.group],
                    "fill": color(self.tokens[bar.series]),
                    "label": bar.label,
                    "url": local_url(bar.url),
                }
            )
        return rows

    def signs(self, signs: dict[str, str], sums: dict[str, float]) -> list[Spec]:
        """Return a layer with a sign beyond the end of each inexact bar, if any is."""
        if not signs:
            return []
        rows = [
            {"group": group, "end": sums[group] / self.scale.factor, "sign": sign}
            for group, sign in signs.items()
        ]
        offset = {"dx": 12} if self.horizontal else {"dy": -9}
        channels, _amount_end = self._channels("end")
        return [
            {
                "data": {"values": rows},
                "mark": {"type": "text", "aria": False, "fontSize": 16, **offset},
                "encoding": {"text": {"field": "sign"}, **channels},
            }
        ]

    def _channels(self, field: str) -> tuple[Spec, str]:
        """Return the channels of group and amount, and the name of the amount's end."""
        group, amount = self._group_channel(), self._amount_channel(field)
        if self.horizontal:
            return {"y": group, "x": amount}, "x2"
        return {"x": group, "y": amount}, "y2"

    def _group_channel(self) -> Spec:
        return {
            "field": "group",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": self.groups, "paddingInner": 0.3, "paddingOuter": 0.2},
            "axis": {
                "title": None,
                "domain": True,
                "labelAngle": 0,
                "labelLimit": LABEL_LIMIT,
                "labelColor": color("ink"),
                "labelOverlap": not self.horizontal,
            },
        }

    def _amount_channel(self, field: str) -> Spec:
        title = {"titleAnchor": "end"} if self.horizontal else AMOUNT_AXIS_TITLE
        return {
            "field": field,
            "type": "quantitative",
            "stack": None,
            "scale": {"zero": True},
            "axis": {
                "title": self.scale.title or None,
                "format": ",~f",
                "tickCount": 5,
                **title,
            },
        }
