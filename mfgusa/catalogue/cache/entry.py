"""The place of one response in the page cache: where it is, and how it gets there."""

import hashlib
import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from mfgusa.catalogue.cache.code_version import code_version
from mfgusa.catalogue.cache.headers import (
    get_not_modified,
    get_response_language,
    normalize_url,
    set_cache_headers,
    set_etag,
    tag_source,
)
from mfgusa.catalogue.cache.page_reads import (
    PageReads,
    Reading,
    read_cache,
    write_cache,
)
from mfgusa.catalogue.cache.page_version import render_view, table_versions
from mfgusa.catalogue.cache.responses import (
    CANONICAL,
    BodyTooLarge,
    StoredResponse,
    close_body,
    read_whole,
)
from mfgusa.db.snapshot import snapshot
from mfgusa.db.table_versions import TableReads
from mfgusa.db.tables_read import TablesRead, record_tables

MAX_STORED_BYTES = 100_000  # Of a compressed response; settings say how many fit.
TAG_LENGTH = 32

logger = logging.getLogger(__name__)
View = Callable[[], HttpResponseBase]


class CacheEntry:
    """The place of a response in the cache, and the response if it is stored.

    The key of a response has the versions of the tables that its page read last. Should
    the page read others by now, it is because a version of these has changed.
    """

    is_canonical = False  # Whether the response was asked for at its canonical URL.

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.fragment = request.headers.get("HX-Target", "")
        self.url = normalize_url(request.get_full_path())
        self.versions = table_versions(request)
        parts = (settings.SITE_URL, self.url, self.fragment, code_version())
        text = repr((*parts, get_response_language(request), self.versions.life))
        place = hashlib.sha256(text.encode(errors="replace")).hexdigest()
        self.page_reads = PageReads(place, self.versions.life)
        self.reads: TableReads | None = None  # None: no version stands for them.
        self.digest = ""  # Of the body of a file.

    def get_response(self) -> HttpResponse | None:
        """The response, if it is stored or the client has it already."""
        for reading in self.page_reads:
            if response := self._get_response(reading):
                self.page_reads.remember(reading)
                return response
        return None

    def _get_response(self, reading: Reading) -> HttpResponse | None:
        key = self._key(reading.reads)
        return get_not_modified(self.request, reading.tag_under(key)) or self._read(key)

    def _key(self, reads: TableReads) -> str:
        """The key of the response, if its page reads these tables."""
        text = f"{self.page_reads.place} {self.versions.digest(reads)}"
        return hashlib.sha256(text.encode()).hexdigest()

    def _read(self, key: str) -> HttpResponse | None:
        """The stored response; None without one, or if the cache cannot be read."""
        if not (entry := read_cache("pages", key)):
            return None
        stored = StoredResponse(*entry)
        if not_modified := get_not_modified(self.request, stored.tag):
            return not_modified
        response = set_etag(stored.to_response(self.request), stored.tag)
        return tag_source(response, "hit")

    def compute(self, view: View) -> HttpResponseBase:
        """The response of a view; all that it reads is of one moment.

        A view whose file is large runs without a snapshot, since it reads while the
        client does.
        """
        try:
            with snapshot():
                self.versions = table_versions(self.request, anew=True)
                return self._run(view)
        except BodyTooLarge:
            return view()

    def _run(self, view: View) -> HttpResponseBase:
        with record_tables(self.versions) as tables:
            try:
                page = render_view(view)
                body = read_whole(page.response)
            finally:
                self.reads = self._countable(tables)
        self.digest = body.digest
        return page.finish(body.response, self.versions, tables.freeze())

    def _countable(self, tables: TablesRead) -> TableReads | None:
        """What was read; None if the writes to one of the tables are not counted."""
        if not tables.uncounted:
            return tables.freeze()
        names = ", ".join(sorted(tables.uncounted))
        logger.warning("%s cannot be cached: it reads %s.", self.request.path, names)
        return None

    def store(self, response: HttpResponseBase) -> HttpResponseBase:
        """Store the response of the view if it may be stored, and return it."""
        if response.status_code != 200:
            return response
        if self.reads is None:
            return tag_source(set_cache_headers(response), "miss")
        key, tag = self._key(self.reads), self._tag(response, self.reads)
        if self._is_canonical(response):
            self.page_reads.write(Reading(self.reads, key, tag))
            response = self._store(response, key, tag)
        if not_modified := get_not_modified(self.request, tag):
            close_body(response)
            return tag_source(not_modified, "miss")
        return tag_source(set_etag(response, tag), "miss")

    def _tag(self, response: HttpResponseBase, reads: TableReads) -> str:
        """The ETag of a page names its version; that of a file is its digest."""
        is_page = response["Content-Type"].startswith("text/html")
        tag = self._key(reads) if is_page or not self.digest else self.digest
        return tag[:TAG_LENGTH]

    def _is_canonical(self, response: HttpResponseBase) -> bool:
        url, fragment = getattr(response, CANONICAL, (self.url[0], ""))
        self.is_canonical = (normalize_url(url), fragment) == (self.url, self.fragment)
        return self.is_canonical

    def _store(
        self, response: HttpResponseBase, key: str, tag: str
    ) -> HttpResponseBase:
        """Store a response that is not too large, and return it compressed."""
        if not isinstance(response, HttpResponse):
            return response
        stored = StoredResponse.from_response(response, tag)
        if self.request.method == "GET" and len(stored.body) <= MAX_STORED_BYTES:
            write_cache("pages", key, tuple(stored))
        return stored.to_response(self.request)
