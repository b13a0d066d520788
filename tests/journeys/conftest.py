"""A browser, and the site as a newcomer starts it: `make run` in a fresh folder.

Both end with the last journey: beside an open browser Django refuses its database.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Site:
    """A running `make run`: its address and what it printed."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.log = folder.parent / f"{folder.name}.log"
        self.process = None

    def start(self, **variables):
        own = {"DATA_DIR": str(self.folder), "PORT": str(self.port)}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=settings.BASE_DIR,
                env=os.environ | own | variables,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_until_ready()
        return self

    def wait_until_ready(self, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return urlopen(f"{self.url}/readyz", timeout=5).close()
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"The site did not start:\n{self.output}")

    def wait_until_gone(self, seconds=15):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                urlopen(f"{self.url}/healthz", timeout=5).close()
            except OSError:
                return
            time.sleep(0.1)
        raise AssertionError("The web server outlives its parent.")

    def stop(self, with_signal=signal.SIGINT):
        """As Ctrl-C does: to all processes of the terminal."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, with_signal)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise

    def copy(self, folder):
        """Another site, which begins with what this one left when it ended."""
        subprocess.run(["cp", "-a", self.folder, folder], check=True)
        return Site(folder)

    @property
    def output(self):
        return self.log.read_text()

    @property
    def password(self):
        return re.search(r"curator / (\S+)", self.output).group(1)

    @property
    def database_runs(self):
        return (self.folder / "postgres/postmaster.pid").exists()


@pytest.fixture(scope="package")
def prepared_site(tmp_path_factory):
    """A site that was started once, in a fresh folder, and has ended."""
    site = Site(tmp_path_factory.mktemp("prepared") / "data").start()
    site.stop()
    return site


@pytest.fixture(scope="package")
def site(prepared_site, tmp_path_factory):
    """One site for all journeys."""
    running = prepared_site.copy(tmp_path_factory.mktemp("site") / "data").start()
    yield running
    running.stop()


@pytest.fixture(scope="package")
def browser():
    """Headless Chromium; without one journeys are skipped, but not where CI runs."""
    chromium = shutil.which("chromium")
    if not chromium:
        assert not os.environ.get("CI"), "CI has to install Chromium (see .ci/run)."
        pytest.skip("no Chromium on this machine; apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def browser_page(browser, site, **options):
    """A fresh page with the address of the site as its base.

    Errors on it fail the test, and so do violations of the site's policy.
    """
    context = browser.new_context(base_url=site.url, **options)
    context.set_default_timeout(20_000)
    context.set_default_navigation_timeout(30_000)  # A first page fills the caches.
    opened = context.new_page()
    errors = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.extend(policy_violations(message.text)))
    yield opened
    context.close()
    assert errors == []


def policy_violations(message):
    """A message of the browser about a page that violates the headers it came with."""
    violates = re.search(r"Content Security|Permissions-Policy", message)
    return [message] if violates else []


@pytest.fixture
def page(browser, site):
    with browser_page(browser, site) as opened:
        yield opened
