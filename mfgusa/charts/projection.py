"""Albers equal-area map of the United States, with Alaska and Hawaii as insets.

The constants are those of d3-geo's `albersUsa`, for a map of 975 by 610 units. The
projection is computed here rather than by Vega, because outlines are simplified and
markers separated in units of the map.
"""

from collections.abc import Callable
from math import cos, radians, sin, sqrt

Position = tuple[float, float]
WIDTH, HEIGHT = 975, 610
SCALE = 1300


def _conic(
    meridian: float,
    center: Position,
    parallels: Position,
    *,
    scale: float,
    at: Position,
) -> Callable[[float, float], Position]:
    """Return a projection from longitude and latitude to the map.

    It is Albers' conic equal-area projection with `center` (relative to `meridian`)
    at a position of the map.
    """
    south, north = (sin(radians(parallel)) for parallel in parallels)
    n = (south + north) / 2
    c = 1 + south * (2 * n - south)
    top = sqrt(c) / n

    def to_plane(longitude: float, latitude: float) -> Position:
        radius = sqrt(c - 2 * n * sin(radians(latitude))) / n
        angle = n * radians(longitude)
        return radius * sin(angle), top - radius * cos(angle)

    origin = to_plane(*center)

    def to_map(longitude: float, latitude: float) -> Position:
        east = (longitude - meridian + 180) % 360 - 180
        x, y = to_plane(east, latitude)
        return at[0] + scale * (x - origin[0]), at[1] - scale * (y - origin[1])

    return to_map


def _from_center(x: float, y: float) -> Position:
    """Return the position at an offset from the center, in units of the scale."""
    return WIDTH / 2 + x * SCALE, HEIGHT / 2 + y * SCALE


_lower_48 = _conic(-96, (-0.6, 38.7), (29.5, 45.5), scale=SCALE, at=_from_center(0, 0))
_alaska = _conic(
    -154, (-2, 58.5), (55, 65), scale=SCALE * 0.35, at=_from_center(-0.307, 0.201)
)
_hawaii = _conic(-157, (-3, 19.9), (8, 18), scale=SCALE, at=_from_center(-0.205, 0.212))


def project(longitude: float, latitude: float) -> Position | None:
    """Return the position of a point on the map; None outside of the fifty states."""
    if 24 < latitude < 49.6 and -125 < longitude < -66.5:
        return _lower_48(longitude, latitude)
    if 51 < latitude < 72 and (longitude < -129.9 or longitude > 172):
        return _alaska(longitude, latitude)
    if 18.5 < latitude < 22.5 and -161 < longitude < -154:
        return _hawaii(longitude, latitude)
    return None
