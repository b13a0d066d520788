"""The metadata of a page as they are rendered: with absolute URLs."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from mfgusa.absolute_url import absolute_url
from mfgusa.catalogue.cache.page_version import PageVersion, render_later
from mfgusa.catalogue.citation.page_citation import PageCitation
from mfgusa.catalogue.citation.page_metadata import (
    PageMetadata,
    web_page_node,
    website_nodes,
)
from mfgusa.fields.partial_dates import PartialDate

# Keys of a node whose values may be paths of this site.
URL_KEYS = {"@id", "url", "contentUrl", "item"}
NO_MARKUP = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


class Page:
    """A `PageMetadata` at the site's own URL."""

    def __init__(self, metadata: PageMetadata, request: HttpRequest) -> None:
        self.metadata, self.request = metadata, request

    @cached_property
    def version(self) -> str:
        """The version of what the page shows; it is put in when all was read."""
        return render_later(lambda version: version.number)

    @cached_property
    def url(self) -> str:
        """The canonical URL."""
        return absolute_url(self.metadata.path)

    @property
    def picture(self) -> str:
        """The URL of the picture that links to the page show."""
        return absolute_url(self.metadata.picture or settings.SITE_PICTURE)

    @property
    def json_ld(self) -> SafeString:
        """The graph of schema.org nodes, safe between the tags of a script."""
        metadata, version = self.metadata, self.version
        nodes = self._absolutes(
            [*website_nodes(), web_page_node(metadata, version), *metadata.linked_data]
        )
        unique = [node for i, node in enumerate(nodes) if node not in nodes[:i]]
        graph = {"@context": "https://schema.org", "@graph": unique}
        text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"), default=str)
        return mark_safe(text.translate(NO_MARKUP))

    def _absolutes(self, value: Any, name: str = "") -> Any:
        """A value with each path of this site as a URL."""
        if isinstance(value, dict):
            return {key: self._absolutes(v, key) for key, v in value.items()}
        if isinstance(value, list | tuple):
            return [self._absolutes(v, name) for v in value]
        is_path = name in URL_KEYS and isinstance(value, str) and value[:1] == "/"
        return absolute_url(value) if is_path else value

    def cited(self, newest: PartialDate | None, version: PageVersion) -> PageCitation:
        """How to cite the page, when `newest` is the date of its newest fact."""
        day = version.changed and version.changed.date()
        metadata = self.metadata
        return PageCitation(
            metadata.title, metadata.path, self.url, version.number, day, newest
        )
