"""Markers that would hide each other, set apart so that each can be reached."""

from collections.abc import Sequence
from math import cos, dist, sin

from mfgusa.charts.projection import Place

TURN = 2.399963  # The golden angle: no two that share a point leave the same way.
ROUNDS = 80


def spread(places: Sequence[Place], apart: float) -> list[Place]:
    """The places, moved no more than it takes to lie so far apart, always alike."""
    moved = [
        (x + 0.01 * cos(i * TURN), y + 0.01 * sin(i * TURN))
        for i, (x, y) in enumerate(places)
    ]
    for _round in range(ROUNDS):
        if not _push(moved, apart):
            break
    return moved


def _push(places: list[Place], apart: float) -> bool:
    """Moves each of a pair that is too close by half of what is missing, if any is."""
    order = sorted(range(len(places)), key=places.__getitem__)
    was_close = False
    for at, one in enumerate(order):
        for other in order[at + 1 :]:
            if places[other][0] - places[one][0] > 2 * apart:
                break
            was_close |= _part(places, one, other, apart)
    return was_close


def _part(places: list[Place], one: int, other: int, apart: float) -> bool:
    gap = dist(places[one], places[other])
    if gap >= apart - 0.05:
        return False
    (a, b), (c, d) = places[one], places[other]
    step = (apart - gap) / 2
    east, south = ((c - a) / gap, (d - b) / gap) if gap else (1.0, 0.0)
    places[one] = (a - step * east, b - step * south)
    places[other] = (c + step * east, d + step * south)
    return True
