from dataclasses import replace

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import PICTURES, FilteredList
from mfgusa.charts.pictures import picture_response
from mfgusa.provenance import linked_data
from roadmaps.filtersets.roadmap import RoadmapFilterSet
from roadmaps.lanes import Lanes
from roadmaps.models import Roadmap
from roadmaps.resources import RoadmapResource


class RoadmapList(FilteredList):
    """Where the institutes say that their technology should go."""

    title = gettext_lazy("Roadmaps")
    lede = gettext_lazy("Where the institutes say that their technology should go.")
    queryset = Roadmap.objects.with_scope().with_counts().with_reach()
    filterset_class = RoadmapFilterSet
    resource_class = RoadmapResource
    rows_template = "roadmaps/_roadmap_rows.html"


class RoadmapDetail(FactDetail):
    """One roadmap: its items in lanes, and who works on them."""

    queryset = Roadmap.objects.with_scope().with_items()

    def get(self, request, *args, suffix="", **kwargs):
        self.object = self.get_object()
        self.lanes = Lanes(self.object)
        if not suffix:
            return self.render_to_response(self.get_context_data())
        if suffix not in PICTURES:
            raise Http404(_("There is no .%(suffix)s of this.") % {"suffix": suffix})
        return picture_response(self.lanes.picture, suffix)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            lanes=self.lanes,
            base=self.object.get_absolute_url().rstrip("/"),
            **kwargs,
        )

    def about(self):
        path = self.object.get_absolute_url()
        return replace(super().about(), picture=f"{path.rstrip('/')}.png")

    def description(self):
        roadmap, n = self.object, len(self.object.items.all())
        words = ngettext(
            "%(n)d item of the roadmap “%(title)s” of %(scope)s in lanes.",
            "%(n)d items of the roadmap “%(title)s” of %(scope)s in lanes.",
            n,
        )
        scope = roadmap.institute or _("the whole network")
        words %= {"n": n, "title": roadmap.title, "scope": scope}
        return f"{words} {roadmap.summary}".strip()

    def things(self):
        listed = (RoadmapList.title, reverse("roadmaps:roadmap-list"))
        return [
            breadcrumb_node(listed, (str(self.object), self.object.get_absolute_url())),
            linked_data.source_node(self.object.source),
        ]
