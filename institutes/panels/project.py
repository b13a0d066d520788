"""The sections of a project's page."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from institutes.models import Project, ProjectPartner
from institutes.models.project import ProjectQuerySet
from mfgusa.catalogue.panels import LongPanel, Panel


class ParticipantsPanel(Panel):
    """The partners that lead the project or take part in it."""

    model = "institutes.Project"
    subject: Project
    slug = "participants"
    title = _("Participants")
    template = "institutes/panels/participants.html"

    def get_rows(self) -> list[ProjectPartner]:
        links = self.subject.partner_links.select_related("partner__state", "source")
        return list(links.order_by("role", "partner__name", "partner__key"))


class RelatedProjectsPanel(LongPanel):
    """Other projects of the focus area, or with several partners in common."""

    model = "institutes.Project"
    subject: Project
    slug = "related"
    title = _("Related projects")
    template = "institutes/panels/related_projects.html"
    empty_message = _("No other project shares its focus area or two of its partners.")
    limit = 20

    def get_queryset(self) -> ProjectQuerySet:
        project = self.subject
        partners = project.partner_links.order_by().values("partner")
        links = ProjectPartner.objects.select_related("partner")
        shared = Prefetch(
            "partner_links", links.filter(partner__in=partners), to_attr="shared_links"
        )
        return Project.objects.related_to(project).with_scope().prefetch_related(shared)
