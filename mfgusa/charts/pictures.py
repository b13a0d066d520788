"""A picture: a spec with its title, text and legend, for a page or a file."""

from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mfgusa.charts import render
from mfgusa.charts.frame import SOCIAL_FRAME, FrameLayout, add_frame, file_frame
from mfgusa.charts.legends import LegendEntry
from mfgusa.charts.markup import (
    adapt_for_page,
    append_element,
    remove_links,
    sanitize,
    serialize,
    xml_text,
)
from mfgusa.charts.palette import color
from mfgusa.charts.style import Spec, chart_spec

MANY_LINKS = 12


@dataclass(frozen=True)
class Picture:
    """A Vega-Lite spec with its words, rendered once and then cached.

    `title` says what the picture shows, `description` what to see in it; `unit` is
    written under the title. The spec uses the colors of the palette only and has no
    legend: `legend` stands beside the picture, to be legible on a phone. `may_shrink`
    is for pictures without text, which need not scroll on narrow screens.
    """

    title: str
    description: str
    spec: Spec
    unit: str = ""
    legend: tuple[LegendEntry, ...] = ()
    may_shrink: bool = False

    @property
    def name(self) -> str:
        """A slug: the name of its file, and its id on a page."""
        return slugify(self.title)[:80].strip("-") or "picture"

    @property
    def has_many_links(self) -> bool:
        """Whether a page offers a link to skip the picture."""
        return self.svg.count("<a ") > MANY_LINKS

    @cached_property
    def svg(self) -> SafeString:
        """The SVG element for a page: colors by token, links with names, no size."""
        # It is serialized from elements, so every label is escaped.
        return SafeString(render.cached("svg", self.cache_key_parts, self._draw_svg))

    @property
    def file(self) -> bytes:
        """A stand-alone SVG file in light colors, with its title and legend."""
        return render.cached("file", self.cache_key_parts, self._draw_file)

    @property
    def png(self) -> bytes:
        """A PNG for link previews: 1200 by 630 pixels on white, with its title."""
        return render.cached("png", self.cache_key_parts, self._draw_png)

    @property
    def cache_key_parts(self) -> list[object]:
        """Everything that the rendered picture depends on."""
        words = [self.title, self.description, self.unit, _("Picture")]
        legend = [(*vars(entry).values(),) for entry in self.legend]
        return [words, legend, self.may_shrink, self.spec]

    def _draw(self) -> ET.Element:
        return sanitize(render.render_svg(self.spec))

    def _draw_svg(self) -> str:
        root = adapt_for_page(self._draw())
        has_links = root.find(".//a") is not None
        label = f"{self.title}. {self.description}" if self.description else self.title
        root.set("class", "picture map" if self.may_shrink else "picture")
        root.set("role", "group" if has_links else "img")
        root.set("aria-label", xml_text(label) or _("Picture"))
        return serialize(root)

    def _draw_file(self) -> bytes:
        drawing = remove_links(self._draw())
        width = float(drawing.get("width", ""))
        root = self._add_frame(file_frame(width), drawing)
        parts = (("title", self.title), ("desc", self.description))
        for position, (tag, text) in enumerate(parts):
            root.insert(position, append_element(ET.Element("svg"), tag, text))
        return serialize(root).encode()

    def _draw_png(self) -> bytes:
        drawing = remove_links(self._draw())
        return render.render_png(serialize(self._add_frame(SOCIAL_FRAME, drawing)))

    def _add_frame(self, layout: FrameLayout, drawing: ET.Element) -> ET.Element:
        return add_frame(
            drawing, layout, title=self.title, unit=self.unit, legend=self.legend
        )


def empty_picture(*, title: str, description: str, unit: str) -> Picture:
    """Return a picture that says that nothing is recorded."""
    text: Spec = {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "text": _("Nothing recorded"),
            "color": color("quiet"),
            "fontStyle": "italic",
        },
    }
    return Picture(title, description, chart_spec([text], height=120), unit)


def picture_response(picture: Picture, suffix: str) -> HttpResponse:
    """Return the picture as a file, `svg` or `png`, named after its title."""
    types = {"svg": "image/svg+xml", "png": "image/png"}
    content = picture.png if suffix == "png" else picture.file
    return HttpResponse(
        content,
        content_type=types[suffix],
        headers={"Content-Disposition": f'inline; filename="{picture.name}.{suffix}"'},
    )
