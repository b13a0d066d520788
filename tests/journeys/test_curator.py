"""A curator edits an institute and brings a table back; visitors see it at once."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def admin(page, prepared_site):
    page.goto("/admin/")
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(prepared_site.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
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
    admin.get_by_role("button", name="Show what it would change").click()
    expect(admin.get_by_text("Tempe").first).to_be_visible()
    admin.get_by_role("button", name="Commit").click()

    admin.goto("/institutes/epixc/")
    expect(admin.get_by_text("Tempe, Arizona").first).to_be_visible()


def test_three_errors_are_mended_committed_and_undone(admin, tmp_path):
    """A file with three errors, its marked copy, the mended file, and back again."""
    file = tmp_path / "institutes.csv"
    file.write_text(
        "key;city;state;status\nlift;Windsor;MI;activ\nnextflex;;ZZ;active\n"
        "lift;;MI;active\n"
    )
    bring_in(admin, file)
    expect(admin.get_by_text("Did you mean “active”?")).to_be_visible()
    expect(admin.get_by_role("button", name="Commit")).to_have_count(0)

    with admin.expect_download() as download:
        admin.locator("a[href$='/errors/']").first.click()
    marked = tmp_path / download.value.suggested_filename
    download.value.save_as(marked)
    lines = marked.read_text(encoding="utf-8-sig").splitlines()
    assert [bool(line.split(";")[-1]) for line in lines] == [True] * 4
    marked.write_text(f"{lines[0]}\nlift;Windsor;MI;active;mended\n")

    bring_in(admin, marked)
    expect(admin.locator("ins", has_text="Windsor")).to_be_visible()
    admin.get_by_role("button", name="Commit").click()
    assert city(admin, "lift") == "Windsor"

    admin.go_back()
    admin.get_by_role("button", name="Undo").click()
    admin.get_by_role("button", name="Commit").click()
    assert city(admin, "lift") == "Detroit"


def bring_in(admin, file):
    admin.goto("/admin/institutes/institute/import/")
    admin.set_input_files("input[type=file]", file)
    admin.get_by_role("button", name="Show what it would change").click()


def city(admin, key):
    """What the public page's twin says."""
    response = admin.request.get("/institutes.csv")
    rows = csv.DictReader(io.StringIO(response.text()))
    admin.goto(f"/institutes/{key}/")
    found = next(row["city"] for row in rows if row["key"] == key)
    expect(admin.get_by_text(found).first).to_be_visible()
    return found
