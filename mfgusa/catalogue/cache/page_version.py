"""What a page says of its own version, which is known when all of it is rendered.

The version of a page is that of the tables that it read. What depends on it is
rendered last: until then a token that nobody can guess stands in its place.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils.http import http_date
from django.utils.safestring import SafeString, mark_safe

from mfgusa.catalogue.cache.headers import Response
from mfgusa.db.models import DataVersion
from mfgusa.db.snapshot import snapshot
from mfgusa.db.table_versions import TableReads, TableVersions
from mfgusa.db.tables_read import note_tables, reads_of_tables, record_tables, tracked

TOKEN = re.compile(rb"later-[0-9a-f]{32}")
VERSION_LENGTH = 10  # Of a version that people read and cite.


class PageVersion(NamedTuple):
    """Which version of the data a page shows, and when that was last changed."""

    number: str
    changed: datetime | None


Render = Callable[[PageVersion], str]
later_parts: ContextVar[dict[bytes, Render] | None] = ContextVar(
    "later_parts", default=None
)


def page_version(versions: TableVersions, reads: TableReads) -> PageVersion:
    """The version of what depends on some tables."""
    number = versions.digest(reads)[:VERSION_LENGTH]
    return PageVersion(number, versions.last_change(reads))


def last_change_of_all(request: HttpRequest) -> datetime | None:
    """When any public table was last written; who asks depends on all of them."""
    note_tables(*tracked)
    return table_versions(request).last_change(reads_of_tables(tracked))


def version_of_all() -> PageVersion:
    """The version of all public tables together."""
    versions = DataVersion.objects.versions_and_moments()
    return page_version(versions, reads_of_tables(tracked))


def render_later(render: Render) -> SafeString:
    """What `render` returns for the version of the page, when that is known.

    On a page that nobody records, the version is that of the whole database.
    """
    registered = later_parts.get()
    if registered is None:
        return mark_safe(render(version_of_all()))
    token = f"later-{secrets.token_hex(16)}"
    registered[token.encode()] = render
    return mark_safe(token)


@dataclass(frozen=True)
class RenderedPage:
    """The response of a view, and the parts that are to be rendered later."""

    response: HttpResponseBase
    parts: Mapping[bytes, Render]

    def finish(
        self, response: Response, versions: TableVersions, reads: TableReads
    ) -> Response:
        """The response, perhaps with another body, and with the version in it."""
        version = page_version(versions, reads)
        if version.changed:
            response["Last-Modified"] = http_date(version.changed.timestamp())
        if self.parts and isinstance(response, HttpResponse):
            response.content = self._fill(response.content, version)
        return response

    def _fill(self, content: bytes, version: PageVersion) -> bytes:
        """The content with each part in the place of its token."""

        def render(match: re.Match[bytes]) -> bytes:
            part = self.parts.get(match[0])
            return part(version).encode() if part else match[0]

        return TOKEN.sub(render, content)


def render_view(view: Callable[[], HttpResponseBase]) -> RenderedPage:
    """The response of a view, rendered except for what depends on its version."""
    parts: dict[bytes, Render] = {}
    token = later_parts.set(parts)
    try:
        response = view()
        if isinstance(response, SimpleTemplateResponse):
            response = response.render()
    finally:
        later_parts.reset(token)
    return RenderedPage(response, parts)


def render_whole(
    request: HttpRequest, view: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The response of a view that is for one person, with its version.

    What it reads before it is sent is of one moment.
    """
    with snapshot():
        versions = table_versions(request, anew=True)
        with record_tables(versions) as tables:
            page = render_view(view)
    return page.finish(page.response, versions, tables.freeze())


def table_versions(request: HttpRequest, *, anew: bool = False) -> TableVersions:
    """The versions of all tables; read once a request, and anew when it is computed.

    Then they have moments, too.
    """
    if anew or "table_versions" not in vars(request):
        rows = DataVersion.objects
        versions = rows.versions_and_moments() if anew else rows.versions()
        vars(request)["table_versions"] = versions
    versions_of_request: TableVersions = vars(request)["table_versions"]
    return versions_of_request
