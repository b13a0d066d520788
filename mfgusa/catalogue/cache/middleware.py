"""A cache of public responses that is keyed by the version of the data.

A public page is a pure function of its URL, the language, the code and the data. Its
response is stored, compressed, under a key of all four; one read of the data version
tells whether an entry is still valid, in every process and after every write.

A view is cached if it is decorated with `cached_by_version`. Only a response at its
canonical URL is stored (see `set_canonical_url`), and only up to a size, so that no
spelling of a URL can fill the cache. The order of query parameters does not count.

The middleware stores responses as they leave, and from then on answers before any
other middleware looks at the request.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request

from mfgusa.catalogue.cache.responses import StoredResponse
from mfgusa.catalogue.filters.vocabulary import request_cache
from mfgusa.db.models import DataVersion
from mfgusa.security.cold_limit import refuse_cold
from mfgusa.security.sessions import has_session
from mfgusa.shared_cache import report_failure

MAX_STORED_BYTES = 100_000  # Of a compressed response; settings say how many fit.
MAX_KNOWN_URLS = 10_000  # That a process remembers; then it starts afresh.
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-cache"
METHODS = ("GET", "HEAD")
VARY = ("Accept-Encoding", "HX-Request", "HX-Target")
CODE_SUFFIXES = (".py", ".html", ".css", ".js", ".svg", ".txt")

# Attributes of a response, for this module and for the metrics.
CANONICAL, ENTRY, SOURCE = "canonical", "cache_entry", "page_cache"

View = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)


def set_canonical_url(response: Response, url: str, fragment: str = "") -> Response:
    """Set the one URL at which a response may be stored, and return the response.

    `fragment` is the id of the element that htmx asks for, if the response is not
    the whole page.
    """
    setattr(response, CANONICAL, (url, fragment))
    return response


def cached_by_version(view: View) -> View:
    """Decorate a public view whose responses are stored while the data are the same.

    A response without a canonical URL is stored where the request has no parameters.
    Nothing is stored for a user who is signed in.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in METHODS:
            return view(request, *args, **kwargs)
        if not is_cacheable(request):
            return set_cache_headers(view(request, *args, **kwargs), PRIVATE)
        entry = CacheEntry(request)
        if stored := entry.get_response():
            return stored
        if refusal := refuse_cold(request):
            return refusal
        response = view(request, *args, **kwargs)
        setattr(response, ENTRY, entry)
        return response

    return wrapper


class VersionedCacheMiddleware:
    """Store the responses of views with `cached_by_version`, and return them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.known_urls: dict[str, ResolverMatch | None] = {}  # Of cached views.

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if stored := self.get_stored(request):
            return stored
        with request_cache():
            return self.store(request, self.get_response(request))

    def get_stored(self, request: HttpRequest) -> HttpResponse | None:
        """The stored response, if a cached view answers the URL and it is valid."""
        request.get_host()  # Raises DisallowedHost, as it does for other pages.
        match = self.known_urls.get(request.get_full_path())
        if not match or request.method not in METHODS or not is_cacheable(request):
            return None
        request.resolver_match = match  # For the request log and the metrics.
        return CacheEntry(request).get_response()

    def store(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Store the response if its view is a cached one, and return it.

        Only canonical URLs are remembered: there is no end of other ones.
        """
        entry: CacheEntry | None = getattr(response, ENTRY, None)
        if entry:
            response = entry.store(response)
        if hasattr(response, SOURCE) and (not entry or entry.is_stored):
            if len(self.known_urls) >= MAX_KNOWN_URLS:
                self.known_urls.clear()
            self.known_urls[request.get_full_path()] = request.resolver_match
        return response


def is_cacheable(request: HttpRequest) -> bool:
    """Whether the response to a request is the same for everyone."""
    return not settings.DEBUG and not has_session(request)


