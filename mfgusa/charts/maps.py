"""The United States with shades and markers, each a link."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.charts.legends import SHAPES, Key
from mfgusa.charts.outlines import topology
from mfgusa.charts.palette import GROUPS, OTHER, SHADES, colour
from mfgusa.charts.pictures import Picture
from mfgusa.charts.projection import HEIGHT, WIDTH, project
from mfgusa.charts.spreading import spread
from mfgusa.charts.style import CONFIG, address, as_given, linked

RADII = ((60, 6.5), (150, 5), (10_000, 3.5))  # Up to so many markers, this big.


@dataclass(frozen=True)
class StateShade:
    """A state, how much there is of something, and where its name leads.

    `value` is None where nothing is recorded; `label` says all of it: “Ohio: 24
    partners”.
    """

    fips: str
    name: str
    value: int | None
    label: str
    url: str


@dataclass(frozen=True)
class Marker:
    """A point with a link; `group` is an agency's code (DOD, DOE, DOC) or empty."""

    longitude: float
    latitude: float
    label: str
    url: str
    group: str = ""


def state_map(
    *,
    title: str,
    description: str,
    unit: str,
    states: Iterable[StateShade] = (),
    markers: Iterable[Marker] = (),
) -> Picture:
    """States shaded in a few steps if any has a value, plain outlines if none has.

    Territories and points outside the fifty states are not drawn; the page lists them.
    Without states and markers it is the bare map.
    """
    states, drawn = list(states), _placed(markers)
    classes = Classes.of([state.value or 0 for state in states])
    spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 2,
        "background": None,
        "config": CONFIG | {"padding": 2},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "layer": [_outlines(states, classes), *_points(drawn)],
    }
    legend = (*classes.legend(states), *_marker_legend(drawn))
    return Picture(title, description, spec, unit, legend, may_shrink=True)


@dataclass(frozen=True)
class Classes:
    """Steps of a shade: the least value of each, and the greatest of all."""

    least: tuple[int, ...]
    greatest: int

    @classmethod
    def of(cls, values: Sequence[int]) -> "Classes":
        """A step for each value where they are few, else as many states in each."""
        found = sorted(value for value in values if value > 0)
        if not found:
            return cls((), 0)
        steps, cuts = len(SHADES), set(found)
        if len(cuts) > steps:
            cuts = {found[len(found) * step // steps] for step in range(steps)}
        return cls(tuple(sorted(cuts)), found[-1])

    @property
    def shades(self) -> tuple[str, ...]:
        """The lighter ones where there are few, but never one like the ground."""
        first = 0 if len(self.least) == len(SHADES) else 1
        return SHADES[first : first + len(self.least)]

    def shade(self, value: int | None) -> str:
        """The token of a value; nothing and not recorded have the ground's."""
        return self.shades[bisect_right(self.least, value) - 1] if value else "wash"

    def legend(self, states: Sequence[StateShade]) -> list[Key]:
        """The steps in words, and what no shade means."""
        if not self.least:
            return []
        ends = [*(least - 1 for least in self.least[1:]), self.greatest]
        steps = zip(self.least, ends, self.shades, strict=True)
        keys = [Key(_span(*ends), shade, "swatch") for *ends, shade in steps]
        words = [_("none")] if any(state.value == 0 for state in states) else []
        words += [_("not recorded")] if any(s.value is None for s in states) else []
        return [*([Key(", ".join(words), "wash", "swatch")] if words else []), *keys]


def _span(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"  # noqa: RUF001


def _outlines(states: Sequence[StateShade], classes: Classes) -> dict[str, Any]:
    told = {state.fips: state for state in states}
    outlines = topology()
    rows = [
        {
            "id": shape["id"],
            "fill": colour(classes.shade(state.value if state else None)),
            "label": state.label if state else None,
            "url": address(state.url) if state else None,
        }
        for shape in outlines["objects"]["states"]["geometries"]
        for state in [told.get(shape["id"])]
    ]
    fields = ["fill", "label", "url"]
    mark = {"type": "geoshape", "stroke": colour("edge"), "strokeWidth": 0.7}
    return {
        "data": {
            "values": outlines,
            "format": {"type": "topojson", "feature": "states"},
        },
        "transform": [
            {
                "lookup": "id",
                "from": {"data": {"values": rows}, "key": "id", "fields": fields},
            }
        ],
        **linked(mark, fill=as_given("fill")),
    }


def _placed(markers: Iterable[Marker]) -> list[tuple[Marker, float, float]]:
    """The markers on the sheet, in a fixed order and none upon another."""
    order = sorted(markers, key=lambda m: (m.latitude, m.longitude, m.label, m.url))
    on_sheet = [(m, p) for m in order if (p := project(m.longitude, m.latitude))]
    apart = 2.2 * _radius(len(on_sheet))
    places = spread([place for _marker, place in on_sheet], apart)
    return [(m, *place) for (m, _at), place in zip(on_sheet, places, strict=True)]


def _radius(count: int) -> float:
    return next((radius for most, radius in RADII if count <= most), RADII[-1][1])


def _points(drawn: Sequence[tuple[Marker, float, float]]) -> list[dict[str, Any]]:
    if not drawn:
        return []
    rows = [
        {
            "x": round(x, 1),
            "y": round(y, 1),
            "fill": colour(GROUPS.get(marker.group, OTHER).token),
            "shape": SHAPES[GROUPS.get(marker.group, OTHER).shape],
            "label": marker.label,
            "url": address(marker.url),
        }
        for marker, x, y in drawn
    ]
    size = (2 * _radius(len(drawn))) ** 2
    mark = {
        "type": "point",
        "size": size,
        "stroke": colour("paper"),
        "strokeWidth": 1.2,
        "opacity": 1,
    }
    layer = linked(
        mark,
        longitude={"field": "x", "type": "quantitative"},
        latitude={"field": "y", "type": "quantitative"},
        fill=as_given("fill"),
        shape=as_given("shape"),
    )
    return [{"data": {"values": rows}, **layer}]


def _marker_legend(drawn: Sequence[tuple[Marker, float, float]]) -> list[Key]:
    """The groups that are there; none if there is nothing to tell apart."""
    there = {marker.group for marker, _x, _y in drawn}
    named = [group for code, group in GROUPS.items() if code in there]
    if named and there - GROUPS.keys():
        named.append(OTHER)
    return [Key(group.name, group.token, group.shape) for group in named]
