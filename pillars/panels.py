"""The section of an institute's page that leads to its pillars."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from pillars.models import Pillar


class PillarsPanel(Panel):
    """The ten pillars; what each shows of the institute stands on its own page."""

    model = "institutes.Institute"
    slug = "pillars"
    title = _("The ten pillars")
    template = "pillars/panels/pillars.html"

    def get_rows(self):
        return list(Pillar.objects.defer("search"))
