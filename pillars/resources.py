"""The table of the ten pillars."""

from mfgusa.provenance.resources import CITATION_COLUMNS
from mfgusa.tables.schema.resource import TableResource
from pillars.models import Pillar


class PillarResource(TableResource):
    table = "pillars"

    class Meta:
        model = Pillar
        fields = ["number", "title", "statement", *CITATION_COLUMNS]
        import_id_fields = ["number"]
