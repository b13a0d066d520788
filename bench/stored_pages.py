"""How many stored pages are still served after a save, over all pages of the site.

Every address of the facts that come with the code is asked for once, so that its
response is stored. Then each save is made in a transaction that is rolled back, and the
cache is asked for every response as the middleware asks it: each save finds all of
them stored. Two processes have half of the addresses each.
"""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from html import unescape
from multiprocessing import get_context
from statistics import mean
from urllib.parse import urlsplit

import django
from django.core.cache import caches
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import resolve

from bench import saves
from bench.report import Line
from mfgusa.catalogue.cache.entry import CacheEntry
from mfgusa.catalogue.subjects import subjects_with_pages
from mfgusa.tables.schema.resource import registry

LOCATION = re.compile(r"<loc>(.*?)</loc>")
FORMATS = ("csv", "xlsx", "json")
PROCESSES = 2
STORED = "addresses"  # The count of what is stored, among those of saves.
MAX_ENTRIES = 100_000  # Of the cache of each process: all that it makes.
BARS = {
    saves.rename_skill: "≥ 95 %",
    saves.add_skill: "≥ 95 %",
    saves.add_observation: "≥ 60 %",
}


class StoredPages:
    """The addresses of a process whose responses are stored."""

    def __init__(self, part: int) -> None:
        caches.settings["pages"]["OPTIONS"]["MAX_ENTRIES"] = MAX_ENTRIES
        self.client = Client(SERVER_NAME="localhost")
        self.requests = RequestFactory(SERVER_NAME="localhost")
        paths = self.addresses()[part::PROCESSES]
        for path in paths:
            self.client.get(path).close()
        self.paths = [path for path in paths if self.is_stored(path)]

    def addresses(self) -> list[str]:
        """Every page of the sitemap, every page of each list, and every file."""
        paths = [*self.sitemap(), *self.pages_of_lists(), *files()]
        return list(dict.fromkeys(paths))

    def sitemap(self) -> Iterator[str]:
        """The addresses of all parts of the sitemap, and the parts."""
        yield "/sitemap.xml"
        for part in self.locations("/sitemap.xml"):
            yield part
            yield from self.locations(part)

    def locations(self, path: str) -> list[str]:
        """The addresses that a part of the sitemap names."""
        text = self.client.get(path).content.decode()
        urls = (urlsplit(unescape(url)) for url in LOCATION.findall(text))
        return [url.path + (f"?{url.query}" if url.query else "") for url in urls]

    def pages_of_lists(self) -> Iterator[str]:
        """The further pages of each catalogue."""
        for subject in subjects_with_pages().values():
            if subject.is_catalogue:
                size = resolve(subject.path).func.view_class.page_size
                pages = -(-subject.rows.count() // size)
                yield from (f"{subject.path}?page={n}" for n in range(2, pages + 1))

    def is_stored(self, path: str) -> bool:
        """Whether the cache answers for an address now."""
        return CacheEntry(self.requests.get(path)).get_response() is not None

    def served_after(self, new_save: saves.NewSave) -> int:
        """How many are still served after a save, which is taken back."""
        with transaction.atomic():
            new_save(1).commit()
            served = sum(map(self.is_stored, self.paths))
            transaction.set_rollback(True)
        return served


def files() -> Iterator[str]:
    """Every table as a file, and every catalogue."""
    for suffix in FORMATS:
        yield from (f"/data/{table}.{suffix}" for table in registry)
        for subject in subjects_with_pages().values():
            if subject.is_catalogue:
                yield f"{subject.path.rstrip('/')}.{suffix}"


def served_in(part: int) -> Counter[str]:
    """The stored pages of a process, and those still served by the name of a save."""
    pages = StoredPages(part)
    served = {save.__name__: pages.served_after(save) for save in saves.DAY}
    return Counter(served) + Counter({STORED: len(pages.paths)})


def lines() -> Iterator[Line]:
    """The lines of the table."""
    spawn = get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, spawn, initializer=django.setup) as pool:
        served = sum(pool.map(served_in, range(PROCESSES)), Counter())
    yield Line(f"stored pages: {STORED}", value=served[STORED], bar="≥ 2,000")
    shares = {s: 100 * served[s.__name__] / served[STORED] for s in saves.DAY}
    for save, share in shares.items():
        what = f"stored pages served after: {save.__name__.replace('_', ' ')}"
        yield Line(what, value=share, unit="%", bar=BARS.get(save, ""))
    average, least = mean(shares.values()), min(shares.values())
    yield Line("stored pages served: mean of these ten", value=average, unit="%")
    yield Line("stored pages served: least of these ten", value=least, unit="%")
