"""The colours of the stylesheet, by the names of their tokens, in the light scheme.

A spec is written in these; on a page each becomes `var(--token)` again, so that one
picture is right in both schemes.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LIGHT = {
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
TOKENS = {colour: token for token, colour in LIGHT.items()}
SHADES = ("shade-1", "shade-2", "shade-3", "shade-4")  # From few to many.


@dataclass(frozen=True)
class Group:
    """What belongs together: said by colour and shape, never by colour alone."""

    name: str | Promise
    token: str
    shape: str


GROUPS = {  # By the code of the sponsoring agency.
    "DOD": Group(_("Defense"), "defense", "circle"),
    "DOE": Group(_("Energy"), "energy", "square"),
    "DOC": Group(_("Commerce"), "commerce", "diamond"),
}
OTHER = Group(_("Other"), "quiet", "triangle")
SERIES = (  # The lines of a chart, in their order.
    Group("", "accent", "circle"),
    Group("", "defense", "square"),
    Group("", "energy", "diamond"),
    Group("", "commerce", "triangle"),
    Group("", "quiet", "circle"),
)


def colour(token: str) -> str:
    """The light colour of a token. KeyError for a token that charts do not use."""
    return LIGHT[token]
