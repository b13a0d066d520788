"""Two web processes keep pages, each for itself; neither shows an old one.

A click is served from what they keep, too.
"""

import re
from urllib.request import urlopen

import psycopg
from playwright.sync_api import expect

MANY = 30  # More than enough to reach both.
RENAME = "UPDATE institutes_institute SET acronym = %s WHERE key = 'lift'"


def pages(site):
    """The same page from new connections, so that each process answers some."""
    for _ in range(MANY):
        with urlopen(f"{site.url}/institutes/") as answer:
            yield answer.read().decode()


def rename(site, acronym):
    folder = site.folder / "postgres"
    with psycopg.connect(host=str(folder), user="postgres", dbname="postgres") as db:
        db.execute(RENAME, [acronym])


def test_the_next_request_of_every_process_sees_a_write(site):
    assert all("LIFTED" not in page for page in pages(site))
    try:
        rename(site, "LIFTED")
        assert all("LIFTED" in page for page in pages(site))
    finally:
        rename(site, "LIFT")
    assert all("LIFTED" not in page for page in pages(site))


def stored_answers(site):
    """How many answers came from the cache of any process, or were still held."""
    with urlopen(f"{site.url}/metrics") as answer:
        text = answer.read().decode()
    found = re.findall(r'mfgusa_page_cache_total{answer="(hit|unchanged)"} (\S+)', text)
    return sum(float(count) for _answer, count in found)


def test_a_click_asks_for_the_canonical_address_and_is_served_from_the_cache(
    page, site
):
    page.goto("/institutes/")
    page.locator("details.facet summary", has_text="State").click()
    box = page.get_by_role("checkbox", name=re.compile("^Ohio"))
    before = stored_answers(site)

    for is_ticked in (True, False) * 3:
        with page.expect_response(re.compile(r"/institutes/(\?|$)")) as answer:
            box.set_checked(is_ticked)
        query = "?state=OH" if is_ticked else ""
        assert answer.value.url == f"{site.url}/institutes/{query}"
        expect(page).to_have_url(answer.value.url)

    assert stored_answers(site) >= before + 2  # Each process made each list once.
