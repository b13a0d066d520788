"""Stacked bars, each segment a link to the rows it adds up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.charts.legends import Key
from mfgusa.charts.palette import colour
from mfgusa.charts.pictures import Picture, nothing
from mfgusa.charts.scales import Scale, dollars, plain
from mfgusa.charts.style import AMOUNTS_TITLE, address, as_given, chart, linked

ABOUT = "≈"
SIGNS = {"at-least": "≥", "at-most": "≤", "about": ABOUT}


@dataclass(frozen=True)
class Bar:
    """One segment: which bar it is in (`group`), which part of it (`series`).

    `label` says all of it and `url` leads to its rows; `bound` is `at-least`,
    `at-most`, `about`, or `exact` or empty.
    """

    group: str
    series: str
    value: float
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
    """Bars for the groups, in their order, made of the series (name, token).

    Money is in dollars and drawn in millions. A bar whose sum is not exact has a sign
    at its end. Without a value above zero the picture says that nothing is recorded.
    ValueError for a value below zero or not a number, KeyError for a series or colour
    that is not known.
    """
    groups, segments = list(dict.fromkeys(groups)), _checked(bars)
    if not any(bar.value for bar in segments):
        return nothing(title=title, description=description, unit=unit)
    sums = {g: sum(float(b.value) for b in segments if b.group == g) for g in groups}
    scale = dollars() if money else plain(unit, max(sums.values()))
    stack = Stack(groups, dict(series), scale, horizontal)
    signs = _signs(segments)
    layers = [stack.segments(segments), *stack.signs(signs, sums)]
    spec = chart(layers, height=60 + 30 * len(groups) if horizontal else 340)
    return Picture(title, description, spec, unit, _legend(segments, series, signs))


def _checked(bars: Iterable[Bar]) -> list[Bar]:
    segments = list(bars)
    for bar in segments:
        if not (isfinite(bar.value) and bar.value >= 0):
            raise ValueError(f"{bar.value} cannot be stacked: {bar.label}")
    return segments


def _signs(segments: Sequence[Bar]) -> dict[str, str]:
    """How exact each bar is: its own sign if its segments agree, else “about”."""
    found: dict[str, str] = {}
    for bar in segments:
        if sign := SIGNS.get(bar.bound):
            known = found.setdefault(bar.group, sign)
            found[bar.group] = sign if sign == known else ABOUT
    return found


def _legend(
    segments: Sequence[Bar], series: Sequence[tuple[str, str]], signs: dict[str, str]
) -> tuple[Key, ...]:
    there = {bar.series for bar in segments}
    meanings = {"≥": _("at least"), "≤": _("at most"), ABOUT: _("about")}
    return (
        *(Key(name, token, "square") for name, token in series if name in there),
        *(Key(m, sign=s) for s, m in meanings.items() if s in signs.values()),
    )


@dataclass(frozen=True)
class Stack:
    """The layers of the chart, upright or lying."""

    groups: list[str]
    tokens: dict[str, str]
    scale: Scale
    horizontal: bool

    def segments(self, bars: Sequence[Bar]) -> dict[str, Any]:
        """Rectangles that follow each other in the order of the series."""
        order = list(self.tokens)
        ends = dict.fromkeys(self.groups, 0.0)
        rows = []
        for bar in sorted(bars, key=lambda bar: order.index(bar.series)):
            start = ends[bar.group]
            ends[bar.group] = start + float(bar.value) / self.scale.factor
            rows.append(
                {
                    "group": bar.group,
                    "start": start,
                    "end": ends[bar.group],
                    "fill": colour(self.tokens[bar.series]),
                    "label": bar.label,
                    "url": address(bar.url),
                }
            )
        mark = {"type": "bar", "stroke": colour("paper"), "strokeWidth": 1}
        along, across, to = self._channels("start")
        layer = linked(
            mark, **along, **across, **{to: {"field": "end"}}, fill=as_given("fill")
        )
        return {"data": {"values": rows}, **layer}

    def signs(
        self, signs: dict[str, str], sums: dict[str, float]
    ) -> list[dict[str, Any]]:
        """A sign beyond the end of each bar that is not exact."""
        if not signs:
            return []
        rows = [
            {"group": group, "end": sums[group] / self.scale.factor, "sign": sign}
            for group, sign in signs.items()
        ]
        shift = {"dx": 12} if self.horizontal else {"dy": -9}
        along, across, _to = self._channels("end")
        return [
            {
                "data": {"values": rows},
                "mark": {"type": "text", "aria": False, "fontSize": 16, **shift},
                "encoding": {"text": {"field": "sign"}, **along, **across},
            }
        ]

    def _channels(self, field: str) -> tuple[dict[str, Any], dict[str, Any], str]:
        """The group's channel, the amount's, and the name of the amount's end."""
        group, amount = self._group(), self._amount(field)
        if self.horizontal:
            return {"y": group}, {"x": amount}, "x2"
        return {"x": group}, {"y": amount}, "y2"

    def _group(self) -> dict[str, Any]:
        return {
            "field": "group",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": self.groups, "paddingInner": 0.3, "paddingOuter": 0.2},
            "axis": {
                "title": None,
                "domain": True,
                "labelAngle": 0,
                "labelLimit": 220,
                "labelColor": colour("ink"),
                "labelOverlap": not self.horizontal,
            },
        }

    def _amount(self, field: str) -> dict[str, Any]:
        title = {"titleAnchor": "end"} if self.horizontal else AMOUNTS_TITLE
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
