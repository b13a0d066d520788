import re
from itertools import combinations
from math import dist

import pytest

from mfgusa.charts.maps import Marker, StateShade
from mfgusa.charts.marker_separation import separate_markers
from mfgusa.charts.outlines import state_topology
from mfgusa.charts.projection import HEIGHT, SCALE, WIDTH, project
from tests.mfgusa.charts.drawings import links, map_of

AT = re.compile(r"translate\(([\d.]+),([\d.]+)\)")


def shades(*values):
    return [
        StateShade(f"{n:02}", "", value, f"{n}: {value}", f"/{n}/")
        for n, value in enumerate(values, 17)
    ]


def legend(picture):
    return [str(key.label) for key in picture.legend]


@pytest.mark.parametrize(
    ("place", "x", "y"),
    [  # From the tests of d3-geo's albersUsa, which has scale 1070 at (480, 250).
        ((-122.4194, 37.7749), 107.4, 214.1),
        ((-74.0059, 40.7128), 794.6, 176.5),
        ((-95.9928, 36.1540), 488.8, 298.0),
        ((-149.9003, 61.2181), 171.2, 446.9),
        ((-157.8583, 21.3069), 298.5, 451.0),
    ],
)
def test_points_are_projected_like_d3_geo(place, x, y):
    larger = SCALE / 1070
    expected = (WIDTH / 2 + (x - 480) * larger, HEIGHT / 2 + (y - 250) * larger)

    assert project(*place) == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("abroad", [(-66.1, 18.4), (144.8, 13.4), (13.4, 52.5)])
def test_points_outside_the_states_are_not_drawn(abroad):
    assert links(map_of(markers=[Marker(*abroad, "Abroad", "/x/")]).svg) == []


def test_the_map_has_fifty_states_and_the_district():
    ids = [shape["id"] for shape in state_topology()["objects"]["states"]["geometries"]]

    assert len(ids) == len(set(ids)) == 51
    assert ids[-1] == "11"


def test_every_state_and_marker_is_a_link():
    states = [StateShade("39", "Ohio", None, "Ohio", "/places/OH/")]
    markers = [Marker(-84, 40, f"Site {n}", f"/{n}/") for n in range(30)]

    drawn = links(map_of(states, markers).svg)

    assert sorted(drawn) == sorted(
        [("/places/OH/", "Ohio", "Ohio")]
        + [(f"/{n}/", f"Site {n}", f"Site {n}") for n in range(30)]
    )


def test_markers_of_one_place_are_separated():
    markers = [Marker(-84, 40, f"Site {n}", "/") for n in range(30)]
    svg = map_of(markers=markers).svg
    places = [(float(x), float(y)) for x, y in AT.findall(svg)[1:]]

    assert len(places) == 30
    for first, second in combinations(places, 2):
        assert dist(first, second) > 11


def test_distant_markers_stay():
    first, second = separate_markers([(10, 10), (50, 50)], 14)

    assert first == pytest.approx((10, 10), abs=0.1)
    assert second == pytest.approx((50, 50), abs=0.1)


def test_shades_are_steps_with_their_bounds():
    picture = map_of(shades(0, 1, 1, 2, 3, 5, 8, 24, None))

    assert legend(picture) == ["none, not recorded", "1–2", "3–7", "8–24"]  # noqa: RUF001
    assert "var(--shade-4)" in picture.svg


def test_one_value_is_one_step():
    assert legend(map_of(shades(3, 3))) == ["3"]


def test_a_map_without_values_is_plain():
    picture = map_of(shades(None, None))

    assert not picture.legend
    assert "shade" not in picture.svg


def test_groups_have_their_shape_and_name():
    markers = [Marker(-84, 40, "A", "/", "DOD"), Marker(-90, 40, "B", "/", "DOE")]
    other = Marker(-100, 40, "C", "/", "NASA")

    assert legend(map_of(markers=markers)) == ["Defense", "Energy"]
    assert legend(map_of(markers=[*markers, other]))[-1] == "Other"
    assert legend(map_of(markers=[other])) == []
