"""A cache of public responses that is keyed by the versions of the tables they read.

A public page is a pure function of its URL, the language, the code and the tables that
it reads. Its response is stored, compressed, under a key of all four; one read of the
versions tells whether an entry is still valid, in every process and after every write.

A view is cached if it is decorated with `cached_by_version`. Only a response at its
canonical URL is stored (see `set_canonical_url`), and only up to a size, so that no
spelling of a URL can fill the cache. The order of query parameters does not count.

The middleware stores responses as they leave, and from then on answers before any
other middleware looks at the request.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from mfgusa.catalogue.cache.entry import CacheEntry
from mfgusa.catalogue.cache.headers import SOURCE, Response, set_cache_headers
from mfgusa.catalogue.cache.page_version import render_whole
from mfgusa.catalogue.cache.responses import CANONICAL
from mfgusa.catalogue.filters.vocabulary import request_cache
from mfgusa.security.cold_limit import refuse_cold
from mfgusa.security.sessions import has_session

MAX_KNOWN_URLS = 10_000  # That a process remembers; then it starts afresh.
PRIVATE = "private, no-cache"
METHODS = ("GET", "HEAD")
ENTRY = "cache_entry"  # The attribute of a response that the middleware may store.

View = Callable[..., HttpResponseBase]


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
        run = partial(view, request, *args, **kwargs)
        if not is_cacheable(request):
            return set_cache_headers(render_whole(request, run), PRIVATE)
        entry = CacheEntry(request)
        if stored := entry.get_response():
            return stored
        if refusal := refuse_cold(request):
            return refusal
        response = entry.compute(run)
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
        if hasattr(response, SOURCE) and (not entry or entry.is_canonical):
            if len(self.known_urls) >= MAX_KNOWN_URLS:
                self.known_urls.clear()
            self.known_urls[request.get_full_path()] = request.resolver_match
        return response


def is_cacheable(request: HttpRequest) -> bool:
    """Whether the response to a request is the same for everyone."""
    return not settings.DEBUG and not has_session(request)