class CacheEntry:
    """The place of a response in the cache, and the response if it is stored."""

    is_stored = False

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.fragment = request.headers.get("HX-Target", "")
        self.url = normalize_url(request.get_full_path())
        language = get_response_language(request)
        versions = (code_version(), *data_version(request))
        text = repr((settings.SITE_URL, self.url, self.fragment, language, *versions))
        self.key = hashlib.sha256(text.encode(errors="replace")).hexdigest()

    def etag(self, *, is_compressed: bool) -> str:
        """The ETag of the response; each content coding has one of its own."""
        return f'"{self.key[:32]}{"-gzip" if is_compressed else ""}"'

    def get_response(self) -> HttpResponse | None:
        """The response, if it is stored or the client has it already."""
        return self.get_not_modified() or self.read()

    def get_not_modified(self) -> HttpResponse | None:
        """A 304 response, if the client still has the current one."""
        client_etags = parse_etags(self.request.headers.get("If-None-Match", ""))
        etags = {self.etag(is_compressed=True), self.etag(is_compressed=False)}
        matches = etags.intersection(etag.removeprefix("W/") for etag in client_etags)
        if not matches:
            return None
        response = HttpResponseNotModified(headers={"ETag": matches.pop()})
        return tag_source(set_cache_headers(response), "unchanged")

    def read(self) -> HttpResponse | None:
        """The stored response; None without one, or if the cache cannot be read."""
        try:
            entry = caches["pages"].get(self.key)
        except Exception as error:  # Each cache library has exceptions of its own.
            report_failure(error)
            return None
        if not entry:
            return None
        response = StoredResponse(*entry).to_response(self.request)
        return tag_source(self.add_headers(response), "hit")

    def store(self, response: HttpResponseBase) -> HttpResponseBase:
        """Store the response of the view if it may be stored, and return it."""
        if response.status_code != 200:
            return response
        tag_source(response, "miss")
        stored = (
            StoredResponse.from_response(response)
            if self.is_canonical(response)
            else None
        )
        self.is_stored = stored is not None
        if stored is None:
            return self.add_headers(response)
        if self.request.method == "GET" and len(stored.body) <= MAX_STORED_BYTES:
            self._write(stored)
        return tag_source(self.add_headers(stored.to_response(self.request)), "miss")

    def add_headers(self, response: Response) -> Response:
        """Add the ETag and the cache headers to a response, and return it."""
        is_compressed = response.has_header("Content-Encoding")
        response["ETag"] = self.etag(is_compressed=is_compressed)
        return set_cache_headers(response)

    def is_canonical(self, response: HttpResponseBase) -> bool:
        """Whether the request asked for the canonical URL of the response."""
        url, fragment = getattr(response, CANONICAL, (self.url[0], ""))
        return (normalize_url(url), fragment) == (self.url, self.fragment)

    def _write(self, stored: StoredResponse) -> None:
        try:
            caches["pages"].set(self.key, tuple(stored))
        except Exception as error:
            report_failure(error)


def tag_source(response: Response, source: str) -> Response:
    """Set where a response came from, for the metrics, and return the response."""
    setattr(response, SOURCE, source)
    return response


def get_response_language(request: HttpRequest) -> str:
    """The code of the language in which a request is answered."""
    if len(settings.LANGUAGES) > 1:
        return get_language_from_request(request)
    return settings.LANGUAGE_CODE


def data_version(request: HttpRequest) -> tuple[int, datetime | None]:
    """The version of the data and the time of its last change; read once a request."""
    if "data_version" not in vars(request):
        vars(request)["data_version"] = DataVersion.objects.stamp()
    version: tuple[int, datetime | None] = vars(request)["data_version"]
    return version


def normalize_url(url: str) -> tuple[str, list[tuple[str, str]]]:
    """The path of a URL and its parameters, sorted by name and otherwise unchanged."""
    path, _mark, query = url.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    return path, sorted(pairs, key=lambda pair: pair[0])


def set_cache_headers(response: Response, cache_control: str = PUBLIC) -> Response:
    """Tell browsers and proxies how to cache a response, and return the response."""
    response["Cache-Control"] = cache_control
    patch_vary_headers(response, VARY)
    return response


@cache
def code_version() -> str:
    """A digest that changes with each file of code, template and stylesheet."""
    digest = hashlib.sha256()
    for folder in settings.CODE_FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if path.suffix in CODE_SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
