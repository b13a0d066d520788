"""What no browser sends, kept away from everything that reads a request."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

UTF_8 = re.compile(r';\s*charset="?utf-?8"?\s*(?=;|$)', re.IGNORECASE)


def in_utf8(application: Callable) -> Callable:
    """A WSGI application that reads UTF-8 only; a body in anything else is none.

    Django would read the address, too, in whatever charset a header names, and break
    at one that is none of text, before anything of the site could answer.
    """

    def answer(environ: dict[str, Any], start_response: Callable) -> Any:
        kind = UTF_8.sub("", environ.get("CONTENT_TYPE", ""))
        environ["CONTENT_TYPE"] = "" if "charset" in kind.lower() else kind
        return application(environ, start_response)

    return answer


def with_plain_cookies(get_response: Callable) -> Callable:
    """No cookie holds a sign of control: the database cannot look up a NUL."""

    def answer(request: HttpRequest) -> HttpResponse:
        cookies = request.COOKIES.items()
        request.COOKIES = {n: value for n, value in cookies if value.isprintable()}
        response: HttpResponse = get_response(request)
        return response

    return answer
