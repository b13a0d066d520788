"""axe finds nothing, in light and dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
ADDRESSES = [
    "/",
    "/institutes/",
    "/institutes/?state=OH&not_agency=DOE&established_min=2012",
    "/institutes/?regoin=3",
    "/institutes/?state=WY",
    "/institutes/iacmi/",
    "/institutes/smart-usa/",
    "/data/",
    "/no-such-page/",
]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(page, address, scheme, width):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")

    results = Axe().run(page, options=RULES)

    assert results.violations_count == 0, results.generate_report()
