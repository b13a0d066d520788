"""A source as a schema.org node."""

from mfgusa.catalogue.citation.page_metadata import Node, drop_missing
from mfgusa.provenance.models import Source


def source_node(source: Source) -> Node:
    """Return a source, for `subjectOf`, `isBasedOn` and `citation`."""
    return drop_missing(
        {
            "@type": "CreativeWork",
            "@id": f"{source.get_absolute_url()}#work",
            "name": source.title,
            "publisher": source.publisher
            and {"@type": "Organization", "name": source.publisher},
            "datePublished": source.published,
            "sameAs": web_url(source.url),
        }
    )


def web_url(address: str) -> str:
    """Return an address if it is of the web, else nothing (such as for `ftp:`)."""
    return address if address.startswith(("http://", "https://")) else ""
