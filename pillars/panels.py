"""The pillars on the page of an institute."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from pillars.models import Pillar


class PillarsPanel(Panel):
    """Links to the evidence for each pillar at the institute."""

    model = "institutes.Institute"
    slug = "pillars"
    title = _("The ten pillars")
    template = "pillars/panels/pillars.html"

    def get_rows(self) -> list[Pillar]:
        return list(Pillar.objects.defer("search"))
