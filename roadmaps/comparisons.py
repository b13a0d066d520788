"""What the plans say of institutes side by side."""

from django.utils.translation import gettext_lazy as _

from institutes.comparison_base import InstituteComparison
from roadmaps.models import Roadmap, RoadmapItem


class Plans(InstituteComparison):
    """Where they say that their technology should go."""

    title = _("Roadmaps")
    app = "roadmaps"

    def get_lines(self):
        yield self.count_line(
            _("Roadmaps"), self.counts_by_institute(Roadmap.objects), "roadmap"
        )
        items = self.counts_by_institute(RoadmapItem.objects, "roadmap__institute")
        yield self.count_line(_("Roadmap items"), items, "roadmap-item")
