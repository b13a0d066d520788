"""The catalogue and the pages of roadmaps."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mfgusa.catalogue.citation.page_metadata import Node, PageMetadata, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.downloads import missing_format
from mfgusa.catalogue.list import PICTURES, FilteredList
from mfgusa.charts.pictures import picture_response
from mfgusa.provenance import linked_data
from roadmaps.charts.lanes import RoadmapLanes
from roadmaps.filtersets.roadmap import RoadmapFilterSet
from roadmaps.models import Roadmap
from roadmaps.resources import RoadmapResource


class RoadmapList(FilteredList):
    """All technology roadmaps of the institutes and of the network."""

    title = gettext_lazy("Roadmaps")
    lede = gettext_lazy("Where the institutes say that their technology should go.")
    queryset = Roadmap.objects.with_scope().with_counts().with_item_ranges()
    filterset_class = RoadmapFilterSet
    resource_class = RoadmapResource
    rows_template = "roadmaps/_roadmap_rows.html"


class RoadmapDetail(FactDetail):
    """One roadmap: its items as swimlanes, and what supports them."""

    queryset = Roadmap.objects.with_scope().with_items()

    def get(
        self, request: HttpRequest, *args: Any, suffix: str = "", **kwargs: Any
    ) -> HttpResponse:
        self.object = self.get_object()
        self.lanes = RoadmapLanes(self.object)
        if not suffix:
            return self.render_to_response(self.get_context_data())
        if suffix not in PICTURES:
            raise missing_format(suffix)
        return picture_response(self.lanes.picture, suffix)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            lanes=self.lanes,
            base=self.object.get_absolute_url().rstrip("/"),
            **kwargs,
        )

    def get_page_metadata(self) -> PageMetadata:
        path = self.object.get_absolute_url()
        return replace(super().get_page_metadata(), picture=f"{path.rstrip('/')}.png")

    def get_description(self) -> str:
        roadmap, n = self.object, len(self.object.items.all())
        template = ngettext(
            "%(n)d item of the roadmap “%(title)s” of %(scope)s in lanes.",
            "%(n)d items of the roadmap “%(title)s” of %(scope)s in lanes.",
            n,
        )
        scope = roadmap.institute or _("the whole network")
        sentence = template % {"n": n, "title": roadmap.title, "scope": scope}
        return f"{sentence} {roadmap.summary}".strip()

    def get_linked_data(self) -> list[Node]:
        parent = (str(RoadmapList.title), reverse("roadmaps:roadmap-list"))
        return [
            breadcrumb_node(parent, (str(self.object), self.object.get_absolute_url())),
            linked_data.source_node(self.object.source),
        ]
