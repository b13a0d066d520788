"""A reader scrolls down to a filter and ticks it: the page stays where it is."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import browser_page

DRAWN = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
LISTS = {
    "/partners/": (1280, 800),
    "/funding/": (1280, 800),
    "/institutes/": (768, 1024),
    "/projects/": (360, 740),
    "/roadmap-items/": (360, 740),
}
PATIENCE = 20_000  # Milliseconds, for the first page of a kind.


def place(box):
    """The distance of a box from the top of the window, once the page is drawn."""
    box.page.evaluate(DRAWN)
    return box.evaluate("(box) => box.getBoundingClientRect().top")


def scroll_to_last_filter(page):
    """Open all filters, scroll to the last one of them, and return its first box."""
    filters = page.locator("details.filters, details.facet:has([type=checkbox])")
    filters.evaluate_all("(all) => all.forEach((each) => { each.open = true })")
    box = filters.last.get_by_role("checkbox").first
    box.evaluate("(box) => box.scrollIntoView({ block: 'center' })")
    return page.locator(f"[id='{box.get_attribute('id')}']")


@pytest.mark.parametrize("path", LISTS)
def test_a_box_that_is_ticked_stays_where_it_is(browser, site, path):
    width, height = LISTS[path]
    viewport = {"width": width, "height": height}
    with browser_page(browser, site, viewport=viewport) as page:
        page.goto(path)
        box = scroll_to_last_filter(page)
        before = place(box)
        box.click()
        expect(page.locator(".chips")).to_be_attached(timeout=PATIENCE)

        assert place(box) == pytest.approx(before, abs=2)
        expect(box).to_be_checked()
        expect(box).to_be_focused()

        page.keyboard.press("Space")
        expect(page.locator(".chips")).not_to_be_attached(timeout=PATIENCE)

        assert place(box) == pytest.approx(before, abs=2)
        expect(box).not_to_be_checked()
        expect(box).to_be_focused()
