from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.project import ProjectFilterSet
from institutes.models import Project
from institutes.resources import ProjectResource
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.provenance import linked_data


class ProjectList(FilteredList):
    """Every project that a source tells of; rounds and themes are counted apart."""

    title = gettext_lazy("Projects")
    lede = gettext_lazy(
        "What the institutes work on, with whom, and how ready the technology is."
    )
    queryset = Project.objects.with_scope().with_partners().with_sector_count()
    filterset_class = ProjectFilterSet
    resource_class = ProjectResource
    above_template = "institutes/_project_kinds.html"
    rows_template = "institutes/_project_rows.html"

    def context(self):
        return super().context() | {
            "names": _("projects, award rounds and themes"),
            "kinds": self.kinds(),
            "citations": Footnotes(),
        }

    def kinds(self):
        """How many of what is shown are projects, and how many stand for several."""
        counts = self.filterset.qs.counts_by_kind()
        return [
            (kind, counts[kind], self.filterset.query({"kind": [kind.value]}))
            for kind in Project.Kind
            if kind in counts
        ]


class ProjectDetail(FactDetail):
    """One project: its money, time, technology and who takes part."""

    queryset = Project.objects.with_scope()

    def get_description(self):
        project = self.object
        words = _("%(kind)s of %(institute)s.") % {
            "kind": project.get_kind_display(),
            "institute": project.institute,
        }
        return f"{words} {project.summary}".strip()

    def get_linked_data(self):
        listed = (ProjectList.title, reverse("institutes:project-list"))
        return [
            breadcrumb_node(listed, (str(self.object), self.object.get_absolute_url())),
            linked_data.source_node(self.object.source),
        ]
