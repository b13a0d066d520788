"""The legend of a picture: a list beside it on a page, rows above it in a file."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString

from mfgusa.charts.palette import color

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHAPES = {  # SVG paths around the origin, one unit in each direction; Vega scales them.
    "circle": "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z",
    "square": "M-0.9,-0.9H0.9V0.9H-0.9Z",
    "diamond": "M0,-1.25L1.25,0L0,1.25L-1.25,0Z",
    "triangle": "M0,-1.1L1.15,0.9H-1.15Z",
    "swatch": "M-1.3,-0.9H1.3V0.9H-1.3Z",
    "rule": "M0,-1.4V1.4",
}


@dataclass(frozen=True)
class LegendEntry:
    """A symbol (a shape, or a sign such as “≥”) and its meaning."""

    label: "StrOrPromise"
    token: str = "ink"
    shape: str = ""
    sign: str = ""
    is_hollow: bool = False

    @property
    def fill(self) -> str:
        """The token of the fill."""
        return "paper" if self.is_hollow else self.token

    @property
    def stroke(self) -> str:
        """The token of the stroke: a swatch has an edge, as its fill may be pale."""
        return "edge" if self.shape == "swatch" else self.token

    def paint(self, *, by_token: bool) -> tuple[str, str]:
        """Return fill and stroke, as tokens for a page or as colors for a file."""
        if by_token:
            return f"var(--{self.fill})", f"var(--{self.stroke})"
        return color(self.fill), color(self.stroke)

    @property
    def symbol(self) -> SafeString:
        """The symbol for a page, hidden from screen readers."""
        if self.sign:
            return format_html('<span aria-hidden="true">{}</span>', self.sign)
        fill, stroke = self.paint(by_token=True)
        return format_html(
            '<svg aria-hidden="true" viewBox="-8 -8 16 16">'
            '<path transform="scale(5)" d="{}" fill="{}" stroke="{}"'
            ' stroke-width=".3"></path></svg>',
            SHAPES[self.shape],
            fill,
            stroke,
        )
