"""The table of sources, and the columns that every cited table has."""

from mfgusa.provenance.models import Source
from mfgusa.tables.schema.resource import TableResource

CITATION_COLUMNS = ["source", "locator"]


class SourceResource(TableResource):
    table = "sources"

    class Meta:
        model = Source
        fields = ["key", "title", "publisher", "url", "published", "accessed"]
        import_id_fields = ["key"]
