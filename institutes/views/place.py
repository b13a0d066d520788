from dataclasses import replace

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes import maps
from institutes.filtersets.place import SiteFilterSet, StateFilterSet
from institutes.models import Partner, Site, State
from institutes.resources import SiteResource, StateResource
from institutes.views.map_list import MappedList
from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail


class SiteList(MappedList):
    """Every place where an institute works."""

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
    def sites(self):
        return list(self.filterset.qs)

    def draw(self, rows):
        return maps.site_map(self.sites, self.filtered_url)

    def off_map(self):
        return maps.sites_off_map(self.sites)

    def points(self, rows):
        """The point of each site by its institute's key and its name."""
        sites = rows.select_related("institute")
        return {f"{site.institute.key}/{site.name}": site.point for site in sites}


class SiteDetail(FactDetail):
    """One site: where it is, and who works there."""

    queryset = Site.objects.with_place()

    def get_object(self, queryset=None):
        site = self.get_queryset().get_by_address(
            self.kwargs["institute"], self.kwargs["name"]
        )
        if site is None:
            raise Http404(_("This institute has no such site."))
        return site

    def get_description(self):
        site = self.object
        return _("%(name)s: %(kind)s of %(institute)s.") % {
            "name": site.name,
            "kind": site.get_kind_display(),
            "institute": site.institute,
        }

    def get_linked_data(self):
        """The way to it; a site is no organisation of its own."""
        listed = (SiteList.title, reverse("institutes:site-list"))
        return [
            breadcrumb_node(listed, (str(self.object), self.object.get_absolute_url()))
        ]


class PlaceList(MappedList):
    """The states and territories by region, with what each holds."""

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
    def states(self):
        return list(self.filterset.qs)

    def draw(self, rows):
        heads = Site.objects.headquarters().filter(state__in=rows).with_place()
        return maps.partner_and_institute_map(self.states, heads)

    def off_map(self):
        return maps.states_off_map(self.states)

    def context(self):
        placeless = Partner.objects.filter(state=None).count()
        names = _("states and territories")
        return super().context() | {"names": names, "placeless": placeless}


class PlaceDetail(FactDetail):
    """One state: its sites, partners, money and programs."""

    queryset = State.objects.with_counts()
    slug_field = "code"

    def get(self, request, *args, **kwargs):
        """The address has capitals; small letters lead to it."""
        code = kwargs["key"]
        if code != code.upper() and State.objects.filter(code=code.upper()).exists():
            address = reverse("institutes:place-detail", args=[code.upper()])
            return HttpResponsePermanentRedirect(address)
        return super().get(request, *args, **kwargs)

    def get_page_metadata(self):
        words = _("Manufacturing USA in %(state)s") % {"state": self.object}
        return replace(super().get_page_metadata(), title=words)

    def get_description(self):
        return _(
            "Institutes, sites, partners, workforce programs and money of "
            "Manufacturing USA in %(state)s."
        ) % {"state": self.object}

    def get_linked_data(self):
        listed = (PlaceList.title, reverse("institutes:place-list"))
        return [
            breadcrumb_node(listed, (str(self.object), self.object.get_absolute_url()))
        ]
