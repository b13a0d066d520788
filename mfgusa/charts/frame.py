"""The frame of a picture in a file: title, unit and legend above it, on white."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from mfgusa.charts.legends import SHAPES, LegendEntry
from mfgusa.charts.markup import append_element
from mfgusa.charts.palette import color
from mfgusa.charts.style import LETTER_WIDTH, SANS, SERIF

ENTRY_GAP = 28


@dataclass(frozen=True)
class FrameLayout:
    """The measures of a frame in SVG units; without a height it fits its content."""

    width: float
    margin: float
    title_size: float
    text_size: float
    height: float | None = None

    @property
    def inner_width(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    def wrap(self, text: str, font_size: float, max_lines: int = 3) -> list[str]:
        """Return the text in lines of the inner width, the last cut if necessary."""
        letters = int(self.inner_width / (font_size * LETTER_WIDTH))
        return textwrap.wrap(text, letters, max_lines=max_lines, placeholder=" …")


SOCIAL_FRAME = FrameLayout(
    width=1200, height=630, margin=48, title_size=40, text_size=22
)


def file_frame(width: float) -> FrameLayout:
    """Return the layout for a file with a picture of this width."""
    return FrameLayout(width=width + 48, margin=24, title_size=22, text_size=14)


def add_frame(
    picture: ET.Element,
    layout: FrameLayout,
    *,
    title: str,
    unit: str,
    legend: Sequence[LegendEntry],
) -> ET.Element:
    """Return a new drawing with the picture below its title, unit and legend."""
    root = ET.Element("svg")
    background = append_element(
        root, "rect", fill=color("paper"), width=f"{layout.width:g}"
    )
    y = _add_text(root, layout, layout.margin * 0.75, title, is_title=True)
    y = _add_text(root, layout, y, unit, is_title=False)
    y = _add_legend(root, layout, y, legend) + layout.text_size * 0.5
    total = _place_picture(picture, layout, y)
    root.append(picture)
    background.set("height", f"{total:g}")
    for name, value in (("width", layout.width), ("height", total)):
        root.set(name, f"{value:g}")
    root.set("viewBox", f"0 0 {layout.width:g} {total:g}")
    return root


def _place_picture(picture: ET.Element, layout: FrameLayout, y: float) -> float:
    """Place the picture at a height of the frame; return the frame's own height."""
    width, height = (float(part) for part in picture.get("viewBox", "").split()[2:])
    room = height if layout.height is None else layout.height - layout.margin * 0.5 - y
    picture.attrib |= {
        "viewBox": f"0 0 {width:g} {height:g}",
        "x": f"{layout.margin:g}",
        "y": f"{y:g}",
        "width": f"{layout.inner_width:g}",
        "height": f"{room:g}",
    }
    return layout.height or y + room + layout.margin


def _add_text(
    root: ET.Element, layout: FrameLayout, y: float, text: str, *, is_title: bool
) -> float:
    """Add lines of text from a height on; return the height below them."""
    size = layout.title_size if is_title else layout.text_size
    for line in layout.wrap(text, size, max_lines=2):
        y += size * 1.25
        append_element(
            root,
            "text",
            line,
            x=layout.margin,
            y=f"{y - size * 0.25:g}",
            font_family=SERIF if is_title else SANS,
            font_size=size,
            fill=color("ink" if is_title else "quiet"),
        )
    return y


def _add_legend(
    root: ET.Element, layout: FrameLayout, y: float, legend: Sequence[LegendEntry]
) -> float:
    """Add the legend in rows from a height on; return the height below them."""
    size, x = layout.text_size, layout.margin
    y += size * 1.6 if legend else 0
    for entry in legend:
        label = textwrap.shorten(str(entry.label), 90, placeholder=" …")
        width = size * (1.5 + LETTER_WIDTH * len(label)) + ENTRY_GAP
        end = layout.width - layout.margin + ENTRY_GAP
        if x > layout.margin and x + width > end:
            x, y = layout.margin, y + size * 1.5
        _add_symbol(root, entry, x + size * 0.5, y - size * 0.35, size)
        append_element(
            root,
            "text",
            label,
            x=f"{x + size * 1.5:g}",
            y=f"{y:g}",
            font_family=SANS,
            font_size=size,
            fill=color("ink"),
        )
        x += width
    return y + (size * 0.5 if legend else 0)


def _add_symbol(
    root: ET.Element, entry: LegendEntry, x: float, y: float, size: float
) -> None:
    """Add the symbol of a legend entry, centered at a point."""
    if entry.sign:
        append_element(
            root,
            "text",
            entry.sign,
            x=f"{x:g}",
            y=f"{y + size * 0.35:g}",
            text_anchor="middle",
            font_family=SANS,
            font_size=size,
            fill=color("ink"),
        )
        return
    fill, stroke = entry.paint(by_token=False)
    scale = size * 0.36
    append_element(
        root,
        "path",
        d=SHAPES[entry.shape],
        transform=f"translate({x:g},{y:g}) scale({scale:g})",
        fill=fill,
        stroke=stroke,
        stroke_width="0.3",
    )
