"""The outlines of the states, projected and thinned out for a sheet of 975 by 610."""

import json
from functools import cache
from itertools import accumulate, pairwise
from math import dist
from typing import Any

from django.conf import settings

from mfgusa.charts.projection import Place, project

FILE = "fixtures/geo/us-states.topojson"
FINENESS = 0.8  # How far, in units of the sheet, a line may leave the true one.
SMALLEST = 8  # Islands smaller than this many square units are left out.
DISTRICT, DISTRICT_SIZE = "11", 9  # Too small to be seen; drawn as a square.

Line = list[Place]


@cache
def topology() -> dict[str, Any]:
    """TopoJSON with one object, `states`; `id` is the FIPS code. Territories are not
    on the sheet."""
    with open(settings.BASE_DIR / FILE, encoding="utf-8") as file:
        source = json.load(file)
    lines = [_line(arc, **source["transform"]) for arc in source["arcs"]]
    shapes = [_shape(one, lines) for one in source["objects"]["states"]["geometries"]]
    states = [shape for shape in shapes if shape["arcs"]]
    # By name, as FIPS codes run; the District is drawn last, on top.
    states.sort(key=lambda shape: (shape["id"] == DISTRICT, shape["id"]))
    return {
        "type": "Topology",
        "arcs": [_arc(line) for line in lines],
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "objects": {"states": {"type": "GeometryCollection", "geometries": states}},
    }


def _line(arc: Any, *, scale: Place, translate: Place) -> Line:
    """An arc of the source on the sheet, thinned out; empty if it is not all there."""
    steps = accumulate(arc, lambda one, step: (one[0] + step[0], one[1] + step[1]))
    line = [
        place
        for x, y in steps
        if (place := project(x * scale[0] + translate[0], y * scale[1] + translate[1]))
    ]
    return thinned(line) if len(line) == len(arc) else []


def thinned(line: Line) -> Line:
    """The line with as few points as keep it true (Ramer, Douglas and Peucker)."""
    if len(line) < 3:
        return line
    first, last = line[0], line[-1]
    away, at = max((_distance(p, first, last), i) for i, p in enumerate(line[1:-1], 1))
    if away <= FINENESS:
        return [first, last]
    return thinned(line[: at + 1])[:-1] + thinned(line[at:])


def _distance(point: Place, first: Place, last: Place) -> float:
    length = dist(first, last)
    if not length:
        return dist(point, first)
    (x, y), (a, b), (c, d) = point, first, last
    return abs((c - a) * (b - y) - (a - x) * (d - b)) / length


def _shape(geometry: Any, lines: list[Line]) -> dict[str, Any]:
    """A state, less what is off the sheet and the islands too small to be seen."""
    parts = geometry["arcs"]
    if geometry["type"] == "Polygon":
        parts = [parts]
    if geometry["id"] == DISTRICT:
        lines.append(_square_about(_ring(parts[0][0], lines)))
        parts = [[[len(lines) - 1]]]
    sizes = [abs(_area(_ring(part[0], lines))) for part in parts]
    least = min(SMALLEST, max(sizes))
    kept = [part for part, size in zip(parts, sizes, strict=True) if size >= least > 0]
    return {"type": "MultiPolygon", "id": geometry["id"], "arcs": kept}


def _ring(arcs: list[int], lines: list[Line]) -> Line:
    """The points of a ring; a negative number is an arc read backwards."""
    pieces = [lines[i] if i >= 0 else lines[~i][::-1] for i in arcs]
    return [place for piece in pieces for place in piece] if all(pieces) else []


def _area(ring: Line) -> float:
    return sum(a * d - c * b for (a, b), (c, d) in pairwise([*ring, *ring[:1]])) / 2


def _square_about(ring: Line) -> Line:
    x, y = (sum(values) / len(ring) for values in zip(*ring, strict=True))
    half = DISTRICT_SIZE / 2
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [(x + half * a, y + half * b) for a, b in corners]


def _arc(line: Line) -> list[list[int]]:
    """The line in tenths, each point as a step from the one before."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in line] or [(0, 0)]
    steps = [[c - a, d - b] for (a, b), (c, d) in pairwise(tenths)]
    return [list(tenths[0]), *steps]
