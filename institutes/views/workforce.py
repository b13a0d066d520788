from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.workforce import WorkforceFilterSet
from institutes.models import WorkforceProgram
from institutes.resources import WorkforceProgramResource
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import Node, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.provenance import linked_data


class WorkforceList(FilteredList):
    """The list of workforce programs."""

    title = gettext_lazy("Workforce programs")
    lede = gettext_lazy(
        "How the institutes teach people to make things: whom, what and where."
    )
    queryset = WorkforceProgram.objects.with_scope()
    filterset_class = WorkforceFilterSet
    resource_class = WorkforceProgramResource
    above_template = "institutes/_workforce_remark.html"
    rows_template = "institutes/_workforce_rows.html"

    def context(self) -> dict[str, Any]:
        return super().context() | {"citations": Footnotes()}


class WorkforceDetail(FactDetail):
    """One workforce program."""

    queryset = WorkforceProgram.objects.with_scope()
    object: WorkforceProgram

    def get_description(self) -> str:
        program = self.object
        text = _("A workforce program of %(institute)s. For: %(audience)s.") % {
            "institute": program.institute,
            "audience": program.get_audience_display(),
        }
        return f"{text} {program.summary}".strip()

    def get_linked_data(self) -> list[Node]:
        list_step = (str(WorkforceList.title), reverse("institutes:workforce-list"))
        return [
            breadcrumb_node(
                list_step, (str(self.object), self.object.get_absolute_url())
            ),
            linked_data.source_node(self.object.source),
        ]
