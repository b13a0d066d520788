from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from institutes import linked_data, maps
from institutes.filtersets.institute import InstituteFilterSet
from institutes.models import Institute, Site
from institutes.resources import InstituteResource
from institutes.views.map_list import MappedList
from mfgusa.catalogue.detail import FactDetail


class InstituteList(MappedList):
    """Every institute, with the facets that narrow the list."""

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
    def institutes(self):
        return list(self.filterset.qs.prefetch_related(None))

    @cached_property
    def headquarters(self):
        return list(Site.objects.headquarters_of(self.filterset.qs).with_place())

    def draw(self, rows):
        return maps.institute_map(self.institutes, self.headquarters, self.filtered_url)

    def off_map(self):
        return maps.institutes_off_map(self.institutes, self.headquarters)

    def points(self, rows):
        """An institute stands where its headquarters are."""
        return Site.objects.headquarters_of(rows).points()


class InstituteDetail(FactDetail):
    """One institute: all that is known, and where it was read."""

    queryset = Institute.objects.with_place().with_focus_areas()

    def get_description(self):
        return f"{self.object.name}. {self.object.summary}"

    def get_linked_data(self):
        return [linked_data.institute_node(self.object)]
