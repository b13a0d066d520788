"""The sections of a funding record's page."""

from django.utils.translation import gettext_lazy as _

from institutes.models import FundingRecord
from institutes.record_tree import RecordNode
from mfgusa.catalogue.panels import Panel


class RecordTreePanel(Panel):
    """The tree of the record: those that contain it and those that it contains."""

    model = "institutes.FundingRecord"
    subject: FundingRecord
    slug = "chain"
    title = _("Whole and parts")
    template = "institutes/panels/record_tree.html"

    def get_rows(self) -> list[RecordNode]:
        return list(self.subject.tree.nodes.values())

    @property
    def count(self) -> int:
        return len(self.rows) - 1  # Without the record itself.
