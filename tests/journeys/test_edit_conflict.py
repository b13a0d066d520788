"""Two curators save one form: the second sees both versions, and nothing is lost."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.journeys.conftest import browser_page
from tests.journeys.test_accessibility import QUICK, STANDARD, VIOLATIONS

PASSWORD = "both of us at once"
PARTNERS = "/admin/institutes/partner/?q=georgia-institute-of-technology"
ACCOUNTS = "/admin/auth/user/"
SETTLED = "() => Promise.all(document.getAnimations().map(({ finished }) => finished))"


@pytest.fixture
def ada(page, prepared_site):
    """The browser of the curator that every site has."""
    sign_in(page, "curator", prepared_site.password)
    return page


@pytest.fixture
def grace(browser, site, ada):
    """The browser of a second curator, Grace Hopper, whose account the first makes."""
    ada.goto(f"{ACCOUNTS}?q=grace")
    if not ada.locator("#result_list tbody th a").count():
        create_account(ada, "grace", "Grace", "Hopper")
    with browser_page(browser, site) as opened:
        sign_in(opened, "grace", PASSWORD)
        yield opened


def sign_in(page, name, password):
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def create_account(page, name, first_name, last_name):
    page.goto(f"{ACCOUNTS}add/")
    field(page, "Username").fill(name)
    field(page, "Password").fill(PASSWORD)
    field(page, "Password confirmation").fill(PASSWORD)
    save(page)
    field(page, "First name").fill(first_name)
    field(page, "Last name").fill(last_name)
    field(page, "Staff status").check()
    field(page, "Superuser status").check()
    save(page)
    expect_saved(page)


def open_first(page, address):
    """Open the form of the first row of a list."""
    page.goto(address)
    page.locator("#result_list tbody th a").first.click()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def expect_saved(page):
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def field(page, label):
    return page.get_by_label(re.compile(f"^{label}:?$"))


def violations(page):
    """What axe says of the part of the page that shows both versions."""
    page.evaluate(SETTLED)  # Links of the admin fade from color to color.
    page.evaluate(AXE_SCRIPT)
    part = page.evaluate_handle("() => document.querySelector('.conflict')")
    return page.evaluate(VIOLATIONS, [part, QUICK | {"runOnly": STANDARD}])


def test_the_second_of_two_curators_sees_both_versions_and_saves_both(ada, grace):
    open_first(ada, PARTNERS)
    open_first(grace, PARTNERS)
    field(grace, "City").fill("Savannah")
    field(grace, "Website").fill("https://savannah.example/")
    field(grace, "Why\\?").fill("a second campus")
    save(grace)
    expect_saved(grace)

    field(ada, "City").fill("Marietta")
    save(ada)

    conflict = ada.get_by_role("region", name="Not saved yet")
    expect(conflict).to_contain_text("Changed by Grace Hopper")
    expect(conflict).to_contain_text("a second campus")
    city = conflict.get_by_role("row", name=re.compile("^City")).get_by_role("cell")
    expect(city).to_contain_text(["Atlanta", "Savannah", "Marietta"])
    expect(field(ada, "City")).to_have_value("Marietta")
    expect(field(ada, "Website")).to_have_value("https://savannah.example/")
    for width in (1280, 320):
        ada.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            ada.emulate_media(color_scheme=scheme)
            assert violations(ada) == []

    save(ada)
    expect_saved(ada)
    open_first(grace, PARTNERS)
    expect(field(grace, "City")).to_have_value("Marietta")
    expect(field(grace, "Website")).to_have_value("https://savannah.example/")


def test_an_older_form_does_not_give_a_right_back(ada, grace):
    create_account(ada, "bo", "Bo", "Derek")
    open_first(ada, f"{ACCOUNTS}?q=bo")
    open_first(grace, f"{ACCOUNTS}?q=bo")
    field(grace, "Staff status").uncheck()
    save(grace)
    expect_saved(grace)

    field(ada, "Email address").fill("bo@example.org")
    save(ada)

    conflict = ada.get_by_role("region", name="Not saved yet")
    status = conflict.get_by_role("row", name=re.compile("^Staff status"))
    expect(status.get_by_role("cell")).to_contain_text(["Yes", "No", "No"])
    expect(field(ada, "Staff status")).not_to_be_checked()
    save(ada)
    expect_saved(ada)
    open_first(ada, f"{ACCOUNTS}?q=bo")
    expect(field(ada, "Staff status")).not_to_be_checked()
    expect(field(ada, "Email address")).to_have_value("bo@example.org")
