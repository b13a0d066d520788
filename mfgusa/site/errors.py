"""The pages for addresses that do not exist and for errors."""

import re
import sys
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.defaults import server_error

from mfgusa.catalogue.list import PastTheLastPage
from mfgusa.catalogue.navigation import get_sections
from mfgusa.catalogue.subjects import Subject, subjects_with_pages
from mfgusa.db import unavailable
from mfgusa.security.cold_limit import refuse_cold
from mfgusa.text import closest_match

MAX_PATH_LENGTH = 100  # Characters of the path that are read.
MAX_ROWS = 5_000  # Rows that are compared with the path.
MAX_GUESSES = 3  # Rows that are suggested.


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show a 404 page that suggests the nearest pages and a search."""
    if refusal := refuse_cold(request):
        return refusal
    parts = [part for part in request.path[:MAX_PATH_LENGTH].split("/") if part]
    context = {
        "message": _message(exception),
        "words": _search_words(parts),
        "guesses": _suggestions(parts, exception),
    }
    return render(request, "404.html", context, status=404)


def internal_error(request: HttpRequest) -> HttpResponseBase:
    """Show a 503 page if the database is unavailable, and else a 500 page."""
    cause = unavailable.outage_cause(sys.exc_info()[1])
    return (
        unavailable.outage_response(request, cause) if cause else server_error(request)
    )


def _message(exception: Exception) -> str:
    """Return the message of a view; not Django's list of the URLs it tried."""
    message = exception.args[0] if exception.args else ""
    return "" if isinstance(message, dict) else message


def _search_words(parts: list[str]) -> str:
    """Return the words of the last part of the path, without a suffix."""
    name = unquote(parts[-1]) if parts else ""
    return " ".join(re.findall(r"\w+", re.sub(r"\.[a-z]{2,7}$", "", name)))


def _suggestions(parts: list[str], exception: Exception) -> list[tuple[object, str]]:
    """Return title and path of the nearest rows, if any, and the nearest section.

    A list that has fewer pages knows its last one.
    """
    if isinstance(exception, PastTheLastPage):
        return [exception.suggestion]
    sections = {section.path.strip("/"): section for section in get_sections()}
    name = closest_match(parts[0].lower(), sections) if parts else ""
    if not name:
        return []
    subject = subjects_with_pages().get(name)
    rows = _nearest_rows(subject, parts[-1]) if subject and len(parts) > 1 else []
    suggestions: list[tuple[object, str]] = [
        (row, row.get_absolute_url()) for row in rows
    ]
    return [*suggestions, (sections[name].title, sections[name].path)]


def _nearest_rows(subject: Subject, name: str) -> list[Any]:
    """Return the rows that a name may mean, the likeliest first.

    These are rows that have its words in their names or aliases, whole names first;
    rows whose key or name starts with it; and the one that is most like it.
    """
    slug = slugify(name)
    if not slug:
        return []
    rows: dict[str, Any] = {}
    for row in subject.pages[:MAX_ROWS]:
        rows[row.get_absolute_url().rsplit("/", 2)[-2].lower()] = row
        rows.setdefault(slugify(str(row)), row)
    words = slug.replace("-", " ")
    named = subject.pages.by_name(words).by_relevance(words)[:MAX_GUESSES]
    keys = [key for key in rows if key.startswith(slug)] or [closest_match(slug, rows)]
    likely = [*named, *(rows[key] for key in keys if key)]
    return list(dict.fromkeys(likely))[:MAX_GUESSES]
