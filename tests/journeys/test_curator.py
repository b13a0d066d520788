"""A curator edits an institute and brings a table back; visitors see it at once."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def admin(page, site):
    page.goto("/admin/")
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Log in").click()
    return page


def test_an_edit_is_on_the_public_page_at_once(admin):
    admin.goto("/admin/institutes/institute/?q=nextflex")
    admin.get_by_role("link", name="NextFlex").first.click()
    admin.get_by_label("City").first.fill("Santa Clara")
    admin.get_by_label(re.compile("Why")).fill("moved, letter of 3 May")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("was changed successfully")).to_be_visible()

    admin.goto("/institutes/nextflex/")

    expect(admin.get_by_text("Santa Clara, California").first).to_be_visible()


def test_a_table_goes_out_and_comes_back(admin, tmp_path):
    response = admin.request.get("/institutes.csv?q=epixc")
    rows = list(csv.DictReader(io.StringIO(response.text())))
    rows[0]["city"] = "Tempe"
    file = tmp_path / "institutes.csv"
    with file.open("w", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)

    admin.goto("/admin/institutes/institute/import/")
    admin.set_input_files("input[type=file]", file)
    admin.get_by_label("Format").select_option(label="csv")
    admin.get_by_role("button", name="Submit").click()
    expect(admin.get_by_text("Tempe").first).to_be_visible()
    admin.get_by_role("button", name="Confirm import").click()

    admin.goto("/institutes/epixc/")
    expect(admin.get_by_text("Tempe, Arizona").first).to_be_visible()
