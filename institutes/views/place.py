from dataclasses import replace
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes import maps
from institutes.filtersets.place import SiteFilterSet, StateFilterSet
from institutes.maps import OffMap
from institutes.models import Partner, Site, State
from institutes.resources import SiteResource, StateResource
from institutes.views.map_list import MappedList
from mfgusa.catalogue.citation.page_metadata import Node, PageMetadata, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.downloads import Point
from mfgusa.charts.pictures import Picture


class SiteList(MappedList):
    """The list of sites."""

    title = gettext_lazy("Sites")
    lede = gettext_lazy(
        "Where the institutes work: headquarters, satellites and pilot plants."
    )
    queryset = Site.objects.with_place()
    filterset_class = SiteFilterSet
    resource_class = SiteResource
    rows_template = "institutes/_site_rows.html"
    formats = ("csv", "xlsx", "json", "geojson")

    @cached_property
    def sites(self) -> list[Site]:
        """All rows, for the map."""
        return list(self.filterset.qs)

    def draw(self, rows: Any) -> Picture | None:
        return maps.site_map(self.sites, self.filtered_url)

    def off_map(self) -> list[OffMap]:
        return maps.sites_off_map(self.sites)

    def points(self, rows: Any) -> dict[str, Point]:
        """Return the point of each site, by the institute's key and the site's name."""
        sites = rows.select_related("institute")
        return {f"{site.institute.key}/{site.name}": site.point for site in sites}


class SiteDetail(FactDetail):
    """One site, with its institute."""

    queryset = Site.objects.with_place()
    object: Site

    def get_object(self, queryset: Any = None) -> Site:
        site = Site.objects.with_place().get_by_address(
            self.kwargs["institute"], self.kwargs["name"]
        )
        if site is None:
            raise Http404(_("This institute has no such site."))
        return site

    def get_description(self) -> str:
        site = self.object
        return _("%(name)s: %(kind)s of %(institute)s.") % {
            "name": site.name,
            "kind": site.get_kind_display(),
            "institute": site.institute,
        }

    def get_linked_data(self) -> list[Node]:
        """Return the breadcrumb; a site is not an organization."""
        list_step = (str(SiteList.title), reverse("institutes:site-list"))
        return [
            breadcrumb_node(
                list_step, (str(self.object), self.object.get_absolute_url())
            )
        ]


class PlaceList(MappedList):
    """The list of states and territories by region, with counts."""

    title = gettext_lazy("Places")
    lede = gettext_lazy(
        "What each state and territory has: institutes that are seated there, sites "
        "where they work, partners and workforce programs. Each number opens its list."
    )
    queryset = State.objects.with_counts().by_region()
    filterset_class = StateFilterSet
    resource_class = StateResource
    rows_template = "institutes/_state_rows.html"
    page_size = 100  # All of them, as the map has.

    @cached_property
    def states(self) -> list[State]:
        """All rows, for the map."""
        return list(self.filterset.qs)

    def draw(self, rows: Any) -> Picture | None:
        sites = Site.objects.headquarters().filter(state__in=rows).with_place()
        return maps.partner_and_institute_map(self.states, sites)

    def off_map(self) -> list[OffMap]:
        return maps.states_off_map(self.states)

    def context(self) -> dict[str, Any]:
        placeless = Partner.objects.filter(state=None).count()
        names = _("states and territories")
        return super().context() | {"names": names, "placeless": placeless}


class PlaceDetail(FactDetail):
    """One state, with its institutes, sites, partners, programs and funding."""

    queryset = State.objects.with_counts()
    slug_field = "code"
    object: State

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect a code in lower case to the address in upper case."""
        code = kwargs["key"]
        if code != code.upper() and State.objects.filter(code=code.upper()).exists():
            url = reverse("institutes:place-detail", args=[code.upper()])
            return HttpResponsePermanentRedirect(url)
        return super().get(request, *args, **kwargs)

    def get_page_metadata(self) -> PageMetadata:
        title = _("Manufacturing USA in %(state)s") % {"state": self.object}
        return replace(super().get_page_metadata(), title=title)

    def get_description(self) -> str:
        return _(
            "Institutes, sites, partners, workforce programs and money of "
            "Manufacturing USA in %(state)s."
        ) % {"state": self.object}

    def get_linked_data(self) -> list[Node]:
        list_step = (str(PlaceList.title), reverse("institutes:place-list"))
        return [
            breadcrumb_node(
                list_step, (str(self.object), self.object.get_absolute_url())
            )
        ]
