"""A visitor narrows down the institutes: with a mouse, by keyboard, without scripts."""

import re

from playwright.sync_api import expect


def address(query):
    return re.compile(rf"/institutes/{re.escape(query)}$")


def open_facet(page, title):
    page.locator("details.facet summary", has_text=title).click()


def test_ticking_filters_swaps_in_place_and_keeps_the_address_true(page):
    page.goto("/institutes/")
    page.evaluate("window.stays = true")
    open_facet(page, "State")

    page.get_by_role("checkbox", name=re.compile("^Ohio")).check()
    expect(page).to_have_url(address("?state=OH"))
    page.get_by_role("checkbox", name=re.compile("^Michigan")).check()
    expect(page).to_have_url(address("?state=MI&state=OH"))

    expect(page.get_by_role("heading", name="2 of 18 institutes")).to_be_visible()
    expect(page.get_by_role("heading", name="LIFT")).to_be_visible()
    assert page.evaluate("window.stays")

    page.go_back()
    expect(page.get_by_role("heading", name="1 of 18 institutes")).to_be_visible()


def test_a_chip_takes_its_filter_away(page):
    page.goto("/institutes/?state=OH&not_agency=DOE")

    page.get_by_role("link", name="Drop the filter State: Ohio").click()

    expect(page).to_have_url(address("?not_agency=DOE"))
    expect(page.get_by_role("heading", name="11 of 18 institutes")).to_be_visible()


def test_excluding_and_gaps_work_from_the_form(page):
    page.goto("/institutes/")
    open_facet(page, "Established")
    open_facet(page, "State")

    page.get_by_role("checkbox", name=re.compile("^Not recorded")).first.check()
    expect(page).to_have_url(address("?established=not-recorded"))
    page.get_by_label("Exclude Arizona").check()

    expect(page.get_by_role("heading", name="1 of 18 institutes")).to_be_visible()
    expect(page.get_by_role("heading", name="CESMII")).to_be_visible()


def test_the_search_box_knows_old_names(page):
    page.goto("/")
    page.get_by_label("Search everything").fill("dmdii")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="MxD").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MxD")


def test_everything_is_reached_by_keyboard_alone(page):
    page.goto("/institutes/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "closed":
            break
    page.keyboard.press("Space")

    expect(page).to_have_url(address("?status=closed"))
    expect(page.get_by_role("heading", name="1 of 18 institutes")).to_be_visible()
    expect(page.locator("#status-closed")).to_be_focused()


def test_without_javascript_the_form_leads_to_the_true_address(browser, site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/institutes/")

    page.get_by_label("Search", exact=True).fill("metal")
    open_facet(page, "State")
    page.get_by_role("checkbox", name=re.compile("^Michigan")).check()
    page.get_by_role("button", name="Apply filters").click()

    expect(page).to_have_url(address("?q=metal&state=MI"))
    expect(page.get_by_role("heading", name="1 of 18 institutes")).to_be_visible()
    context.close()


def test_a_misspelt_filter_is_named_and_mended(page):
    response = page.goto("/institutes/?regoin=south")

    assert response.status == 400
    expect(page.get_by_text("There is no filter “regoin”.").first).to_be_visible()
    page.locator("#problems a").first.click()
    expect(page).to_have_url(address("?region=south"))


def test_the_same_filter_is_downloaded(page):
    page.goto("/institutes/?agency=DOC")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()

    lines = download.value.path().read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["key", "niimbl", "smart-usa"]


def test_every_fact_leads_to_its_source(page):
    page.goto("/institutes/iacmi/")

    marks = page.locator("a.cite")
    targets = set(marks.evaluate_all("all => all.map(a => a.getAttribute('href'))"))
    listed = page.locator("[id^='source-']")

    assert marks.count() > 100
    assert targets == {f"#source-{n}" for n in range(1, listed.count() + 1)}
