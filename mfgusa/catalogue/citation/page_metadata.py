"""The metadata of a page, and the schema.org nodes that any page may need.

A view puts a `PageMetadata` into its context as `metadata`; `base.html` does the rest.
Its paths are those of this site; they become absolute URLs when the page is rendered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet

from mfgusa.fields.partial_dates import PartialDate
from mfgusa.tables.files.content_types import MEDIA_TYPES

Node = dict[str, Any]  # Any: a JSON-LD node holds values of every type.

WEBSITE, PUBLISHER, CATALOG = "/#website", "/#publisher", "/data/#catalog"


@dataclass
class PageMetadata:
    """What readers, search engines and citations show of a page.

    `newest` is the date of the newest fact shown. Without it, a page with footnotes
    shows the newest date of those.
    """

    title: str  # Without the name of the site.
    description: str = ""  # One or two plain sentences, at most 160 characters.
    path: str = "/"  # Canonical, with its canonical query.
    picture: str = ""  # A PNG of 1200 x 630 pixels; blank: `settings.SITE_PICTURE`.
    newest: PartialDate | None = None
    linked_data: Sequence[Node] = ()
    is_indexed: bool = True  # False for search results, refused URLs, deep filters.


def site_name() -> str:
    """The name of the site, from the settings."""
    return str(settings.SITE_NAME)


def newest_date_of(*querysets: QuerySet[Any]) -> PartialDate | None:
    """The date of the newest of some facts, or sources: one query for each queryset.

    A fact is as new as the publication of its source, or as the day on which the
    source was accessed if no source has a date of publication. A model without a
    source does not count.
    """
    return newest_date([source_dates(rows) for rows in querysets])


def newest_date(days: list[dict[str, PartialDate | None]]) -> PartialDate | None:
    """The newest of the `source_dates` of several querysets."""
    published = [day for dates in days if (day := dates.get("published"))]
    accessed = [day for dates in days if (day := dates.get("accessed"))]
    return max(published or accessed, default=None)


def source_dates(rows: QuerySet[Any]) -> dict[str, PartialDate | None]:
    """The newest dates of publication and of access of the sources of some facts."""
    columns = {field.name for field in rows.model._meta.fields}
    if not columns & {"source", "published"}:
        return {}
    source = "source__" if "source" in columns else ""
    return rows.order_by().aggregate(
        published=Max(f"{source}published"), accessed=Max(f"{source}accessed")
    )


def newest_date_among(facts: Iterable[Any]) -> PartialDate | None:
    """As `newest_date_of`, for fact instances with their sources."""
    sources = [fact.source for fact in facts]
    published = [source.published for source in sources if source.published]
    accessed = [source.accessed for source in sources if source.accessed]
    return max(published or accessed, default=None)


def website_nodes() -> list[Node]:
    """The site, of which every page is a part, and its publisher."""
    name = site_name()
    return [
        {
            "@type": "WebSite",
            "@id": WEBSITE,
            "url": "/",
            "name": name,
            "publisher": {"@id": PUBLISHER},
        },
        {"@type": "Organization", "@id": PUBLISHER, "url": "/", "name": name},
    ]


def web_page_node(metadata: PageMetadata, version: str) -> Node:
    """The page itself, and its main entity if it has linked data."""
    page = {
        "@type": "WebPage",
        "@id": metadata.path,
        "url": metadata.path,
        "name": metadata.title,
        "description": metadata.description,
        "version": version,
        "isPartOf": {"@id": WEBSITE},
    }
    if metadata.linked_data and "@id" in metadata.linked_data[0]:
        page["mainEntity"] = {"@id": metadata.linked_data[0]["@id"]}
    return drop_missing(page)


def breadcrumb_node(*steps: tuple[str, str]) -> Node:
    """The path to a page: titles and paths, from the section to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": str(title), "item": path}
            for place, (title, path) in enumerate(steps, 1)
        ],
    }


def dataset_node(
    metadata: PageMetadata,
    *,
    base: str,
    query: str = "",
    formats: Iterable[str] = ("csv",),
) -> Node:
    """The rows of a list as files: `base` and a suffix is the URL of each."""
    query = f"?{query}" if query else ""
    return drop_missing(
        {
            "@type": "Dataset",
            "@id": f"{metadata.path}#dataset",
            "url": metadata.path,
            "name": metadata.title,
            "description": metadata.description,
            "isAccessibleForFree": True,
            "creator": {"@id": PUBLISHER},
            "includedInDataCatalog": {"@id": CATALOG, "@type": "DataCatalog"},
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": MEDIA_TYPES[suffix],
                    "contentUrl": f"{base}.{suffix}{query}",
                }
                for suffix in formats
            ],
        }
    )


def catalog_node(metadata: PageMetadata, tables: Iterable[str]) -> Node:
    """The page of all tables, with a dataset for each."""
    return drop_missing(
        {
            "@type": "DataCatalog",
            "@id": CATALOG,
            "url": metadata.path,
            "name": site_name(),
            "description": metadata.description,
            "isAccessibleForFree": True,
            "publisher": {"@id": PUBLISHER},
            "dataset": [
                {"@type": "Dataset", "name": table, "url": f"{metadata.path}#{table}"}
                for table in tables
            ],
        }
    )


def drop_missing(node: Node) -> Node:
    """A node without values that are not recorded."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}
