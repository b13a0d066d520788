from dataclasses import replace

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.indicator import IndicatorFilterSet
from institutes.models import Indicator, Observation
from institutes.resources import IndicatorResource
from institutes.series import NETWORK, group_by_scope
from mfgusa.catalogue.cache.middleware import set_canonical_url
from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.parameters import render_refusal
from mfgusa.catalogue.list import FilteredList
from mfgusa.charts.pictures import picture_response
from mfgusa.text import did_you_mean, in_short, nearest


class IndicatorList(FilteredList):
    """What is measured of the network and its institutes, and the newest of each."""

    title = gettext_lazy("Indicators")
    lede = gettext_lazy(
        "What is measured of the network and its institutes. The newest preferred "
        "value stands here; behind it is every observation, with its source."
    )
    queryset = Indicator.objects.in_groups().with_disagreements()
    filterset_class = IndicatorFilterSet
    resource_class = IndicatorResource
    rows_template = "institutes/indicator/_rows.html"
    page_size = 100  # All of them, so that groups stand whole.

    def get_page(self):
        """The rows with the newest value of the network, `newest`, where it has one."""
        page = super().get_page()
        if page:
            slugs = [row.slug for row in page.object_list]
            newest = Observation.objects.newest_of_network(slugs)
            of_slug = {one.indicator.slug: one for one in newest}
            for row in page.object_list:
                row.newest = of_slug.get(row.slug)
        return page


class IndicatorDetail(FactDetail):
    """One indicator: every observation, in time."""

    queryset = Indicator.objects.all()
    parameters = ("institute",)
    slug_field = "slug"

    def get(self, request, *args, suffix="", **kwargs):
        self.object = self.get_object()
        if problems := list(self.problems()):
            return render_refusal(request, problems)
        if suffix:
            return self.drawn(suffix)
        return self.render_to_response(self.get_context_data())

    @cached_property
    def every(self):
        """Every observation, as a series for each scope."""
        rows = list(self.object.observations.with_scope().chronological())
        return group_by_scope(self.object, rows)

    @cached_property
    def asked(self):
        """The scope that is asked for: an institute's key, `network`, or nothing."""
        return self.request.GET.get("institute", "")

    @property
    def query(self):
        """What of the address says the scope."""
        return f"?institute={self.asked}" if self.asked else ""

    def problems(self):
        """A scope without observations is no value of this page."""
        known = [one.key for one in self.every]
        if self.asked and self.asked not in known:
            message = _("institute: “%(word)s” has no observation here.")
            message = message % {"word": in_short(self.asked)} + did_you_mean(
                self.asked, known
            )
            yield ParameterProblem("institute", message, nearest(self.asked, known))

    @property
    def shown(self):
        """The series of the page; the network comes first."""
        return [one for one in self.every if self.asked in ("", one.key)]

    @property
    def picture(self):
        """The series of the network, or of the institute that is asked for."""
        first = self.shown[0] if self.shown else None
        if first and (first.key == NETWORK or self.asked):
            return first.picture
        return None

    def drawn(self, suffix):
        if self.picture is None:
            raise Http404(_("There is no .%(suffix)s of this.") % {"suffix": suffix})
        response = picture_response(self.picture, suffix)
        return set_canonical_url(response, self.request.path + self.query)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            every=self.every,
            shown=self.shown,
            asked=self.asked,
            picture=self.picture,
            base=self.object.get_absolute_url().rstrip("/"),
            query=self.query.removeprefix("?"),
            **kwargs,
        )

    def get_page_metadata(self):
        path = self.object.get_absolute_url()
        return replace(
            super().get_page_metadata(),
            path=path + self.query,
            picture=f"{path.rstrip('/')}.png{self.query}" if self.picture else "",
        )

    def get_description(self):
        return self.object.definition

    def get_linked_data(self):
        listed = (IndicatorList.title, reverse("institutes:indicator-list"))
        own = (self.object.name, self.object.get_absolute_url())
        return [breadcrumb_node(listed, own)]
