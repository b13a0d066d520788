from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.project import ProjectFilterSet
from institutes.models import Project
from institutes.resources import ProjectResource
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import Node, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.provenance import linked_data


class ProjectList(FilteredList):
    """The list of projects; rounds and themes are counted apart."""

    title = gettext_lazy("Projects")
    lede = gettext_lazy(
        "What the institutes work on, with whom, and how ready the technology is."
    )
    queryset = Project.objects.with_scope().with_partners().with_sector_count()
    filterset_class = ProjectFilterSet
    resource_class = ProjectResource
    above_template = "institutes/_project_kinds.html"
    rows_template = "institutes/_project_rows.html"

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "names": _("projects, award rounds and themes"),
            "kinds": self.kinds(),
            "citations": Footnotes(),
        }

    def kinds(self) -> list[tuple[Project.Kind, int, str]]:
        """Return each kind with its number of rows and the query that lists them."""
        counts = self.filterset.value_counts("kind", self.filterset.row_set())
        return [
            (kind, counts[kind], self.filterset.query({"kind": [kind.value]}))
            for kind in Project.Kind
            if kind in counts
        ]


class ProjectDetail(FactDetail):
    """One project, with its participants."""

    queryset = Project.objects.with_scope()
    object: Project

    def get_description(self) -> str:
        project = self.object
        text = _("%(kind)s of %(institute)s.") % {
            "kind": project.get_kind_display(),
            "institute": project.institute,
        }
        return f"{text} {project.summary}".strip()

    def get_linked_data(self) -> list[Node]:
        list_step = (str(ProjectList.title), reverse("institutes:project-list"))
        return [
            breadcrumb_node(
                list_step, (str(self.object), self.object.get_absolute_url())
            ),
            linked_data.source_node(self.object.source),
        ]
