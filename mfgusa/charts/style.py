"""How every picture looks: thin rules, no frames, quiet figures, one hand."""

from typing import Any

from mfgusa.charts.markup import is_ours
from mfgusa.charts.palette import colour

SANS = "Liberation Sans, Arial, sans-serif"
SERIF = "Liberation Serif, Georgia, serif"
WIDTH = 720  # Of charts with axes, all around.
TEXT = 13

CONFIG: dict[str, Any] = {
    "background": None,
    "font": SANS,
    "padding": {"left": 2, "right": 14, "top": 6, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "aria": False,  # The table below says it better than loose figures.
        "domain": False,
        "domainColor": colour("ink"),
        "gridColor": colour("rule"),
        "labelColor": colour("quiet"),
        "labelFontSize": TEXT,
        "labelPadding": 6,
        "ticks": False,
        "titleColor": colour("quiet"),
        "titleFontSize": TEXT,
        "titleFontWeight": "normal",
    },
    "text": {"fontSize": TEXT, "color": colour("ink")},
}
AMOUNTS_TITLE = {  # Above the axis and level with its figures, as in print.
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "start",
    "titleBaseline": "bottom",
    "titleX": 0,
    "titleY": -12,
}


def chart(layers: list[dict[str, Any]], *, height: int) -> dict[str, Any]:
    """A Vega-Lite spec of the usual width with these layers."""
    return {
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": CONFIG,
        "layer": layers,
    }


def address(url: str) -> str | None:
    """An address that may be a link; Vega stops at one that it holds for unsafe."""
    return url if is_ours(url) else None


def linked(mark: dict[str, Any], **encoding: Any) -> dict[str, Any]:
    """A mark whose every datum is a link (`url`) with a name (`label`)."""
    return {
        "mark": {"aria": True, **mark},
        "encoding": {
            "href": {"field": "url"},
            "description": {"field": "label"},
            **encoding,
        },
    }


def as_given(field: str) -> dict[str, Any]:
    """A channel that takes its value from the datum: a colour, a shape, a place."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}
