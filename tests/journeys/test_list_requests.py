"""A list that comes late, not at all, or refused: no tick and no word is lost."""

import re

import pytest
from playwright.sync_api import expect

from mfgusa.db.unavailable import outage_page
from tests.journeys.conftest import browser_page

PATIENCE = 20_000  # Milliseconds, for a list that is counted anew.
FILTERED = re.compile(r"/institutes/\?")
TICK_BESIDE_THE_ANSWER = """document.addEventListener(
  "htmx:beforeOnLoad", () => document.getElementById("agency-DOD").click(),
  { once: true })"""


@pytest.fixture
def page(browser, site):
    """The institutes on a phone, with all filters open."""
    with browser_page(browser, site, viewport={"width": 360, "height": 740}) as page:
        page.goto("/institutes/")
        page.locator("details.filters, details.facet").evaluate_all(
            "(all) => all.forEach((each) => { each.open = true })"
        )
        yield page


def hold_answers(page):
    """Hold back the answers of the list; returns the requests that wait for one."""
    held = []
    page.route(FILTERED, lambda route: held.append(route))
    return held


def release(page, held):
    """Let the answers pass, once there is a request."""
    while not held:
        page.wait_for_timeout(20)
    for route in held:
        route.continue_()
    page.unroute(FILTERED)


def test_a_list_that_cannot_be_loaded_says_so_and_is_tried_again(page):
    box, alert = page.locator("#state-OH"), page.locator("#load-error")
    page.route(FILTERED, lambda route: route.abort())
    box.click()

    expect(alert).to_contain_text("The list could not be loaded")
    expect(alert).to_contain_text("The site cannot be reached")
    expect(alert).to_be_in_viewport()
    expect(box).not_to_be_checked()
    expect(box).to_be_focused()
    expect(page).to_have_url(re.compile(r"/institutes/$"), timeout=PATIENCE)

    page.unroute(FILTERED)
    answer = {"status": 503, "content_type": "text/html", "body": outage_page()}
    page.route(FILTERED, lambda route: route.fulfill(**answer))
    alert.get_by_role("link", name="Try again").click()

    expect(alert).to_contain_text("The database does not answer.")
    expect(alert.get_by_role("link")).to_be_focused()

    page.unroute(FILTERED)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"\?state=OH$"), timeout=PATIENCE)
    expect(box).to_be_checked()
    expect(alert).to_be_empty()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/institutes/$"), timeout=PATIENCE)
    expect(alert).to_be_empty()


def test_a_box_that_is_ticked_as_an_answer_arrives_counts_too(page):
    page.evaluate(TICK_BESIDE_THE_ANSWER)
    page.locator("#state-OH").click()

    expect(page).to_have_url(re.compile(r"\?agency=DOD&state=OH$"), timeout=PATIENCE)
    expect(page.locator("#agency-DOD")).to_be_checked()
    expect(page.locator("#state-OH")).to_be_checked()


def test_a_box_that_is_ticked_as_a_filter_is_dropped_counts_too(page):
    page.goto("/institutes/?state=OH")
    page.evaluate(TICK_BESIDE_THE_ANSWER)
    page.locator(".chips a").first.click()

    expect(page).to_have_url(re.compile(r"\?agency=DOD$"), timeout=PATIENCE)
    expect(page.locator("#agency-DOD")).to_be_checked()


def test_text_that_is_typed_while_a_list_loads_stays(page):
    search = page.get_by_label("Search", exact=True)
    held = hold_answers(page)
    page.locator("#agency-DOD").click()
    search.focus()
    page.keyboard.type("metal")
    release(page, held)

    # A slow browser may have asked for the words already.
    expect(page).to_have_url(re.compile(r"agency=DOD$"), timeout=PATIENCE)
    expect(search).to_have_value("metal")
    expect(search).to_be_focused()

    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"\?q=metal&agency=DOD$"), timeout=PATIENCE)


def test_a_half_typed_year_is_said_at_its_field(page):
    first = page.locator("#established_min")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    first.focus()
    page.keyboard.type("20")
    first.evaluate("(field) => { field.blur(); field.closest('details').open = false }")

    expect(first).to_be_focused()
    expect(page.get_by_role("heading", name="All 18 institutes")).to_be_visible()
    assert not list(filter(FILTERED.search, requests))


def test_filters_that_are_refused_stay_and_the_reason_is_in_view(page):
    page.locator("#established_min").fill("2020")
    page.locator("#established_max").fill("2012")
    page.keyboard.press("Tab")
    problems = page.locator("#problems")

    message = "Established: From (2020) is after To (2012)."
    expect(problems).to_contain_text(message, timeout=PATIENCE)
    expect(problems).to_be_in_viewport()
    expect(page.locator("#established_min")).to_have_value("2020")

    page.locator("#established_max").fill("2025")
    page.keyboard.press("Tab")
    expect(page).to_have_url(
        re.compile(r"established_min=2020&established_max=2025$"), timeout=PATIENCE
    )
    expect(problems).not_to_be_attached()
