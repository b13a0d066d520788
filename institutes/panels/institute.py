"""The sections of an institute's page that the facts fill."""

from django.utils.translation import gettext_lazy as _

from institutes.funding_totals import FundingTotals
from institutes.membership_groups import membership_groups
from institutes.related_institutes import related_institutes
from mfgusa.catalogue.panels import Panel


class InstitutePanel(Panel):
    model = "institutes.Institute"


class SitesPanel(InstitutePanel):
    """Where the institute works."""

    slug = "sites"
    title = _("Places")
    template = "institutes/panels/sites.html"

    def get_rows(self):
        return list(self.subject.sites.select_related("state", "source"))


class FundingPanel(InstitutePanel):
    """What sources say of its money, and how much of it may be added up."""

    slug = "funding"
    title = _("Money")
    template = "institutes/panels/funding.html"

    def get_rows(self):
        self.money = FundingTotals.for_institute(self.subject)
        rows = self.subject.funding_records.with_scope()
        rows = list(rows.order_by("fiscal_year", "period_start", "key"))
        for record in rows:
            record.treatment = self.money.ledger.treatments[record.pk]
        return rows


class PartnersPanel(InstitutePanel):
    """Who is tied to it, by role; of very many the first."""

    slug = "partners"
    title = _("Partners")
    template = "institutes/panels/partners.html"

    def get_rows(self):
        self.roles = membership_groups(self.subject)
        return [tie for role in self.roles for tie in role.ties]

    @property
    def count(self):
        return sum(role.total for role in self.roles)


class RelatedInstitutesPanel(InstitutePanel):
    """The institutes that share partners with it, those that share most first."""

    slug = "neighbours"
    title = _("Neighbors")
    template = "institutes/panels/related_institutes.html"

    def get_rows(self):
        return related_institutes(self.subject)


class ProjectsPanel(InstitutePanel):
    """What it works on."""

    slug = "projects"
    title = _("Projects")
    template = "institutes/panels/projects.html"

    def get_rows(self):
        return list(self.subject.projects.with_scope().with_partners())


class WorkforcePanel(InstitutePanel):
    """Whom it teaches, and what."""

    slug = "workforce"
    title = _("Workforce programs")
    template = "institutes/panels/workforce.html"

    def get_rows(self):
        return list(self.subject.workforce_programs.with_scope())


class ObservationsPanel(InstitutePanel):
    """What was measured of it."""

    slug = "indicators"
    title = _("Figures")
    template = "institutes/panels/observations.html"

    def get_rows(self):
        rows = self.subject.observations.with_scope()
        return list(rows.order_by("indicator__name", "fiscal_year", "as_of", "id"))
