from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.provenance import linked_data
from mfgusa.text import in_short
from roadmaps import pictures
from roadmaps.filtersets.item import RoadmapItemFilterSet
from roadmaps.models import RoadmapItem
from roadmaps.resources import RoadmapItemResource


class RoadmapItemList(FilteredList):
    """Every aim, gap, topic and step of the roadmaps."""

    title = gettext_lazy("Roadmap items")
    lede = gettext_lazy("What the roadmaps ask for, by when, and who works on it.")
    queryset = RoadmapItem.objects.with_scope().with_work()
    filterset_class = RoadmapItemFilterSet
    resource_class = RoadmapItemResource
    rows_template = "roadmaps/_item_rows.html"

    def draw(self, rows):
        """How many of the items are for which time, and taken up or not."""
        path = reverse("roadmaps:roadmap-item-list")
        return pictures.of_horizons(
            rows, lambda changes: f"{path}?{self.filterset.query(changes)}"
        )

    def context(self):
        return super().context() | {"citations": Footnotes()}


class RoadmapItemDetail(FactDetail):
    """One item of a roadmap: what it asks for, by when, and who works on it."""

    queryset = RoadmapItem.objects.with_scope().select_related(
        "roadmap__focus_area", "continues__roadmap"
    )

    def get_object(self, queryset=None):
        key, order = self.kwargs["roadmap"], self.kwargs["order"]
        item = self.queryset.filter(roadmap__key=key, order=order).first()
        if item is None:
            message = _("The roadmap “%(key)s” has no item %(order)d.")
            raise Http404(message % {"key": in_short(key), "order": order})
        return item

    @cached_property
    def beside(self):
        """All items of its roadmap, in their order."""
        rows = RoadmapItem.objects.filter(roadmap=self.object.roadmap_id)
        return list(rows.select_related("roadmap").order_by("order"))

    def get_context_data(self, **kwargs):
        place = self.beside.index(self.object)
        before, after = self.beside[:place], self.beside[place + 1 :]
        return super().get_context_data(
            item=self.object,
            previous=before[-1] if before else None,
            next=after[0] if after else None,
            neighbours=[
                one
                for one in (*before, *after)
                if one.theme and one.theme == self.object.theme
            ],
            **kwargs,
        )

    def about(self):
        about = super().about()
        about.title = f"{self.object} ({self.object.roadmap})"
        return about

    def description(self):
        item = self.object
        words = _("Item %(order)d of “%(roadmap)s”: %(title)s.") % {
            "order": item.order,
            "roadmap": item.roadmap,
            "title": item.title,
        }
        return f"{words} {item.description}".strip()

    def things(self):
        roadmap = self.object.roadmap
        return [
            breadcrumb_node(
                (_("Roadmaps"), reverse("roadmaps:roadmap-list")),
                (str(roadmap), roadmap.get_absolute_url()),
                (str(self.object), self.object.get_absolute_url()),
            ),
            linked_data.source_node(self.object.source),
        ]
