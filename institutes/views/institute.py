from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from institutes import linked_data, maps
from institutes.filtersets.institute import InstituteFilterSet
from institutes.maps import OffMap
from institutes.models import Institute, Site
from institutes.resources import InstituteResource
from institutes.views.map_list import MappedList
from mfgusa.catalogue.citation.page_metadata import Node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.downloads import Point
from mfgusa.charts.pictures import Picture


class InstituteList(MappedList):
    """The list of institutes."""

    title = _("Institutes")
    lede = _(
        "Each institute is a partnership of government, industry and academia for one "
        "field of advanced manufacturing."
    )
    queryset = Institute.objects.with_place().with_focus_areas().with_sector_count()
    filterset_class = InstituteFilterSet
    resource_class = InstituteResource
    rows_template = "institutes/_institute_rows.html"
    formats = ("csv", "xlsx", "json", "geojson")

    @cached_property
    def institutes(self) -> list[Institute]:
        """All rows, for the map."""
        return list(self.filterset.qs)

    @cached_property
    def headquarters(self) -> list[Site]:
        """The headquarters of all rows, for the map."""
        return list(Site.objects.headquarters_of(self.filterset.qs).with_place())

    def draw(self, rows: Any) -> Picture | None:
        return maps.institute_map(self.institutes, self.headquarters, self.filtered_url)

    def off_map(self) -> list[OffMap]:
        return maps.institutes_off_map(self.institutes, self.headquarters)

    def points(self, rows: Any) -> dict[str, Point]:
        """Return the point of the headquarters of each institute."""
        return Site.objects.headquarters_of(rows).points()


class InstituteDetail(FactDetail):
    """One institute, with its facts and their sources."""

    queryset = Institute.objects.with_place().with_focus_areas()
    object: Institute

    def get_description(self) -> str:
        return f"{self.object.name}. {self.object.summary}"

    def get_linked_data(self) -> list[Node]:
        return [linked_data.institute_node(self.object)]
