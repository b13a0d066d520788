"""axe finds nothing, in light and dark, on a phone and on a desk; nothing overflows.

Colors change with the scheme and not with the width, the layout with the width and
not with the scheme: so two runs of all rules see each scheme and each width.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.addresses import KINDS

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}


@pytest.mark.parametrize("address", KINDS)
def test_axe_finds_nothing(page, address):
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")

    for scheme, width in (("dark", 320), ("light", 1280)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, results.generate_report()

    for width in (320, 768, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
