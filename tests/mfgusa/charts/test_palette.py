"""The colors are those of the stylesheet, and every eye can tell them apart."""

import re
from itertools import combinations, pairwise
from math import dist

import pytest
from django.conf import settings

from mfgusa.charts.palette import (
    GROUP_STYLES,
    LIGHT_COLORS,
    SERIES_STYLES,
    SHADES,
    TOKENS,
)

MARKS = ["defense", "energy", "commerce", "accent", "quiet", "edge", "ink"]
TO_LMS = (
    (0.31399022, 0.63951294, 0.04649755),
    (0.15537241, 0.75789446, 0.08670142),
    (0.01775239, 0.10944209, 0.87256922),
)
FROM_LMS = (
    (5.47221206, -4.6419601, 0.16963708),
    (-1.1252419, 2.29317094, -0.1678952),
    (0.02980165, -0.19318073, 1.16364789),
)
EYES = {  # Viénot, Brettel and Mollon 1999, in the cone space of Smith and Pokorny.
    "common": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0, 1.05118294, -0.05116099), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": ((1, 0, 0), (0.9513092, 0, 0.04866992), (0, 0, 1)),
}


def schemes():
    css = (settings.BASE_DIR / "mfgusa/static/mfgusa/site.css").read_text()
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    pairs = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]+);")
    return {"light": dict(pairs.findall(light)), "dark": dict(pairs.findall(dark))}


def linear(color):
    digits = color.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def luminance(color):
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first, second):
    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(color, eye):
    """CIELAB of what an eye sees of a color."""
    cones = times(EYES[eye], times(TO_LMS, linear(color)))
    red, green, blue = (min(max(part, 0), 1) for part in times(FROM_LMS, cones))
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    f, g, h = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z)
    )
    return 116 * g - 16, 500 * (f - g), 200 * (g - h)


def test_the_palette_matches_the_stylesheet():
    assert {token: schemes()["light"][token] for token in LIGHT_COLORS} == LIGHT_COLORS
    assert LIGHT_COLORS.keys() <= schemes()["dark"].keys()
    assert len(TOKENS) == len(LIGHT_COLORS), "Two tokens have one color."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_contrast_with_the_background(scheme):
    colors = schemes()[scheme]

    for mark in MARKS:
        assert contrast(colors[mark], colors["paper"]) >= 3, mark
    assert contrast(colors["edge"], colors["wash"]) >= 3
    for token in ("ink", "quiet"):
        assert contrast(colors[token], colors["paper"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shades_increase_in_contrast(scheme):
    colors = schemes()[scheme]
    steps = [contrast(colors[shade], colors["paper"]) for shade in SHADES]

    for less, more in pairwise(steps):
        assert more > 1.3 * less


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sponsors_differ_for_every_color_vision(scheme, eye):
    colors = schemes()[scheme]
    perceived = [lab(colors[group.token], eye) for group in GROUP_STYLES.values()]

    for first, second in combinations(perceived, 2):
        assert dist(first, second) > 15


def test_groups_differ_in_shape_too():
    assert len({group.shape for group in GROUP_STYLES.values()}) == len(GROUP_STYLES)
    assert len({group.shape for group in SERIES_STYLES[:4]}) == 4
