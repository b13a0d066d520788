"""The outlines of the states, projected and simplified, on a map of 975 by 610."""

import json
from collections.abc import Iterable
from functools import cache
from itertools import accumulate, pairwise
from math import dist
from typing import Literal, TypedDict

from django.conf import settings

from mfgusa.charts.projection import Position, project
from mfgusa.charts.render import ConstantValues

FILE = "fixtures/geo/us-states.topojson"
TOLERANCE = 0.8  # Distance from the true line, in units of the map.
MIN_ISLAND_AREA = 8  # Square units; smaller islands are left out.
DISTRICT, DISTRICT_SIZE = "11", 9  # Too small to be seen; drawn as a square.

Polyline = list[Position]
Ring = list[int]  # Indexes of arcs; ~i is arc i, backward.
Polygon = list[Ring]


class PolygonGeometry(TypedDict):
    """A state of one polygon, in TopoJSON; `id` is its FIPS code."""

    type: Literal["Polygon"]
    id: str
    arcs: Polygon


class MultiPolygonGeometry(TypedDict):
    """A state of several polygons, in TopoJSON; `id` is its FIPS code."""

    type: Literal["MultiPolygon"]
    id: str
    arcs: list[Polygon]


class GeometryCollection(TypedDict):
    """The states, in TopoJSON."""

    type: Literal["GeometryCollection"]
    geometries: list[MultiPolygonGeometry]


class Topology(TypedDict):
    """A TopoJSON document; the points of an arc are steps from the one before."""

    type: Literal["Topology"]
    arcs: list[list[list[int]]]
    transform: dict[str, list[float]]
    objects: dict[str, GeometryCollection]


@cache
def state_outlines() -> ConstantValues:
    """Return the topology of the states as the data of a spec."""
    return ConstantValues(state_topology())


@cache
def state_topology() -> Topology:
    """Return TopoJSON with one object, `states`, without the territories."""
    with open(settings.BASE_DIR / FILE, encoding="utf-8") as file:
        source = json.load(file)
    lines = [_project_arc(arc, **source["transform"]) for arc in source["arcs"]]
    shapes = [_shape(g, lines) for g in source["objects"]["states"]["geometries"]]
    states = [shape for shape in shapes if shape["arcs"]]
    # By FIPS code, as the names run; the District is drawn last, on top.
    states.sort(key=lambda shape: (shape["id"] == DISTRICT, shape["id"]))
    return {
        "type": "Topology",
        "arcs": [_encode_arc(line) for line in lines],
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "objects": {"states": {"type": "GeometryCollection", "geometries": states}},
    }


def _project_arc(
    arc: Iterable[Position], *, scale: Position, translate: Position
) -> Polyline:
    """Return a simplified arc on the map, empty if a point is outside of it."""
    points = list(accumulate(arc, lambda a, step: (a[0] + step[0], a[1] + step[1])))
    coordinates = (
        (x * scale[0] + translate[0], y * scale[1] + translate[1]) for x, y in points
    )
    line = [position for point in coordinates if (position := project(*point))]
    return simplify(line) if len(line) == len(points) else []


def simplify(line: Polyline) -> Polyline:
    """Return the line with fewer points (Ramer, Douglas and Peucker's algorithm)."""
    if len(line) < 3:
        return line
    first, last = line[0], line[-1]
    offset, index = max(
        (_distance(point, first, last), i) for i, point in enumerate(line[1:-1], 1)
    )
    if offset <= TOLERANCE:
        return [first, last]
    return simplify(line[: index + 1])[:-1] + simplify(line[index:])


def _distance(point: Position, first: Position, last: Position) -> float:
    """Return the distance of a point from the line through two others."""
    length = dist(first, last)
    if not length:
        return dist(point, first)
    (x, y), (a, b), (c, d) = point, first, last
    return abs((c - a) * (b - y) - (a - x) * (d - b)) / length


def _shape(
    geometry: PolygonGeometry | MultiPolygonGeometry, lines: list[Polyline]
) -> MultiPolygonGeometry:
    """Return a state without the parts outside of the map and without tiny islands."""
    polygons = _polygons(geometry)
    if geometry["id"] == DISTRICT:
        lines.append(_square_around(_ring_points(polygons[0][0], lines)))
        polygons = [[[len(lines) - 1]]]
    areas = [abs(_area(_ring_points(polygon[0], lines))) for polygon in polygons]
    least = min(MIN_ISLAND_AREA, max(areas))
    visible = [
        polygon
        for polygon, area in zip(polygons, areas, strict=True)
        if area >= least > 0
    ]
    return {"type": "MultiPolygon", "id": geometry["id"], "arcs": visible}


def _polygons(geometry: PolygonGeometry | MultiPolygonGeometry) -> list[Polygon]:
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return geometry["arcs"]


def _ring_points(ring: Ring, lines: list[Polyline]) -> Polyline:
    """Return the points of a ring, empty if one of its arcs is outside of the map."""
    pieces = [lines[i] if i >= 0 else lines[~i][::-1] for i in ring]
    return [point for piece in pieces for point in piece] if all(pieces) else []


def _area(ring: Polyline) -> float:
    return sum(a * d - c * b for (a, b), (c, d) in pairwise([*ring, *ring[:1]])) / 2


def _square_around(ring: Polyline) -> Polyline:
    x, y = (sum(values) / len(ring) for values in zip(*ring, strict=True))
    half = DISTRICT_SIZE / 2
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [(x + half * a, y + half * b) for a, b in corners]


def _encode_arc(line: Polyline) -> list[list[int]]:
    """Return the line in tenths of a unit, each point as a step from the one before."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in line] or [(0, 0)]
    steps = [[c - a, d - b] for (a, b), (c, d) in pairwise(tenths)]
    return [list(tenths[0]), *steps]
