"""Roadmaps in the comparison of institutes."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from institutes.comparison_base import InstituteComparison
from mfgusa.catalogue.comparisons import ComparisonLine
from roadmaps.models import Roadmap, RoadmapItem


class RoadmapComparison(InstituteComparison):
    """The number of roadmaps and roadmap items of each institute."""

    title = _("Roadmaps")
    app = "roadmaps"

    def get_lines(self) -> Iterable[ComparisonLine]:
        yield self.count_line(
            _("Roadmaps"), self.counts_by_institute(Roadmap.objects), "roadmap"
        )
        items = self.counts_by_institute(RoadmapItem.objects, "roadmap__institute")
        yield self.count_line(_("Roadmap items"), items, "roadmap-item")
