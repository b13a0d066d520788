"""A source as a schema.org node, for readers of JSON-LD."""

from mfgusa.catalogue.citation.page_metadata import drop_missing


def source_node(source):
    """A text that was read, for `subjectOf`, `isBasedOn` and `citation`."""
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


def web_url(address):
    """An address that a browser opens; none of another sort, such as `ftp:`."""
    return address if address.startswith(("http://", "https://")) else ""
