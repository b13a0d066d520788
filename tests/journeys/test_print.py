"""Paper: the size of the words, and ink on white whatever the scheme of the screen."""

import re
import zlib

import pytest

from tests.journeys.conftest import browser_page

MARGIN = dict.fromkeys(("top", "right", "bottom", "left"), "56px")
PIXEL = 300 / 96  # How many dots of a printer Chromium makes of a pixel.
SCALE = re.compile(rb"([\d.]+) 0 0 \1 175 175 cm")  # Where the margins end.


@pytest.fixture(scope="module")
def dark(browser, site):
    """A page of someone who reads in the dark, as it comes to paper."""
    with browser_page(browser, site, color_scheme="dark") as opened:
        opened.emulate_media(media="print")
        yield opened


def streams(pdf):
    """The content of a PDF, part by part."""
    for part in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(part)
        except zlib.error:  # A font or a picture, packed in another way.
            continue


@pytest.mark.parametrize(
    "address",
    [
        "/funding/",
        "/collaboration/",
        "/institutes/smart-usa/",
        "/institutes/compare/?key=arm&key=lift",
        "/roadmaps/remade-technology-roadmap/",
    ],
)
def test_no_page_is_shrunk_to_fit_the_paper(dark, address):
    dark.goto(address)

    pdf = dark.pdf(format="A4", margin=MARGIN)

    scales = {float(scale) for part in streams(pdf) for scale in SCALE.findall(part)}
    assert sorted(scales) == [pytest.approx(PIXEL, rel=0.01)]


def test_paper_is_white_and_has_no_heading_without_words(dark):
    dark.goto("/institutes/compare/?key=arm&key=lift")

    root = "getComputedStyle(document.documentElement)"
    assert dark.evaluate(f"{root}.backgroundColor") == "rgb(255, 255, 255)"
    assert dark.evaluate(f"{root}.color") == "rgb(27, 27, 25)"
    assert not dark.get_by_role("heading", name="Choose others").is_visible()
