"""The sections of a focus area's page; what lies in its parts lies in it too."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from institutes.models import Institute, InstituteFocusArea, Project
from mfgusa.catalogue.panels import LongPanel, Panel


class FocusAreaPanel(Panel):
    model = "institutes.FocusArea"

    @property
    def lies_here(self):
        """Which rows with a focus area lie in this one."""
        area = self.subject
        return Q(focus_area=area) | Q(focus_area__parent=area)


class FocusAreaInstitutesPanel(FocusAreaPanel):
    """Who works in the field, those whose main focus it is first."""

    slug = "institutes"
    title = _("Institutes")
    template = "institutes/panels/area_institutes.html"

    def get_rows(self):
        links = InstituteFocusArea.objects.filter(
            self.lies_here, institute=OuterRef("pk")
        )
        rows = Institute.objects.with_place().with_focus_areas()
        rows = rows.filter(Exists(links)).annotate(
            has_main_focus_here=Exists(links.filter(primary=True))
        )
        return list(rows.order_by("-has_main_focus_here", *(Institute._meta.ordering or ())))


class FocusAreaProjectsPanel(LongPanel, FocusAreaPanel):
    """What is researched and built in the field."""

    slug = "projects"
    title = _("Projects, rounds and themes")
    template = "institutes/panels/area_projects.html"

    def get_queryset(self):
        return Project.objects.filter(self.lies_here).with_scope().with_partners()

    @property
    def url(self):
        query = urlencode({"focus": self.subject.slug})
        return f"{reverse('institutes:project-list')}?{query}"
