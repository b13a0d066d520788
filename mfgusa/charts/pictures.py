"""A picture: a spec with its words, as it stands in a page, in a file, in a feed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mfgusa.charts import render
from mfgusa.charts.frame import SHARED, Sheet, file_sheet, framed
from mfgusa.charts.legends import Key
from mfgusa.charts.markup import cleaned, for_page, sub, tidy, without_links, written
from mfgusa.charts.palette import colour
from mfgusa.charts.style import chart

MANY = 12  # Links in one picture.


@dataclass(frozen=True)
class Picture:
    """A Vega-Lite spec, drawn when it is asked for and never twice.

    `title` says what it shows, `description` what a reader should see in it, `unit`
    stands under the title. The spec has no colours but those of the palette and no
    legend: `legend` is drawn beside it, so that a phone can read it. `may_shrink` is
    for pictures without text, which need no room to scroll.
    """

    title: str
    description: str
    spec: dict[str, Any]
    unit: str = ""
    legend: tuple[Key, ...] = ()
    may_shrink: bool = False

    @property
    def name(self) -> str:
        """A name for its file, and for its place in a page."""
        return slugify(self.title)[:80].strip("-") or "picture"

    @property
    def has_many_links(self) -> bool:
        """Whether those who go from link to link want a way around it."""
        return self.svg.count("<a ") > MANY

    @cached_property
    def svg(self) -> SafeString:
        """For a page: colours by token, links with names, no width of its own."""
        # All of it was written from elements, so that every label is escaped.
        return SafeString(render.kept("svg", self._matter, self._draw_svg))

    @property
    def file(self) -> bytes:
        """A stand-alone SVG file in light colours, with its title and legend."""
        return render.kept("file", self._matter, self._draw_file)

    @property
    def png(self) -> bytes:
        """1200 by 630 pixels on white, with its title, as shared links show it."""
        return render.kept("png", self._matter, self._draw_png)

    @property
    def _matter(self) -> list[Any]:
        """All that a drawing depends on."""
        words = [self.title, self.description, self.unit, _("Picture")]
        legend = [(*vars(key).values(),) for key in self.legend]
        return [words, legend, self.may_shrink, self.spec]

    def _draw(self) -> ET.Element:
        return cleaned(render.svg_of(self.spec))

    def _draw_svg(self) -> str:
        root = for_page(self._draw())
        links = root.find(".//a") is not None
        words = f"{self.title}. {self.description}" if self.description else self.title
        root.set("class", "picture map" if self.may_shrink else "picture")
        root.set("role", "group" if links else "img")
        root.set("aria-label", tidy(words) or _("Picture"))
        return written(root)

    def _draw_file(self) -> bytes:
        picture = without_links(self._draw())
        width = float(picture.get("width", ""))
        root = self._on(file_sheet(width), picture)
        for at, (tag, text) in enumerate(
            (("title", self.title), ("desc", self.description))
        ):
            root.insert(at, sub(ET.Element("svg"), tag, text))
        return written(root).encode()

    def _draw_png(self) -> bytes:
        return render.png_of(written(self._on(SHARED, without_links(self._draw()))))

    def _on(self, sheet: Sheet, picture: ET.Element) -> ET.Element:
        return framed(
            picture, sheet, title=self.title, unit=self.unit, legend=self.legend
        )


def nothing(*, title: str, description: str, unit: str) -> Picture:
    """The picture of no data: it says so."""
    words = {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "text": _("Nothing recorded"),
            "color": colour("quiet"),
            "fontStyle": "italic",
        },
    }
    return Picture(title, description, chart([words], height=120), unit)


def picture_response(picture: Picture, suffix: str) -> HttpResponse:
    """The picture as a file, `svg` or `png`, named after its title."""
    types = {"svg": "image/svg+xml", "png": "image/png"}
    content = picture.png if suffix == "png" else picture.file
    return HttpResponse(
        content,
        content_type=types[suffix],
        headers={"Content-Disposition": f'inline; filename="{picture.name}.{suffix}"'},
    )
