"""Two web processes keep pages, each for itself; neither shows an old one."""

from urllib.request import urlopen

import psycopg

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
