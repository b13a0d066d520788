"""Albers' equal-area map of the United States, Alaska and Hawaii below the rest.

The same constants as d3-geo's `albersUsa`, on a sheet of 975 by 610. Computed here and
not by Vega, so that outlines can be thinned out and markers set apart in the units of
the sheet.
"""

from collections.abc import Callable
from math import cos, radians, sin, sqrt

Place = tuple[float, float]
WIDTH, HEIGHT = 975, 610
SCALE = 1300


def _conic(
    meridian: float, center: Place, parallels: Place, *, scale: float, at: Place
) -> Callable[[float, float], Place]:
    """Longitude and latitude to the sheet, by Albers' conic equal-area projection."""
    south, north = (sin(radians(parallel)) for parallel in parallels)
    n = (south + north) / 2
    c = 1 + south * (2 * n - south)
    top = sqrt(c) / n

    def plane(longitude: float, latitude: float) -> Place:
        radius = sqrt(c - 2 * n * sin(radians(latitude))) / n
        angle = n * radians(longitude)
        return radius * sin(angle), top - radius * cos(angle)

    middle = plane(*center)

    def project(longitude: float, latitude: float) -> Place:
        east = (longitude - meridian + 180) % 360 - 180
        x, y = plane(east, latitude)
        return at[0] + scale * (x - middle[0]), at[1] - scale * (y - middle[1])

    return project


def _on_sheet(x: float, y: float) -> Place:
    return WIDTH / 2 + x * SCALE, HEIGHT / 2 + y * SCALE


_lower_48 = _conic(-96, (-0.6, 38.7), (29.5, 45.5), scale=SCALE, at=_on_sheet(0, 0))
_alaska = _conic(
    -154, (-2, 58.5), (55, 65), scale=SCALE * 0.35, at=_on_sheet(-0.307, 0.201)
)
_hawaii = _conic(-157, (-3, 19.9), (8, 18), scale=SCALE, at=_on_sheet(-0.205, 0.212))


def project(longitude: float, latitude: float) -> Place | None:
    """Where a point lies on the sheet; None beyond the fifty states' bounds."""
    if 24 < latitude < 49.6 and -125 < longitude < -66.5:
        return _lower_48(longitude, latitude)
    if 51 < latitude < 72 and (longitude < -129.9 or longitude > 172):
        return _alaska(longitude, latitude)
    if 18.5 < latitude < 22.5 and -161 < longitude < -154:
        return _hawaii(longitude, latitude)
    return None
