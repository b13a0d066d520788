"""The sections of pages of facts that the plans fill."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from roadmaps.models import Roadmap


class Roadmaps(Panel):
    """Where the institute says its technology should go."""

    model = "institutes.Institute"
    slug = "roadmaps"
    title = _("Roadmaps")
    template = "roadmaps/panels/roadmaps.html"

    def get_rows(self):
        rows = self.subject.roadmaps.with_scope().with_items()
        return list(rows.order_by("published", "key"))


class AreaRoadmaps(Panel):
    """Where the plans say a field of technology should go, item by item."""

    model = "institutes.FocusArea"
    slug = "roadmaps"
    title = _("Roadmaps")
    template = "roadmaps/panels/roadmaps.html"

    def get_rows(self):
        here = Roadmap.objects.filter(focus_area__in=self.subject.here)
        return list(here.with_scope().with_items().order_by("published", "key"))
