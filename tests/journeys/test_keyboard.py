"""A visitor without a mouse: Tab, Space, Enter and typing are all there is."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import browser_page

FOCUSED = "element => element === document.activeElement"


@pytest.fixture
def plain(browser, site):
    """A page of a browser that runs no scripts."""
    with browser_page(browser, site, java_script_enabled=False) as opened:
        yield opened


def tab_to(page, target, most=400):
    """Press Tab until the target has the focus, as one does who cannot point."""
    element = target.element_handle()  # Once: finding it by role takes its time.
    for _ in range(most):
        page.keyboard.press("Tab")
        if element.evaluate(FOCUSED):
            return target
    raise AssertionError(f"Tab does not reach {target}.")


def press(page, target, key="Enter"):
    tab_to(page, target)
    page.keyboard.press(key)


def open_facet(page, name):
    facet = page.locator(f"#facet-{name}")
    summary = tab_to(page, facet.locator("summary"))
    if not facet.evaluate("facet => facet.open"):
        page.keyboard.press("Enter")
    expect(summary).to_be_focused()


def first_number(text):
    return int(re.search(r"\d+", text).group())


def test_a_partner_is_found_from_any_page(page):
    page.goto("/collaboration/")

    tab_to(page, page.get_by_role("searchbox", name="Search everything"), most=5)
    page.keyboard.type("georgia tech")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("georgia tech")
    press(
        page,
        page.locator("main h3 a[href='/partners/georgia-institute-of-technology/']"),
    )

    name = "Georgia Institute of Technology"
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_long_facet_is_narrowed_by_typing_and_ticked(page):
    page.goto("/partners/")
    open_facet(page, "state")

    tab_to(page, page.get_by_label("Find in state"), most=2)
    page.keyboard.type("new yo")
    expect(page.locator("#options-state .option")).to_have_count(1)
    expect(page.locator("#announcement")).to_have_text("State: 1 value to choose from")

    one = page.locator("#state-NY")
    tab_to(page, one, most=3)
    page.keyboard.press("Space")

    listed = page.get_by_role("heading", name=re.compile(r"^\d+ of 562 partners$"))
    expect(listed).to_be_visible()
    expect(page).to_have_url(re.compile(r"/partners/\?state=NY\b"))
    expect(page.locator("#announcement")).to_have_text(listed.inner_text())
    expect(one).to_be_focused()
    expect(one).to_be_checked()

    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="All 562 partners")).to_be_visible()
    expect(one).to_be_focused()


def test_a_total_opens_exactly_the_records_it_adds_up(page):
    page.goto("/funding/?agency=DOE")
    total = page.locator(".totals div").filter(has_text="Federal money")
    count = first_number(total.locator(".time").inner_text())

    press(page, total.get_by_role("link"))

    heading = page.get_by_role("heading", name=f"{count} of 164 funding records")
    expect(heading).to_be_visible()
    expect(
        page.get_by_role("table", name="The records").locator("tbody tr")
    ).to_have_count(count)


def test_two_institutes_are_chosen_and_compared(page):
    page.goto("/institutes/compare/")

    press(page, page.get_by_role("checkbox", name="ARM", exact=True), "Space")
    press(page, page.get_by_role("checkbox", name="LIFT", exact=True), "Space")
    press(page, page.get_by_role("button", name="Compare"))

    expect(page.get_by_role("heading", level=1)).to_have_text("ARM and LIFT")
    expect(page.locator("thead").get_by_role("columnheader")).to_have_count(2)


def test_the_map_is_walked_or_skipped(page):
    page.goto("/places/")

    press(page, page.get_by_role("link", name="Skip the links of this picture"))
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('svg') !== null")
    assert not inside

    page.goto("/places/")
    press(page, page.get_by_role("link", name=re.compile(r"^Ohio: \d+ partners$")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ohio")


def test_a_cell_of_the_matrix_opens_what_two_institutes_share(page):
    page.goto("/collaboration/")
    cell = page.get_by_role("link", name=re.compile(r"^\d+ of AFFOA with NextFlex$"))
    count = cell.inner_text()

    press(page, cell)

    heading = page.get_by_role("heading", name=f"{count} of 562 partners")
    expect(heading).to_be_visible()


def test_the_evidence_of_an_institute_is_chosen_and_opened(page):
    page.goto("/pillars/1-public-private-partnerships/")

    tab_to(page, page.get_by_label("Show the evidence of"))
    page.keyboard.type("IACMI")
    press(page, page.get_by_role("button", name="Show", exact=True))
    expect(page).to_have_url(re.compile(r"\?institute=iacmi$"))
    headline = page.locator(".headline a")
    count = first_number(headline.inner_text())
    press(page, headline)

    listed = page.get_by_role("heading", name=f"{count} of 562 partners")
    expect(listed).to_be_visible()


def test_an_item_is_reached_from_its_lane(page):
    page.goto("/roadmaps/arm-tech-call-25-01/")

    press(page, page.locator(".lanes a").first)

    title = "Rapid re-tasking and robot agility"
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_without_scripts_finding_and_ranges_work_too(plain):
    plain.goto("/partners/")
    open_facet(plain, "state")
    tab_to(plain, plain.get_by_label("Find in state"))
    plain.keyboard.type("new yo")
    plain.keyboard.press("Enter")

    expect(plain.locator("#options-state .option")).to_have_count(1)
    open_facet(plain, "institutes")
    tab_to(plain, plain.locator("#institutes_min"), most=2)
    plain.keyboard.type("2")
    press(plain, plain.locator("#state-NY"), "Space")
    press(plain, plain.get_by_role("button", name="Apply filters"))

    expect(plain).to_have_url(
        re.compile(r"/partners/\?(?=.*state=NY)(?=.*institutes_min=2)")
    )
    chips = plain.get_by_role("list", name="Filters in use").get_by_role("listitem")
    expect(chips).to_have_count(3)
    expect(
        plain.get_by_role("heading", name=re.compile("^2?[0-9] of 562"))
    ).to_be_visible()
