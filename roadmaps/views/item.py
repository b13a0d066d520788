"""The catalogue and the pages of roadmap items."""

from typing import Any

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import Node, PageMetadata, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.charts.pictures import Picture
from mfgusa.provenance import linked_data
from mfgusa.text import shorten
from roadmaps.charts import bars
from roadmaps.filtersets.item import RoadmapItemFilterSet
from roadmaps.models import RoadmapItem
from roadmaps.resources import RoadmapItemResource


class RoadmapItemList(FilteredList):
    """All aims, gaps, topics and steps of the roadmaps."""

    title = gettext_lazy("Roadmap items")
    lede = gettext_lazy("What the roadmaps ask for, by when, and who works on it.")
    queryset = RoadmapItem.objects.with_scope().with_item_links()
    filterset_class = RoadmapItemFilterSet
    resource_class = RoadmapItemResource
    rows_template = "roadmaps/_item_rows.html"

    def draw(self, rows: models.QuerySet[RoadmapItem]) -> Picture:
        """Draw the items by horizon and by whether anything supports them."""
        path = reverse("roadmaps:roadmap-item-list")
        return bars.horizon_bars(
            rows, lambda changes: f"{path}?{self.filterset.query(changes)}"
        )

    def context(self) -> dict[str, Any]:
        return super().context() | {"citations": Footnotes()}


class RoadmapItemDetail(FactDetail):
    """One roadmap item: what it requires, by when, and what supports it."""

    queryset = RoadmapItem.objects.with_scope().select_related(
        "roadmap__focus_area", "continues__roadmap"
    )

    def get_object(
        self, queryset: models.QuerySet[RoadmapItem] | None = None
    ) -> RoadmapItem:
        key, order = self.kwargs["roadmap"], self.kwargs["order"]
        item = self.queryset.filter(roadmap__key=key, order=order).first()
        if item is None:
            message = _("The roadmap “%(key)s” has no item %(order)d.")
            raise Http404(message % {"key": shorten(key), "order": order})
        return item

    @cached_property
    def roadmap_items(self) -> list[RoadmapItem]:
        """All items of the roadmap, in their order."""
        items = RoadmapItem.objects.filter(roadmap=self.object.roadmap_id)
        return list(items.select_related("roadmap").order_by("order"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        index = self.roadmap_items.index(self.object)
        before, after = self.roadmap_items[:index], self.roadmap_items[index + 1 :]
        return super().get_context_data(
            item=self.object,
            previous=before[-1] if before else None,
            next=after[0] if after else None,
            same_theme=[
                item
                for item in (*before, *after)
                if item.theme and item.theme == self.object.theme
            ],
            **kwargs,
        )

    def get_page_metadata(self) -> PageMetadata:
        metadata = super().get_page_metadata()
        metadata.title = f"{self.object} ({self.object.roadmap})"
        return metadata

    def get_description(self) -> str:
        item = self.object
        sentence = _("Item %(order)d of “%(roadmap)s”: %(title)s.") % {
            "order": item.order,
            "roadmap": item.roadmap,
            "title": item.title,
        }
        return f"{sentence} {item.description}".strip()

    def get_linked_data(self) -> list[Node]:
        roadmap = self.object.roadmap
        return [
            breadcrumb_node(
                (_("Roadmaps"), reverse("roadmaps:roadmap-list")),
                (str(roadmap), roadmap.get_absolute_url()),
                (str(self.object), self.object.get_absolute_url()),
            ),
            linked_data.source_node(self.object.source),
        ]
