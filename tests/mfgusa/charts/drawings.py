"""Pictures for tests, and functions that read the SVG drawn."""

from xml.etree import ElementTree as ET

from mfgusa.charts.bars import Bar, stacked_bars
from mfgusa.charts.maps import Marker, StateShade, state_map
from mfgusa.charts.series import Point, time_series

WORDS = {"title": "A title", "description": "What to see.", "unit": "a unit"}
SVG = "{http://www.w3.org/2000/svg}"


def map_of(states=(), markers=()):
    return state_map(**WORDS, states=states, markers=markers)


def bars_of(*bars, **changes):
    options = {
        "series": [("Federal", "accent"), ("Other", "edge")],
        "groups": ["2015", "2016"],
    }
    return stacked_bars(**WORDS, bars=bars, **options | changes)


def series_of(*points, breaks=()):
    return time_series(**WORDS, points=points, breaks=breaks)


def one_of_each(label="Ohio: 24 partners", url="/places/OH/"):
    """Return a picture of each kind whose data all have this label and URL."""
    return [
        map_of(
            [StateShade("39", "Ohio", 24, label, url)],
            [Marker(-81.5, 41.1, label, url, "DOD")],
        ),
        bars_of(Bar("2015", "Federal", 7e7, label, url, "at-least")),
        bars_of(Bar("2016", "Other", 12, label, url), horizontal=True, money=False),
        series_of(Point("2016", 12, label, url, True), breaks=[("2017", label)]),
    ]


def elements(svg):
    return list(ET.fromstring(svg).iter())


def links(svg):
    """The links of a drawing, each as (address, name, tooltip)."""
    return [
        (link.get("href"), link.get("aria-label"), link.findtext(f"{SVG}title"))
        for link in elements(svg)
        if link.tag == f"{SVG}a"
    ]


def texts(svg):
    return [
        "".join(element.itertext())
        for element in elements(svg)
        if element.tag == f"{SVG}text"
    ]
