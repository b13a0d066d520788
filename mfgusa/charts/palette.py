"""The colors of the stylesheet by token, in the light scheme.

Specs use these colors. On a page each becomes `var(--token)` again, so that a picture
follows the color scheme of the reader.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LIGHT_COLORS = {
    "paper": "#fff",
    "wash": "#f4f2ed",
    "ink": "#1b1b19",
    "quiet": "#5c5a53",
    "rule": "#d8d4ca",
    "edge": "#85827a",
    "accent": "#7a1f4d",
    "defense": "#0072b2",
    "energy": "#009e73",
    "commerce": "#d55e00",
    "shade-1": "#ecdce4",
    "shade-2": "#d3aec1",
    "shade-3": "#ae6a8d",
    "shade-4": "#7a1f4e",
}
TOKENS = {color: token for token, color in LIGHT_COLORS.items()}
SHADES = ("shade-1", "shade-2", "shade-3", "shade-4")  # From low values to high.


@dataclass(frozen=True)
class GroupStyle:
    """How a group of marks looks: a color and a shape, never a color alone."""

    name: "StrOrPromise"
    token: str
    shape: str


GROUP_STYLES = {  # By the code of the group.
    code: GroupStyle(*style) for code, style in settings.CHART_GROUPS.items()
}
OTHER_STYLE = GroupStyle(_("Other"), "quiet", "triangle")
SERIES_STYLES = (  # The lines of a chart, in order.
    GroupStyle("", "accent", "circle"),
    GroupStyle("", "defense", "square"),
    GroupStyle("", "energy", "diamond"),
    GroupStyle("", "commerce", "triangle"),
    GroupStyle("", "quiet", "circle"),
)


def color(token: str) -> str:
    """Return the light color of a token; KeyError if charts do not use the token."""
    return LIGHT_COLORS[token]
