"""Maps of the United States with shaded states and markers, each a link."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mfgusa.charts.legends import SHAPES, LegendEntry
from mfgusa.charts.marker_separation import separate_markers
from mfgusa.charts.outlines import state_outlines, state_topology
from mfgusa.charts.palette import GROUP_STYLES, OTHER_STYLE, SHADES, color
from mfgusa.charts.pictures import Picture
from mfgusa.charts.projection import HEIGHT, WIDTH, project
from mfgusa.charts.style import CONFIG, Spec, linked_mark, local_url, unscaled

RADII = ((60, 6.5), (150, 5), (10_000, 3.5))  # (Markers at most, radius of each).


@dataclass(frozen=True)
class StateShade:
    """A state with a value; `url` is where its name leads.

    `value` is None where nothing is recorded; `label` is the accessible name, such as
    “Ohio: 24 rows”.
    """

    fips: str
    name: str
    value: int | None
    label: str
    url: str


@dataclass(frozen=True)
class Marker:
    """A point with a link; `group` is a code of `settings.CHART_GROUPS` or empty."""

    longitude: float
    latitude: float
    label: str
    url: str
    group: str = ""


@dataclass(frozen=True)
class PlacedMarker:
    """A marker at its position on the map."""

    marker: Marker
    x: float
    y: float


def state_map(
    *,
    title: str,
    description: str,
    unit: str,
    states: Iterable[StateShade] = (),
    markers: Iterable[Marker] = (),
) -> Picture:
    """Return a map with states shaded in a few steps; plain if no state has a value.

    Territories and points outside the fifty states are not drawn; the page lists them.
    Without states and markers it is a blank map.
    """
    states, placed = list(states), _place_markers(markers)
    classes = ShadeClasses.of([state.value or 0 for state in states])
    spec: Spec = {
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 2,
        "background": None,
        "config": CONFIG | {"padding": 2},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "layer": [_state_layer(states, classes), *_marker_layers(placed)],
    }
    legend = (*classes.legend(states), *_marker_legend(placed))
    return Picture(title, description, spec, unit, legend, may_shrink=True)


@dataclass(frozen=True)
class ShadeClasses:
    """The classes of a shaded map: the least value of each, and the greatest of all."""

    least: tuple[int, ...]
    greatest: int

    @classmethod
    def of(cls, values: Sequence[int]) -> "ShadeClasses":
        """Return a class for each value if they are few, else quantiles."""
        positive = sorted(value for value in values if value > 0)
        if not positive:
            return cls((), 0)
        count, cuts = len(SHADES), set(positive)
        if len(cuts) > count:
            cuts = {positive[len(positive) * step // count] for step in range(count)}
        return cls(tuple(sorted(cuts)), positive[-1])

    @property
    def shades(self) -> tuple[str, ...]:
        """The tokens of the classes: lighter ones if few, but not the lightest."""
        first = 0 if len(self.least) == len(SHADES) else 1
        return SHADES[first : first + len(self.least)]

    def shade(self, value: int | None) -> str:
        """Return the token of a value; zero and None have the background's."""
        return self.shades[bisect_right(self.least, value) - 1] if value else "wash"

    def legend(self, states: Sequence[StateShade]) -> list[LegendEntry]:
        """Return the range of each class, and what a state without a shade means."""
        if not self.least:
            return []
        ends = [*(least - 1 for least in self.least[1:]), self.greatest]
        ranges = zip(self.least, ends, self.shades, strict=True)
        entries = [
            LegendEntry(_range(least, most), shade, "swatch")
            for least, most, shade in ranges
        ]
        words = [_("none")] if any(state.value == 0 for state in states) else []
        words += [_("not recorded")] if any(s.value is None for s in states) else []
        if words:
            entries.insert(0, LegendEntry(", ".join(words), "wash", "swatch"))
        return entries


def _range(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"  # noqa: RUF001


def _state_layer(states: Sequence[StateShade], classes: ShadeClasses) -> Spec:
    """Return the outlines of all states, shaded and linked where a state is given."""
    by_fips = {state.fips: state for state in states}
    rows = [
        {
            "id": shape["id"],
            "fill": color(classes.shade(state.value if state else None)),
            "label": state.label if state else None,
            "url": local_url(state.url) if state else None,
        }
        for shape in state_topology()["objects"]["states"]["geometries"]
        for state in [by_fips.get(shape["id"])]
    ]
    fields = ["fill", "label", "url"]
    mark: Spec = {"type": "geoshape", "stroke": color("edge"), "strokeWidth": 0.7}
    return {
        "data": {
            "values": state_outlines(),
            "format": {"type": "topojson", "feature": "states"},
        },
        "transform": [
            {
                "lookup": "id",
                "from": {"data": {"values": rows}, "key": "id", "fields": fields},
            }
        ],
        **linked_mark(mark, fill=unscaled("fill")),
    }


def _place_markers(markers: Iterable[Marker]) -> list[PlacedMarker]:
    """Return the markers on the map, in a fixed order and separated."""
    order = sorted(markers, key=lambda m: (m.latitude, m.longitude, m.label, m.url))
    on_map = [(m, p) for m in order if (p := project(m.longitude, m.latitude))]
    min_distance = 2.2 * _radius(len(on_map))
    positions = separate_markers([p for _marker, p in on_map], min_distance)
    return [
        PlacedMarker(marker, *position)
        for (marker, _original), position in zip(on_map, positions, strict=True)
    ]


def _radius(count: int) -> float:
    return next((radius for most, radius in RADII if count <= most), RADII[-1][1])


def _marker_layers(placed: Sequence[PlacedMarker]) -> list[Spec]:
    """Return the layer of the markers, if there are any."""
    if not placed:
        return []
    mark: Spec = {
        "type": "point",
        "size": (2 * _radius(len(placed))) ** 2,
        "stroke": color("paper"),
        "strokeWidth": 1.2,
        "opacity": 1,
    }
    layer = linked_mark(
        mark,
        longitude={"field": "x", "type": "quantitative"},
        latitude={"field": "y", "type": "quantitative"},
        fill=unscaled("fill"),
        shape=unscaled("shape"),
    )
    return [{"data": {"values": [_marker_row(item) for item in placed]}, **layer}]


def _marker_row(placed: PlacedMarker) -> Spec:
    style = GROUP_STYLES.get(placed.marker.group, OTHER_STYLE)
    return {
        "x": round(placed.x, 1),
        "y": round(placed.y, 1),
        "fill": color(style.token),
        "shape": SHAPES[style.shape],
        "label": placed.marker.label,
        "url": local_url(placed.marker.url),
    }


def _marker_legend(placed: Sequence[PlacedMarker]) -> list[LegendEntry]:
    """Return the groups of the markers, nothing if no marker has a known group."""
    codes = {item.marker.group for item in placed}
    styles = [style for code, style in GROUP_STYLES.items() if code in codes]
    if styles and codes - GROUP_STYLES.keys():
        styles.append(OTHER_STYLE)
    return [LegendEntry(style.name, style.token, style.shape) for style in styles]
