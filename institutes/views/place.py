from dataclasses import replace
from itertools import groupby

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from institutes import maps
from institutes.filtersets import SiteFilterSet
from institutes.models import Partner, Site, State
from institutes.resources import SiteResource
from institutes.views.mapped import MappedList
from mfgusa.catalogue.about import About, breadcrumb
from mfgusa.catalogue.detail import FactPage
from mfgusa.catalogue.parameters import takes


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
        return maps.site_map(self.sites, self.narrowed)

    def off_map(self):
        return maps.undrawn_sites(self.sites)

    def points(self, rows):
        """The point of each site by its institute's key and its name."""
        sites = rows.select_related("institute")
        return {f"{site.institute.key}/{site.name}": site.point for site in sites}


class SiteDetail(FactPage):
    """One site: where it is, and who works there."""

    queryset = Site.objects.with_place()

    def get_object(self, queryset=None):
        site = self.get_queryset().at(self.kwargs["institute"], self.kwargs["name"])
        if site is None:
            raise Http404(_("This institute has no such site."))
        return site

    def description(self):
        site = self.object
        return _("%(name)s: %(kind)s of %(institute)s.") % {
            "name": site.name,
            "kind": site.get_kind_display(),
            "institute": site.institute,
        }

    def things(self):
        """The way to it; a site is no organisation of its own."""
        listed = (SiteList.title, reverse("institutes:site-list"))
        return [breadcrumb(listed, (str(self.object), self.object.get_absolute_url()))]


@method_decorator(takes(), name="dispatch")
class PlaceList(TemplateView):
    """The states and territories by region, with what each holds."""

    template_name = "institutes/state_list.html"

    def get_context_data(self, **kwargs):
        states = list(State.objects.with_counts())
        heads = Site.objects.headquarters().with_place()
        return super().get_context_data(
            picture=maps.place_map(states, heads),
            regions=by_region(states),
            placeless=Partner.objects.filter(state=None).count(),
            about=self.about(),
            **kwargs,
        )

    def about(self):
        return About(
            title=_("Places"),
            description=_(
                "Institutes, sites, partners and workforce programs of Manufacturing "
                "USA, state by state."
            ),
            path=reverse("institutes:place-list"),
        )


def by_region(states):
    """The states under the names of their census regions, in the census' order."""
    order = list(State.Region)
    rows = sorted(states, key=lambda state: order.index(state.region))
    return [
        (region.label, list(group))
        for region, group in groupby(rows, key=lambda s: State.Region(s.region))
    ]


class PlaceDetail(FactPage):
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

    def about(self):
        words = _("Manufacturing USA in %(state)s") % {"state": self.object}
        return replace(super().about(), title=words)

    def description(self):
        return _(
            "Institutes, sites, partners, workforce programs and money of "
            "Manufacturing USA in %(state)s."
        ) % {"state": self.object}

    def things(self):
        listed = (_("Places"), reverse("institutes:place-list"))
        return [breadcrumb(listed, (str(self.object), self.object.get_absolute_url()))]
