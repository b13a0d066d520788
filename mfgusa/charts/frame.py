"""A picture as a sheet of its own: title, unit and legend above it, on white."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from mfgusa.charts.legends import SHAPES, Key
from mfgusa.charts.markup import sub
from mfgusa.charts.palette import colour
from mfgusa.charts.style import SANS, SERIF

LETTER = 0.52  # How wide a letter is on average, in its size.
GAP = 28


@dataclass(frozen=True)
class Sheet:
    """The measures of a sheet; without a height it is as high as it has to be."""

    width: float
    margin: float
    title_size: float
    text_size: float
    height: float | None = None

    @property
    def inner(self) -> float:
        return self.width - 2 * self.margin

    def lines(self, text: str, size: float, most: int = 3) -> list[str]:
        """The text broken to the width, cut with an ellipsis after some lines."""
        letters = int(self.inner / (size * LETTER))
        return textwrap.wrap(text, letters, max_lines=most, placeholder=" …")


SHARED = Sheet(width=1200, height=630, margin=48, title_size=40, text_size=22)


def file_sheet(width: float) -> Sheet:
    """For a file: the picture in its own size."""
    return Sheet(width=width + 48, margin=24, title_size=22, text_size=14)


def framed(
    picture: ET.Element, sheet: Sheet, *, title: str, unit: str, legend: Sequence[Key]
) -> ET.Element:
    """A new drawing with the picture and its words."""
    root = ET.Element("svg")
    ground = sub(root, "rect", fill=colour("paper"), width=f"{sheet.width:g}")
    y = _words(root, sheet, sheet.margin * 0.75, title, serif=True)
    y = _words(root, sheet, y, unit, serif=False)
    y = _keys(root, sheet, y, legend) + sheet.text_size * 0.5
    width, height = (float(part) for part in picture.get("viewBox", "").split()[2:])
    room = height if sheet.height is None else sheet.height - sheet.margin * 0.5 - y
    total = sheet.height or y + room + sheet.margin
    picture.attrib |= {
        "viewBox": f"0 0 {width:g} {height:g}",
        "x": f"{sheet.margin:g}",
        "y": f"{y:g}",
        "width": f"{sheet.inner:g}",
        "height": f"{room:g}",
    }
    root.append(picture)
    ground.set("height", f"{total:g}")
    for name, value in (("width", sheet.width), ("height", total)):
        root.set(name, f"{value:g}")
    root.set("viewBox", f"0 0 {sheet.width:g} {total:g}")
    return root


def _words(
    root: ET.Element, sheet: Sheet, y: float, text: str, *, serif: bool
) -> float:
    """Lines of text from y on; returns where they end."""
    size = sheet.title_size if serif else sheet.text_size
    for line in sheet.lines(text, size, most=2):
        y += size * 1.25
        sub(
            root,
            "text",
            line,
            x=sheet.margin,
            y=f"{y - size * 0.25:g}",
            font_family=SERIF if serif else SANS,
            font_size=size,
            fill=colour("ink" if serif else "quiet"),
        )
    return y


def _keys(root: ET.Element, sheet: Sheet, y: float, legend: Sequence[Key]) -> float:
    """The legend in rows; returns where it ends."""
    size, x = sheet.text_size, sheet.margin
    y += size * 1.6 if legend else 0
    for key in legend:
        label = textwrap.shorten(str(key.label), 90, placeholder=" …")
        width = size * (1.5 + LETTER * len(label)) + GAP
        if x > sheet.margin and x + width > sheet.width - sheet.margin + GAP:
            x, y = sheet.margin, y + size * 1.5
        _symbol(root, key, x + size * 0.5, y - size * 0.35, size)
        sub(
            root,
            "text",
            label,
            x=f"{x + size * 1.5:g}",
            y=f"{y:g}",
            font_family=SANS,
            font_size=size,
            fill=colour("ink"),
        )
        x += width
    return y + (size * 0.5 if legend else 0)


def _symbol(root: ET.Element, key: Key, x: float, y: float, size: float) -> None:
    if key.sign:
        sub(
            root,
            "text",
            key.sign,
            x=f"{x:g}",
            y=f"{y + size * 0.35:g}",
            text_anchor="middle",
            font_family=SANS,
            font_size=size,
            fill=colour("ink"),
        )
        return
    fill, stroke = key.paint(by_token=False)
    scale = size * 0.36
    sub(
        root,
        "path",
        d=SHAPES[key.shape],
        transform=f"translate({x:g},{y:g}) scale({scale:g})",
        fill=fill,
        stroke=stroke,
        stroke_width="0.3",
    )
