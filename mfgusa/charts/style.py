"""The common look of all charts, and helpers to write Vega-Lite specs."""

from collections.abc import Mapping, Sequence
from math import ceil

from mfgusa.charts.markup import is_local
from mfgusa.charts.palette import color

Spec = dict[str, object]  # A Vega-Lite spec, or a part of one.

SANS = "Liberation Sans, Arial, sans-serif"
SERIF = "Liberation Serif, Georgia, serif"
CHART_WIDTH = 720  # Of charts with axes, labels included.
FONT_SIZE = 13
LETTER_WIDTH = 0.61  # Of a letter, as a share of the font size, in a wide font.
EXTRA_WIDTH = 0.2  # By which a reader's font may exceed the one that Vega measures.

CONFIG: Spec = {
    "background": None,
    "font": SANS,
    "padding": {"left": 10, "right": 18, "top": 6, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "aria": False,  # The table below the chart reads better than loose numbers.
        "domain": False,
        "domainColor": color("ink"),
        "gridColor": color("rule"),
        "labelColor": color("quiet"),
        "labelFontSize": FONT_SIZE,
        "labelPadding": 6,
        "ticks": False,
        "titleColor": color("quiet"),
        "titleFontSize": FONT_SIZE,
        "titleFontWeight": "normal",
    },
    "text": {"fontSize": FONT_SIZE, "color": color("ink")},
}
AMOUNT_AXIS_TITLE: Spec = {  # Above the axis, aligned with its numbers.
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "start",
    "titleBaseline": "bottom",
    "titleX": 0,
    "titleY": -12,
}


def chart_spec(
    layers: Sequence[Spec], *, height: int, config: Mapping[str, object] = CONFIG
) -> Spec:
    """Return a Vega-Lite spec of the usual width with these layers."""
    return {
        "width": CHART_WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": config,
        "layer": layers,
    }


def with_label_room(label_width: float) -> Spec:
    """Return the config with room for labels at the left in a reader's wider font."""
    padding = {"left": 2 + ceil(label_width * EXTRA_WIDTH), "right": 18}
    return CONFIG | {"padding": {"top": 6, "bottom": 2} | padding}


def local_url(url: str) -> str | None:
    """Return the URL if it is on this site; Vega fails on a URL it finds unsafe."""
    return url if is_local(url) else None


def linked_mark(mark: Spec, **encoding: object) -> Spec:
    """Return a mark that links each datum to its `url`, named by its `label`."""
    return {
        "mark": {"aria": True, **mark},
        "encoding": {
            "href": {"field": "url"},
            "description": {"field": "label"},
            **encoding,
        },
    }


def unscaled(field: str) -> Spec:
    """Return a channel that takes its value, such as a color, from the datum."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}
