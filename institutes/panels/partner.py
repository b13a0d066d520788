"""The sections of a partner's page."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from institutes.models import Membership, Partner, ProjectPartner
from institutes.related_institutes import related_partners
from mfgusa.catalogue.panels import LongPanel, Panel


class PartnerPanel(Panel):
    """A section of the page of a partner."""

    model = "institutes.Partner"
    subject: Partner


class MembershipsPanel(PartnerPanel):
    """The memberships of the partner, by institute."""

    slug = "institutes"
    title = _("Institutes and roles")
    template = "institutes/panels/memberships.html"

    def get_rows(self) -> list[Membership]:
        return list(self.subject.memberships.with_institute())


class PartnerProjectsPanel(LongPanel, PartnerPanel):
    """The projects that the partner leads, then those that it takes part in."""

    slug = "projects"
    title = _("Projects")
    template = "institutes/panels/partner_projects.html"

    def get_queryset(self) -> QuerySet[ProjectPartner]:
        links = self.subject.project_links.select_related(
            "source", "project__institute", "project__source", "project__focus_area"
        )
        return links.order_by("role", "-project__start", "project__key")

    @property
    def url(self) -> str:
        query = urlencode({"participant": self.subject.key})
        return f"{reverse('institutes:project-list')}?{query}"

    @property
    def all_rows_label(self) -> str:
        words = ngettext("Show it in the list", "All %(n)d projects", self.total)
        return words % {"n": self.total}


class RelatedPartnersPanel(LongPanel, PartnerPanel):
    """The other partners of its institutes, most shared institutes first."""

    slug = "neighbors"
    title = _("Neighbors")
    template = "institutes/panels/related_partners.html"
    limit = 24

    def get_rows(self) -> list[Partner]:
        related = related_partners(self.subject, self.limit)
        self.total = related.total
        return related.first

    @property
    def url(self) -> str:
        memberships = self.subject.memberships.order_by("institute__key")
        keys = memberships.values_list("institute__key", flat=True).distinct()
        query = urlencode({"institute": list(keys)}, doseq=True)
        return f"{reverse('institutes:partner-list')}?{query}"

    @property
    def all_rows_label(self) -> str:
        """The words of the link; the list has the partner itself too."""
        words = ngettext(
            "All %(n)d partner of these institutes, this one among them",
            "All %(n)d partners of these institutes, this one among them",
            self.total + 1,
        )
        return words % {"n": self.total + 1}
