"""The headers by which browsers and proxies cache responses and ask for them."""

from typing import TypeVar
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request

PUBLIC = "public, max-age=0, must-revalidate"
VARY = ("Accept-Encoding", "HX-Request", "HX-Target")
SOURCE = "page_cache"  # The attribute of a response for the metrics.

Response = TypeVar("Response", bound=HttpResponseBase)


def tag_source(response: Response, source: str) -> Response:
    """Set where a response came from, for the metrics, and return the response."""
    setattr(response, SOURCE, source)
    return response


def set_cache_headers(response: Response, cache_control: str = PUBLIC) -> Response:
    """Tell browsers and proxies how to cache a response, and return the response."""
    response["Cache-Control"] = cache_control
    patch_vary_headers(response, VARY)
    return response


def set_etag(response: Response, tag: str) -> Response:
    """Set the ETag and the cache headers of a response, and return the response."""
    is_compressed = response.has_header("Content-Encoding")
    response["ETag"] = format_etag(tag, is_compressed=is_compressed)
    return set_cache_headers(response)


def format_etag(tag: str, *, is_compressed: bool) -> str:
    """The ETag of a response; each content coding has one of its own."""
    return f'"{tag}{"-gzip" if is_compressed else ""}"'


def get_not_modified(request: HttpRequest, tag: str) -> HttpResponseNotModified | None:
    """A 304 response, if the client still has what is tagged so."""
    client_etags = request.headers.get("If-None-Match", "")
    if not tag or not client_etags:
        return None
    etags = {format_etag(tag, is_compressed=coded) for coded in (True, False)}
    known = (etag.removeprefix("W/") for etag in parse_etags(client_etags))
    if not (matches := etags.intersection(known)):
        return None
    response = HttpResponseNotModified(headers={"ETag": matches.pop()})
    return tag_source(set_cache_headers(response), "unchanged")


def get_response_language(request: HttpRequest) -> str:
    """The code of the language in which a request is answered."""
    if len(settings.LANGUAGES) > 1:
        return get_language_from_request(request)
    return settings.LANGUAGE_CODE


def normalize_url(url: str) -> tuple[str, list[tuple[str, str]]]:
    """The path of a URL and its parameters, sorted by name and otherwise unchanged."""
    path, _mark, query = url.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    return path, sorted(pairs, key=lambda pair: pair[0])
