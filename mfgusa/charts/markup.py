"""Sanitizes the SVG that Vega draws, for a page or for a file.

Elements and attributes that are not on the allow lists are removed, and with them
every script, style, id and URL of another site.
"""

import re
from functools import lru_cache
from xml.etree import ElementTree as ET

from mfgusa.charts.palette import TOKENS

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
BASE = "https://vega.github.io/vega-datasets/"  # Vega prefixes it to every link.
ALLOWED_ELEMENTS = {"svg", "g", "a", "path", "line", "rect", "text", "tspan"}
ALLOWED_ATTRIBUTES = {
    *("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy"),
    *("width", "height", "viewBox", "href", "aria-hidden"),
    *("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap"),
    *("font-family", "font-size", "font-weight", "font-style", "text-anchor"),
}
NUMERIC_ATTRIBUTES = {
    *("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height"),
    "stroke-width",
}
DEFAULTS = {
    *(("transform", "translate(0,0)"), ("stroke-width", "1")),
    *(("aria-hidden", "false"), ("font-weight", "normal")),
}
NUMBER = re.compile(r"-?\d*\.\d+(?:e[-+]?\d+)?|-?\d+e[-+]?\d+")
NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sanitize(svg: str) -> ET.Element:
    """Return the root of the drawing with only what the allow lists name."""
    root = ET.fromstring(svg)
    _sanitize(root)
    return root


def xml_text(value: object) -> str:
    """Return text that XML can hold: control characters become spaces."""
    return NOT_XML.sub(" ", str(value))


def is_local(url: str) -> bool:
    """Return whether a URL stays on this site."""
    return url.startswith(("/", "?", "#")) and not url.startswith("//")


def append_element(
    parent: ET.Element, tag: str, text: str = "", **attributes: object
) -> ET.Element:
    """Append a new element to another; `stroke_width` stands for `stroke-width`."""
    names = {key.replace("_", "-"): xml_text(v) for key, v in attributes.items()}
    element = ET.SubElement(parent, tag, names)
    element.text = xml_text(text) or None
    return element


def adapt_for_page(root: ET.Element) -> ET.Element:
    """Replace colors by tokens and remove fonts and size, which the page sets."""
    for element in root.iter():
        for channel in ("fill", "stroke"):
            if token := TOKENS.get(element.get(channel, "")):
                element.set(channel, f"var(--{token})")
        element.attrib.pop("font-family", None)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    return root


def remove_links(root: ET.Element) -> ET.Element:
    """Turn links into groups for a file; their tooltips stay."""
    for link in root.iter("a"):
        link.tag = "g"
        link.attrib.clear()
    return root


def serialize(root: ET.Element) -> str:
    """Return the drawing as SVG text."""
    root.set("xmlns", SVG)
    return ET.tostring(root, encoding="unicode")


def _sanitize(element: ET.Element) -> None:
    element.tag = _local_name(element)
    label = _label(element) if element.tag == "a" else ""
    _sanitize_attributes(element)
    children = []
    for child in list(element):
        if _is_allowed(child):
            _sanitize(child)
            children += _unwrap(child)
    element[:] = children
    if element.tag == "a":
        _name_link(element, label)


def _local_name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_allowed(element: ET.Element) -> bool:
    """Return whether to keep an element; Vega's invisible backgrounds are dropped."""
    if element.get("class") in ("background", "foreground"):
        return False
    return _local_name(element) in ALLOWED_ELEMENTS and element.get("display") != "none"


def _label(link: ET.Element) -> str:
    labels = (child.get("aria-label") for child in link.iter())
    return next((label for label in labels if label), "")


def _sanitize_attributes(element: ET.Element) -> None:
    url = element.attrib.pop(XLINK, element.get("href"))
    attributes = {name: _round(name, value) for name, value in element.items()}
    element.attrib.clear()
    element.attrib.update(
        (name, value)
        for name, value in attributes.items()
        if name in ALLOWED_ATTRIBUTES and (name, value) not in DEFAULTS
    )
    if element.tag == "a" and url:
        element.set("href", url.removeprefix(BASE))


def _round(name: str, value: str) -> str:
    if name == "font-size":
        return value.removesuffix("px")
    return _round_numbers(value) if name in NUMERIC_ATTRIBUTES else value


@lru_cache(maxsize=2_000)  # The outlines of the states are on every map.
def _round_numbers(value: str) -> str:
    return NUMBER.sub(lambda match: f"{round(float(match[0]), 1):g}", value)


def _unwrap(element: ET.Element) -> list[ET.Element]:
    """Return the element, or its children if it is a group without attributes."""
    if element.tag == "g" and not element.attrib:
        return list(element)
    return [element]


def _name_link(link: ET.Element, label: str) -> None:
    """Give a link an accessible name and a tooltip."""
    if not is_local(link.get("href", "")):
        link.tag = "g"
        link.attrib.clear()
    elif label:
        link.set("aria-label", label)
    title = ET.Element("title")
    title.text = label
    link.insert(0, title)
