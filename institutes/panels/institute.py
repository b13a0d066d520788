"""The sections of an institute's page that this app adds."""

from django.utils.translation import gettext_lazy as _

from institutes.funding_totals import FundingTotals
from institutes.membership_groups import membership_groups
from institutes.models import (
    FundingRecord,
    Institute,
    Membership,
    Observation,
    Project,
    Site,
    WorkforceProgram,
)
from institutes.related_institutes import RelatedInstitute, related_institutes
from mfgusa.catalogue.panels import Panel


class InstitutePanel(Panel):
    """A section of the page of an institute."""

    model = "institutes.Institute"
    subject: Institute


class SitesPanel(InstitutePanel):
    """The sites of the institute."""

    slug = "sites"
    title = _("Places")
    template = "institutes/panels/sites.html"

    def get_rows(self) -> list[Site]:
        return list(self.subject.sites.select_related("state", "source"))


class FundingPanel(InstitutePanel):
    """The funding records of the institute, and their totals."""

    slug = "funding"
    title = _("Money")
    template = "institutes/panels/funding.html"

    def get_rows(self) -> list[FundingRecord]:
        self.money = FundingTotals.for_institute(self.subject)
        rows = self.subject.funding_records.with_scope()
        records = list(rows.order_by("fiscal_year", "period_start", "key"))
        for record in records:
            record.treatment = self.money.ledger.treatments[record.pk]
        return records


class PartnersPanel(InstitutePanel):
    """The partners of the institute by role; of very many, the first."""

    slug = "partners"
    title = _("Partners")
    template = "institutes/panels/partners.html"

    def get_rows(self) -> list[Membership]:
        self.groups = membership_groups(self.subject)
        return [row for group in self.groups for row in group.memberships]

    @property
    def count(self) -> int:
        return sum(group.total for group in self.groups)


class RelatedInstitutesPanel(InstitutePanel):
    """The institutes that share partners with it, most shared first."""

    slug = "neighbours"
    title = _("Neighbors")
    template = "institutes/panels/related_institutes.html"

    def get_rows(self) -> list[RelatedInstitute]:
        return related_institutes(self.subject)


class ProjectsPanel(InstitutePanel):
    """The projects of the institute."""

    slug = "projects"
    title = _("Projects")
    template = "institutes/panels/projects.html"

    def get_rows(self) -> list[Project]:
        return list(self.subject.projects.with_scope().with_partners())


class WorkforcePanel(InstitutePanel):
    """The workforce programs of the institute."""

    slug = "workforce"
    title = _("Workforce programs")
    template = "institutes/panels/workforce.html"

    def get_rows(self) -> list[WorkforceProgram]:
        return list(self.subject.workforce_programs.with_scope())


class ObservationsPanel(InstitutePanel):
    """The observations of indicators of the institute."""

    slug = "indicators"
    title = _("Figures")
    template = "institutes/panels/observations.html"

    def get_rows(self) -> list[Observation]:
        rows = self.subject.observations.with_scope()
        return list(rows.order_by("indicator__name", "fiscal_year", "as_of", "id"))
