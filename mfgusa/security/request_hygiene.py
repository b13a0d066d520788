"""Middleware that drops what no browser sends, before the site reads a request."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

UTF_8 = re.compile(r';\s*charset="?utf-?8"?\s*(?=;|$)', re.IGNORECASE)


class Utf8OnlyMiddleware:
    """WSGI middleware that drops the content type of a body that isn't UTF-8.

    Django decodes the query string in the charset of the Content-Type header, too, and
    fails on an unknown charset before any Django middleware runs.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        content_type = UTF_8.sub("", environ.get("CONTENT_TYPE", ""))
        is_utf8 = "charset" not in content_type.lower()
        environ["CONTENT_TYPE"] = content_type if is_utf8 else ""
        return self.application(environ, start_response)


class UnescapedCookiesMiddleware:
    r"""WSGI middleware that drops cookies with a backslash; the others stay.

    No value of a cookie has one (RFC 6265, section 4.1.1), and none that this site
    sets. Before Python 3.11.10, `http.cookies` takes a time for the escapes of a quoted
    value that grows with the square of their number (CVE-2024-7592).
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if "\\" in environ.get("HTTP_COOKIE", ""):
            cookies = environ["HTTP_COOKIE"].split(";")
            unescaped = [cookie for cookie in cookies if "\\" not in cookie]
            environ["HTTP_COOKIE"] = ";".join(unescaped)
        return self.application(environ, start_response)


class PrintableCookiesMiddleware:
    """Drop cookies with control characters: PostgreSQL cannot look up a NUL."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {
            name: value
            for name, value in request.COOKIES.items()
            if value.isprintable()
        }
        return self.get_response(request)
