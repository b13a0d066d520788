from django.views.generic import DetailView

from institutes.filtersets import InstituteFilterSet
from institutes.models import Institute, Site
from institutes.resources import InstituteResource
from mfgusa.catalogue.citations import Citations
from mfgusa.catalogue.panels import panels_of
from mfgusa.catalogue.views import FilteredList


class InstituteList(FilteredList):
    """Every institute, with the facets that narrow the list."""

    queryset = Institute.objects.with_place().with_focus_areas()
    filterset_class = InstituteFilterSet
    resource_class = InstituteResource
    template_name = "institutes/institute_list.html"
    formats = ("csv", "xlsx", "json", "geojson")

    def points(self, rows):
        """An institute stands where its headquarters are."""
        return Site.objects.headquarters_of(rows).points()


class InstituteDetail(DetailView):
    """One institute: all that is known, and where it was read."""

    queryset = Institute.objects.with_place().with_focus_areas()
    slug_field = slug_url_kwarg = "key"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            panels=panels_of(self.object), citations=Citations(), **kwargs
        )
