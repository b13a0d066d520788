"""The sections of the pages of states and sites."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import FundingRecord, Partner, Site, State, WorkforceProgram
from institutes.models.funding import FundingRecordQuerySet
from institutes.models.institute import InstituteQuerySet
from institutes.models.place import SiteQuerySet
from institutes.models.workforce import WorkforceProgramQuerySet
from mfgusa.catalogue.panels import LongPanel, Panel


class StatePanel(LongPanel):
    """The rows of a catalogue that its facet `state` finds."""

    model = "institutes.State"
    subject: State
    catalogue = ""

    @property
    def url(self) -> str:
        query = urlencode({"state": self.subject.code})
        return f"{reverse(self.catalogue)}?{query}"


class StateInstitutesPanel(StatePanel):
    """The institutes headquartered in the state."""

    slug = "institutes"
    title = _("Institutes seated here")
    template = "institutes/panels/state_institutes.html"
    catalogue = "institutes:institute-list"

    def get_queryset(self) -> InstituteQuerySet:
        return self.subject.institutes.with_place().with_focus_areas()

    @property
    def all_rows_label(self) -> str:
        words = ngettext("Show it in the list", "All %(n)d institutes", self.total)
        return words % {"n": self.total}


class StateSitesPanel(StatePanel):
    """The sites in the state, wherever their institutes are headquartered."""

    slug = "sites"
    title = _("Sites")
    template = "institutes/panels/state_sites.html"
    catalogue = "institutes:site-list"

    def get_queryset(self) -> SiteQuerySet:
        return self.subject.sites.with_place()

    @property
    def all_rows_label(self) -> str:
        words = ngettext("Show it in the list", "All %(n)d sites", self.total)
        return words % {"n": self.total}


class StatePartnersPanel(StatePanel):
    """The partners in the state by sector; of many, those of the most institutes."""

    slug = "partners"
    title = _("Partners")
    template = "institutes/panels/state_partners.html"
    catalogue = "institutes:partner-list"

    def get_rows(self) -> list[Partner]:
        """Return the partners by sector, those without a sector last."""
        partners = (
            Partner.objects.with_place().with_institute_count().with_memberships()
        )
        query = QueryDict(f"state={self.subject.code}&sort=-institutes")
        here = PartnerFilterSet(query, partners, names=("state", "sort"))
        self.total = here.count
        order = [*Partner.Sector, ""]
        return sorted(
            here.page_slice(0, self.limit), key=lambda p: order.index(p.sector)
        )

    @property
    def all_rows_label(self) -> str:
        words = ngettext("Show it in the list", "All %(n)d partners", self.total)
        return words % {"n": self.total}


class StateProgramsPanel(StatePanel):
    """The workforce programs in the state."""

    slug = "workforce"
    title = _("Workforce programs")
    template = "institutes/panels/state_programs.html"
    catalogue = "institutes:workforce-list"

    def get_queryset(self) -> WorkforceProgramQuerySet:
        programs = WorkforceProgram.objects.filter(states=self.subject)
        return programs.with_scope()

    @property
    def all_rows_label(self) -> str:
        words = ngettext("Show it in the list", "All %(n)d programs", self.total)
        return words % {"n": self.total}


class StateFundingPanel(StatePanel):
    """The funding records of the institutes headquartered in the state."""

    slug = "funding"
    title = _("Money of the institutes seated here")
    template = "institutes/panels/state_funding.html"

    def get_queryset(self) -> FundingRecordQuerySet:
        records = FundingRecord.objects.filter(institute__state=self.subject)
        return records.with_scope().order_by("institute__key", "fiscal_year", "key")

    @property
    def url(self) -> str:
        keys = self.subject.institutes.order_by("key").values_list("key", flat=True)
        query = urlencode({"institute": list(keys)}, doseq=True)
        return f"{reverse('institutes:funding-list')}?{query}"

    @property
    def all_rows_label(self) -> str:
        words = ngettext("Show it in the list", "All %(n)d records", self.total)
        return words % {"n": self.total}


class OtherSitesPanel(Panel):
    """The other sites of the institute of a site."""

    model = "institutes.Site"
    subject: Site
    slug = "sites"
    title = _("Other sites of the institute")
    template = "institutes/panels/state_sites.html"

    def get_rows(self) -> list[Site]:
        sites = self.subject.institute.sites.with_place()
        return list(sites.exclude(pk=self.subject.pk))
