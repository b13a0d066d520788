"""axe finds nothing, in light and dark, on a phone and on a desk; nothing overflows.

Every page is looked at on a phone and on a desk. Colors come from the tokens of one
stylesheet, whatever the width, so contrast, which takes longest, is looked at in both
schemes on pages that have all parts between them. Of a hundred rows that are built
alike axe looks at four, and at words in each style twice: it would say the same of all.
"""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.addresses import PAGES
from tests.journeys.conftest import browser_page

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
QUICK = {"resultTypes": ["violations"], "preload": False}
LAYOUT = QUICK | {"runOnly": STANDARD, "rules": {"color-contrast": {"enabled": False}}}
COLORS = QUICK | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
ALIKE, STYLES = (
    Path(__file__).with_name(f"{name}.js").read_text() for name in ("alike", "styles")
)
VIOLATIONS = """([where, rules]) => axe.run(where, rules).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))"""
TWICE = "(all => all.filter((id, n) => all.indexOf(id) < n))"
IDS = f"{TWICE}([...document.querySelectorAll('[id]')].map(({{ id }}) => id))"
NAMELESS = "table:not([aria-label], [aria-labelledby], :has(> caption))"
ALL_PARTS = [
    "/",
    "/institutes/?state=OH&not_agency=DOE&established_min=2012&find_state=new",
    "/institutes/?regoin=3",
    "/institutes/smart-usa/",
    "/partners/georgia-institute-of-technology/",
    "/funding/",
    "/collaboration/",
    "/institutes/compare/?key=arm&key=lift&key=smart-usa",
    "/indicators/workforce-participants/",
    "/pillars/1-public-private-partnerships/",
    "/roadmaps/remade-technology-roadmap/",
    "/search/?q=robot",
    "/no-such-page/",
]


@pytest.fixture(scope="module")
def page(browser, site):
    """One page for all looks, which leave nothing behind."""
    with browser_page(browser, site, reduced_motion="reduce") as opened:
        yield opened


def open_whole(page, address):
    """Open all parts of a page, and let it know axe, whose script is long, once."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    page.evaluate(AXE_SCRIPT)


def look(page, rules, where="() => document"):
    """What axe says of rows that differ: each broken rule, and what breaks it."""
    page.evaluate(ALIKE)
    assert page.evaluate(VIOLATIONS, [page.evaluate_handle(where), rules]) == []


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(page, address):
    open_whole(page, address)

    assert page.locator(NAMELESS).count() == 0
    assert page.evaluate(IDS) == []
    for width in (320, 768, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, LAYOUT)


@pytest.mark.parametrize("address", ALL_PARTS)
def test_everything_can_be_read_in_both_schemes(page, address):
    open_whole(page, address)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        look(page, COLORS, STYLES)


def test_forced_colors_keep_the_shades_that_a_legend_explains(browser, site):
    with browser_page(browser, site, forced_colors="active") as page:
        page.goto("/collaboration/")
        shades = page.locator(".legend .swatch[class*=shade-]").evaluate_all(
            "all => all.map(one => getComputedStyle(one).backgroundColor)"
        )

    assert len(set(shades)) == 4
