"""The sections of a focus area's page, which include its parts."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from institutes.models import FocusArea, Institute, InstituteFocusArea, Project
from institutes.models.project import ProjectQuerySet
from mfgusa.catalogue.panels import LongPanel, Panel


class FocusAreaPanel(Panel):
    """A section of the page of a focus area."""

    model = "institutes.FocusArea"
    subject: FocusArea

    @property
    def is_in_area(self) -> Q:
        """The condition on linked rows: in this area or in a part of it."""
        area = self.subject
        return Q(focus_area=area) | Q(focus_area__parent=area)


class FocusAreaInstitutesPanel(FocusAreaPanel):
    """The institutes of the area, those with it as main focus first."""

    slug = "institutes"
    title = _("Institutes")
    template = "institutes/panels/area_institutes.html"

    def get_rows(self) -> list[Institute]:
        links = InstituteFocusArea.objects.filter(
            self.is_in_area, institute=OuterRef("pk")
        )
        institutes = Institute.objects.with_place().with_focus_areas()
        rows = institutes.filter(Exists(links)).annotate(
            has_main_focus_here=Exists(links.filter(primary=True))
        )
        order = Institute._meta.ordering or ()
        return list(rows.order_by("-has_main_focus_here", *order))


class FocusAreaProjectsPanel(LongPanel, FocusAreaPanel):
    """The projects, rounds and themes of the area."""

    slug = "projects"
    title = _("Projects, rounds and themes")
    template = "institutes/panels/area_projects.html"

    def get_queryset(self) -> ProjectQuerySet:
        return Project.objects.filter(self.is_in_area).with_scope().with_partners()

    @property
    def url(self) -> str:
        query = urlencode({"focus": self.subject.slug})
        return f"{reverse('institutes:project-list')}?{query}"
