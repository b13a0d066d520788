"""What the plans say of institutes side by side."""

from django.utils.translation import gettext_lazy as _

from institutes.comparison_base import InstituteComparison
from roadmaps.models import Roadmap, RoadmapItem


class Plans(InstituteComparison):
    """Where they say that their technology should go."""

    title = _("Roadmaps")
    app = "roadmaps"

    def get_lines(self):
        yield self.counted(_("Roadmaps"), self.total(Roadmap.objects), "roadmap")
        items = self.total(RoadmapItem.objects, "roadmap__institute")
        yield self.counted(_("Roadmap items"), items, "roadmap-item")
