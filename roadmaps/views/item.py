from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.detail import FactPage
from mfgusa.catalogue.views import FilteredList
from roadmaps.filtersets import RoadmapItemFilterSet
from roadmaps.models import RoadmapItem
from roadmaps.resources import RoadmapItemResource


class RoadmapItemList(FilteredList):
    """Every aim, gap, topic and step of the roadmaps."""

    title = gettext_lazy("Roadmap items")
    lede = gettext_lazy("Every aim, gap, topic and step of the roadmaps.")
    queryset = RoadmapItem.objects.with_scope()
    filterset_class = RoadmapItemFilterSet
    resource_class = RoadmapItemResource
    rows_template = "roadmaps/_item_rows.html"


class RoadmapItemDetail(FactPage):
    """One item of a roadmap."""

    queryset = RoadmapItem.objects.with_scope()

    def get_object(self, queryset=None):
        return get_object_or_404(
            self.get_queryset(),
            roadmap__key=self.kwargs["roadmap"],
            order=self.kwargs["order"],
        )
