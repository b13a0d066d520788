"""Moves overlapping markers apart so that each can be seen and selected."""

from collections.abc import Sequence
from math import cos, dist, sin

from mfgusa.charts.projection import Position

GOLDEN_ANGLE = 2.399963  # Markers on one point all leave it in different directions.
MAX_ROUNDS = 80


def separate_markers(
    positions: Sequence[Position], min_distance: float
) -> list[Position]:
    """Return the positions, moved as little as it takes to be `min_distance` apart.

    The result is the same each time.
    """
    moved = [
        (x + 0.01 * cos(i * GOLDEN_ANGLE), y + 0.01 * sin(i * GOLDEN_ANGLE))
        for i, (x, y) in enumerate(positions)
    ]
    for _round in range(MAX_ROUNDS):
        if not _push_apart(moved, min_distance):
            break
    return moved


def _push_apart(positions: list[Position], min_distance: float) -> bool:
    """Move each close pair apart by half of what is missing; whether there was one."""
    order = sorted(range(len(positions)), key=positions.__getitem__)
    was_close = False
    for rank, first in enumerate(order):
        for second in order[rank + 1 :]:
            if positions[second][0] - positions[first][0] > 2 * min_distance:
                break
            was_close |= _push_pair(positions, first, second, min_distance)
    return was_close


def _push_pair(
    positions: list[Position], first: int, second: int, min_distance: float
) -> bool:
    gap = dist(positions[first], positions[second])
    if gap >= min_distance - 0.05:
        return False
    (a, b), (c, d) = positions[first], positions[second]
    step = (min_distance - gap) / 2
    east, south = ((c - a) / gap, (d - b) / gap) if gap else (1.0, 0.0)
    positions[first] = (a - step * east, b - step * south)
    positions[second] = (c + step * east, d + step * south)
    return True
