"""Makes the picture of the README: `make screenshot`."""

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mfgusa.settings")

from tests.journeys.conftest import FLAGS, Site

PICTURE = Path(__file__).parents[2] / "docs" / "institutes.png"
ADDRESS = "/institutes/?focus=advanced-materials&focus=biomanufacturing&not_agency=DOC"


def main():
    folder = Path(tempfile.mkdtemp())
    site = Site(folder / "data").start()
    try:
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(site.url + ADDRESS)
            page.screenshot(path=PICTURE)
    finally:
        site.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
