"""The sections of a funding record's page."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel


class RecordTreePanel(Panel):
    """The records that contain it or that it contains, and itself among them."""

    model = "institutes.FundingRecord"
    slug = "chain"
    title = _("Whole and parts")
    template = "institutes/panels/record_tree.html"

    def get_rows(self):
        return list(self.subject.tree.nodes.values())

    @property
    def count(self):
        return len(self.rows) - 1  # The record itself is one of them.
