"""The sections of the page of a place: of a state, and of a site."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import FundingRecord, Partner
from mfgusa.catalogue.panels import LongPanel, Panel


class StatePanel(LongPanel):
    """Some rows of a catalogue: those that its facet `state` finds."""

    model = "institutes.State"
    catalogue = ""

    @property
    def url(self):
        query = urlencode({"state": self.subject.code})
        return f"{reverse(self.catalogue)}?{query}"


class StateInstitutesPanel(StatePanel):
    """The institutes that have their seat here."""

    slug = "institutes"
    title = _("Institutes seated here")
    template = "institutes/panels/state_institutes.html"
    catalogue = "institutes:institute-list"

    def get_queryset(self):
        return self.subject.institutes.with_place().with_focus_areas()

    @property
    def every(self):
        words = ngettext("Show it in the list", "All %(n)d institutes", self.total)
        return words % {"n": self.total}


class StateSitesPanel(StatePanel):
    """Where institutes work, wherever they have their seat."""

    slug = "sites"
    title = _("Sites")
    template = "institutes/panels/state_sites.html"
    catalogue = "institutes:site-list"

    def get_queryset(self):
        return self.subject.sites.with_place()

    @property
    def every(self):
        words = ngettext("Show it in the list", "All %(n)d sites", self.total)
        return words % {"n": self.total}


class StatePartnersPanel(StatePanel):
    """Its partners by sector; of many those that are tied to most institutes."""

    slug = "partners"
    title = _("Partners")
    template = "institutes/panels/state_partners.html"
    catalogue = "institutes:partner-list"

    def get_rows(self):
        """By sector; those without one come last."""
        partners = (
            Partner.objects.with_place().with_institute_count().with_memberships()
        )
        query = QueryDict(f"state={self.subject.code}&sort=-institutes")
        here = PartnerFilterSet.restricted_to(("state", "sort"), query, partners)
        self.total = here.count
        order = [*Partner.Sector, ""]
        return sorted(
            here.page_slice(0, self.most), key=lambda p: order.index(p.sector)
        )

    @property
    def every(self):
        words = ngettext("Show it in the list", "All %(n)d partners", self.total)
        return words % {"n": self.total}


class StateProgramsPanel(StatePanel):
    """What is taught here."""

    slug = "workforce"
    title = _("Workforce programs")
    template = "institutes/panels/state_programs.html"
    catalogue = "institutes:workforce-list"

    def get_queryset(self):
        return self.subject.workforce_programs.with_scope()

    @property
    def every(self):
        words = ngettext("Show it in the list", "All %(n)d programs", self.total)
        return words % {"n": self.total}


class StateFundingPanel(StatePanel):
    """Records of money of the institutes seated here, wherever it was spent."""

    slug = "funding"
    title = _("Money of the institutes seated here")
    template = "institutes/panels/state_funding.html"

    def get_queryset(self):
        records = FundingRecord.objects.filter(institute__state=self.subject)
        return records.with_scope().order_by("institute__key", "fiscal_year", "key")

    @property
    def url(self):
        keys = self.subject.institutes.order_by("key").values_list("key", flat=True)
        query = urlencode({"institute": list(keys)}, doseq=True)
        return f"{reverse('institutes:funding-list')}?{query}"

    @property
    def every(self):
        words = ngettext("Show it in the list", "All %(n)d records", self.total)
        return words % {"n": self.total}


class OtherSitesPanel(Panel):
    """Where else the institute of a site works."""

    model = "institutes.Site"
    slug = "sites"
    title = _("Other sites of the institute")
    template = "institutes/panels/state_sites.html"

    def get_rows(self):
        sites = self.subject.institute.sites.with_place()
        return list(sites.exclude(pk=self.subject.pk))
