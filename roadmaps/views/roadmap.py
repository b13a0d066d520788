from django.utils.translation import gettext_lazy

from mfgusa.catalogue.detail import FactPage
from mfgusa.catalogue.views import FilteredList
from roadmaps.filtersets import RoadmapFilterSet
from roadmaps.models import Roadmap
from roadmaps.resources import RoadmapResource


class RoadmapList(FilteredList):
    """Where the institutes say that their technology should go."""

    title = gettext_lazy("Roadmaps")
    lede = gettext_lazy("Where the institutes say that their technology should go.")
    queryset = Roadmap.objects.with_scope()
    filterset_class = RoadmapFilterSet
    resource_class = RoadmapResource
    rows_template = "roadmaps/_roadmap_rows.html"


class RoadmapDetail(FactPage):
    """One roadmap: its items in lanes, and who works on them."""

    queryset = Roadmap.objects.with_scope()
