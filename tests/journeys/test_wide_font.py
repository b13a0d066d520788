"""A reader whose fonts are wider than ours: nothing is cut, and the line stays a line.

DejaVu Sans and Verdana are as wide beside Arial as letters that are set apart.
"""

import pytest

from tests.journeys.conftest import browser_page

WIDE = "* { letter-spacing: .06em }"
LINES = {360: 8, 768: 2, 1280: 1}  # Of the navigation, by the width of the window.
CHARTS = [
    "/funding/",
    "/roadmap-items/",
    "/challenges/",
    "/indicators/workforce-participants/",
    "/pillars/8-technology-roadmaps/",
]
CUT_LABELS = """() => [...document.querySelectorAll("main svg")].flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  const isCut = (text) => {
    const own = text.getBoundingClientRect();
    return own.left < box.left - 0.5 || own.right > box.right + 0.5;
  };
  return [...svg.querySelectorAll("text")].filter(isCut).map((t) => t.textContent);
})"""
TOPS = "(all) => new Set(all.map((each) => each.getBoundingClientRect().top)).size"


@pytest.mark.parametrize("width", LINES)
def test_the_navigation_takes_no_further_line(browser, site, width):
    viewport = {"width": width, "height": 800}
    with browser_page(browser, site, viewport=viewport, bypass_csp=True) as page:
        page.goto("/institutes/")
        page.add_style_tag(content=WIDE)
        page.locator(".contents-line details").evaluate("(all) => { all.open = true }")

        lines = page.locator(".contents-line li").evaluate_all(TOPS)
        assert lines <= LINES[width]
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("path", CHARTS)
def test_no_label_of_a_chart_is_cut(browser, site, path):
    with browser_page(browser, site, bypass_csp=True) as page:
        page.goto(path)
        page.add_style_tag(content=WIDE)

        assert page.locator("main svg text").count() > 5
        assert page.evaluate(CUT_LABELS) == []
