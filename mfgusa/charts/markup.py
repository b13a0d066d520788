"""What Vega draws, made fit to stand in a page or in a file of its own.

An allow-list: an element or attribute that is not named here does not come through, so
no script, style, id or outside address can.
"""

import re
from functools import lru_cache
from xml.etree import ElementTree as ET

from mfgusa.charts.palette import TOKENS

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
BASE = "https://vega.github.io/vega-datasets/"  # Vega puts it before every link.
DRAWN = {"svg", "g", "a", "path", "line", "rect", "text", "tspan"}
KEPT = {
    *("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy"),
    *("width", "height", "viewBox", "href", "aria-hidden"),
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap"),
    *("font-family", "font-size", "font-weight", "font-style", "text-anchor"),
}
MEASURES = {
    *("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height"),
    "stroke-width",
}
PLAIN = {  # What says nothing.
    *(("transform", "translate(0,0)"), ("stroke-width", "1")),
    *(("aria-hidden", "false"), ("font-weight", "normal")),
}
NUMBER = re.compile(r"-?\d*\.\d+(?:e[-+]?\d+)?|-?\d+e[-+]?\d+")
CONTROL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cleaned(drawn: str) -> ET.Element:
    """The drawing as elements without a namespace, less all that nobody needs."""
    root = ET.fromstring(drawn)
    _clean(root)
    return root


def tidy(text: object) -> str:
    """Text that XML gives back as it is: control characters become spaces."""
    return CONTROL.sub(" ", str(text))


def is_ours(address: str) -> bool:
    """Whether an address stays on this site."""
    return address.startswith(("/", "?", "#")) and not address.startswith("//")


def sub(
    parent: ET.Element, tag: str, text: str = "", **attributes: object
) -> ET.Element:
    """A new element at the end of another; `stroke_width` is `stroke-width`."""
    named = {key.replace("_", "-"): tidy(value) for key, value in attributes.items()}
    element = ET.SubElement(parent, tag, named)
    element.text = tidy(text) or None
    return element


def for_page(root: ET.Element) -> ET.Element:
    """Colours by token, links with their names, the letters of the page."""
    for element in root.iter():
        for channel in ("fill", "stroke"):
            if token := TOKENS.get(element.get(channel, "")):
                element.set(channel, f"var(--{token})")
        element.attrib.pop("font-family", None)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    return root


def without_links(root: ET.Element) -> ET.Element:
    """For a file, whose links would lead nowhere; the names stay as tooltips."""
    for link in root.iter("a"):
        link.tag = "g"
        link.attrib.clear()
    return root


def written(root: ET.Element) -> str:
    """The drawing as text."""
    root.set("xmlns", SVG)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element) -> None:
    element.tag = _name(element)
    label = _label(element) if element.tag == "a" else ""
    _clean_attributes(element)
    kept = []
    for child in list(element):
        if _is_drawn(child):
            _clean(child)
            kept += _unwrapped(child)
    element[:] = kept
    if element.tag == "a":
        _name_link(element, label)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_drawn(element: ET.Element) -> bool:
    """Not the invisible grounds that Vega puts before and behind everything."""
    if element.get("class") in ("background", "foreground"):
        return False
    return _name(element) in DRAWN and element.get("display") != "none"


def _label(link: ET.Element) -> str:
    labels = (child.get("aria-label") for child in link.iter())
    return next((label for label in labels if label), "")


def _clean_attributes(element: ET.Element) -> None:
    address = element.attrib.pop(XLINK, element.get("href"))
    kept = {name: _rounded(name, value) for name, value in element.items()}
    element.attrib.clear()
    element.attrib.update(
        (name, value)
        for name, value in kept.items()
        if name in KEPT and (name, value) not in PLAIN
    )
    if element.tag == "a" and address:
        element.set("href", address.removeprefix(BASE))


def _rounded(name: str, value: str) -> str:
    if name == "font-size":
        return value.removesuffix("px")
    return _shortened(value) if name in MEASURES else value


@lru_cache(maxsize=2_000)  # The outlines of the states are on every map.
def _shortened(measure: str) -> str:
    return NUMBER.sub(lambda found: f"{round(float(found[0]), 1):g}", measure)


def _unwrapped(element: ET.Element) -> list[ET.Element]:
    """The element, or what is in it if it is a group that says nothing."""
    if element.tag == "g" and not element.attrib:
        return list(element)
    return [element]


def _name_link(link: ET.Element, label: str) -> None:
    """A link has a name for those who hear it and a tooltip for those who point."""
    if not is_ours(link.get("href", "")):
        link.tag = "g"
        link.attrib.clear()
    elif label:
        link.set("aria-label", label)
    title = ET.Element("title")
    title.text = label
    link.insert(0, title)
