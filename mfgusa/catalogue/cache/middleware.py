"""Public answers, kept by the version of the data: never stale, and almost free.

A public page is a pure function of its address, the language, the code and the data.
So an answer is kept, compressed, under all of them; one read of the data version
tells whether it still holds, in every process, after every write.

Only an answer at its canonical address is kept, which the view names with
`canonical`, and only up to a size: no spelling of an address can fill the cache. The
order of an address's parameters does not count.

Which answers may be kept their views say (`kept`). The middleware keeps them as they
leave, and from then on answers itself, before anything else looks at the request.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request

from mfgusa.catalogue.cache.responses import StoredResponse
from mfgusa.catalogue.filters.vocabulary import request_cache
from mfgusa.db.models import DataVersion

MAX_STORED_BYTES = (
    100_000  # Bytes of a compressed answer; the settings say how many fit.
)
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-cache"
METHODS = ("GET", "HEAD")
MAX_KNOWN_URLS = 10_000  # Addresses that a process remembers; then it begins afresh.
VARY = ("Accept-Encoding", "HX-Request", "HX-Target")
CODE = (".py", ".html", ".css", ".js", ".svg", ".txt")

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]


def set_canonical_url(response: Any, address: str, fragment: str = "") -> Any:
    """Say the one address at which a response may be kept.

    `fragment` is the element that htmx asked for, if the response is not the page.
    """
    response.canonical = (address, fragment)
    return response


def cached_by_version(view: View) -> View:
    """A public view, whose answers are kept while they hold.

    One that names no canonical address is kept where no parameter is given. Whoever is
    signed in is answered anew.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in METHODS:
            return view(request, *args, **kwargs)
        if not is_cacheable(request):
            return set_cache_headers(view(request, *args, **kwargs), PRIVATE)
        place = CacheEntry(request)
        response: Any = place.known()
        if response is None:
            response = view(request, *args, **kwargs)
            response.place = place
        return response

    return answer


class VersionedCacheMiddleware:
    """Middleware: keeps the answers of `kept` views, and gives them."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response
        self.seen: dict[str, Any] = {}  # Which of them answers an address.

    def __call__(self, request: HttpRequest) -> Any:
        if answer := self.known(request):
            return answer
        with request_cache():
            return self.kept(request, self.get_response(request))

    def known(self, request: HttpRequest) -> HttpResponse | None:
        """The answer, if such a view has given it and it still holds."""
        view = self.seen.get(request.get_full_path())
        if not view or request.method not in METHODS or not is_cacheable(request):
            return None
        request.resolver_match = view  # For those who measure.
        return CacheEntry(request).known()

    def kept(self, request: HttpRequest, response: Any) -> Any:
        """The response, from now on in the cache if its view is a kept one.

        Addresses that are not canonical are not remembered: there is no end of them.
        """
        place = getattr(response, "place", None)
        if place:
            response = place.keep(response)
        if getattr(response, "page_cache", "") and (not place or place.is_kept):
            if len(self.seen) >= MAX_KNOWN_URLS:
                self.seen.clear()
            self.seen[request.get_full_path()] = request.resolver_match
        return response


def is_cacheable(request: HttpRequest) -> bool:
    """Whether the answer to a request is the same for everyone."""
    return not settings.DEBUG and settings.SESSION_COOKIE_NAME not in request.COOKIES


class CacheEntry:
    """Where the answer to a request lies in the cache, if it does."""

    is_kept = False

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.fragment = request.headers.get("HX-Target", "")
        self.spelled = normalize_url(request.get_full_path())
        site = f"{request.scheme}://{request.get_host()}"
        means = (get_response_language(request), code_version(), *data_version(request))
        text = repr((site, self.spelled, self.fragment, *means))
        self.key = hashlib.sha256(text.encode(errors="replace")).hexdigest()

    def tag(self, *, is_zipped: bool) -> str:
        """The ETag of the answer; each of its codings has one of its own."""
        return f'"{self.key[:32]}{"-gzip" if is_zipped else ""}"'

    def known(self) -> HttpResponse | None:
        """The answer, if there is no need to make it."""
        return self.unchanged() or self.found()

    def unchanged(self) -> HttpResponse | None:
        """That the reader still holds the answer, if so."""
        held = parse_etags(self.request.headers.get("If-None-Match", ""))
        tags = {self.tag(is_zipped=True), self.tag(is_zipped=False)}
        same = tags.intersection(tag.removeprefix("W/") for tag in held)
        if not same:
            return None
        same_answer = HttpResponseNotModified(headers={"ETag": same.pop()})
        return tag_source(set_cache_headers(same_answer), "unchanged")

    def found(self) -> HttpResponse | None:
        """The answer from the cache; a cache that does not answer has none."""
        try:
            answer = caches["pages"].get(self.key)
        except Exception:  # Each library of a cache has errors of its own.
            logger.warning("The page cache cannot be read.", exc_info=True)
            return None
        if not answer:
            return None
        return tag_source(
            self.given(StoredResponse(*answer).response(self.request)), "hit"
        )

    def keep(self, response: Any) -> HttpResponseBase:
        """The response of the view, from now on in the cache if it may be."""
        if response.status_code != 200:
            return response
        tag_source(response, "miss")
        answer = StoredResponse.of(response) if self.is_canonical(response) else None
        self.is_kept = answer is not None
        if answer is None:
            return self.given(response)
        if self.request.method == "GET" and len(answer.body) <= MAX_STORED_BYTES:
            self._store(answer)
        return tag_source(self.given(answer.response(self.request)), "miss")

    def given(self, response: Any) -> Any:
        """A response with what tells it from others."""
        response["ETag"] = self.tag(is_zipped=response.has_header("Content-Encoding"))
        return set_cache_headers(response)

    def is_canonical(self, response: Any) -> bool:
        """Whether the request asked for the address that the response stands at."""
        address, fragment = getattr(response, "canonical", (self.spelled[0], ""))
        return (normalize_url(address), fragment) == (self.spelled, self.fragment)

    def _store(self, answer: StoredResponse) -> None:
        try:
            caches["pages"].set(self.key, tuple(answer))
        except Exception:
            logger.warning("The page cache cannot be written.", exc_info=True)


def tag_source(response: Any, how: str) -> Any:
    """Say of an answer where it came from, for those who measure."""
    response.page_cache = how
    return response


def get_response_language(request: HttpRequest) -> str:
    """The language in which a request is answered."""
    several = len(settings.LANGUAGES) > 1
    return get_language_from_request(request) if several else settings.LANGUAGE_CODE


def data_version(request: Any) -> tuple[int, datetime | None]:
    """The version of the data, and when they last changed; asked once a request."""
    if not hasattr(request, "data_version"):
        request.data_version = DataVersion.objects.stamp()
    return request.data_version


def normalize_url(address: str) -> tuple[str, list[tuple[str, str]]]:
    """An address whose parameters are sorted by name; nothing else is changed."""
    path, _mark, query = address.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    return path, sorted(pairs, key=lambda pair: pair[0])


def set_cache_headers(response: Any, cache_control: str = PUBLIC) -> Any:
    """What a browser, and a cache between it and the site, may do with an answer."""
    response["Cache-Control"] = cache_control
    patch_vary_headers(response, VARY)
    return response


@cache
def code_version() -> str:
    """Changes with each line of the code, the templates and the stylesheet."""
    digest = hashlib.sha256()
    for folder in settings.CODE_FOLDERS:
        for file in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if file.suffix in CODE:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
