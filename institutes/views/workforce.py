from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.workforce import WorkforceFilterSet
from institutes.models import WorkforceProgram
from institutes.resources import WorkforceProgramResource
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.provenance import linked_data


class WorkforceList(FilteredList):
    """Every course, camp, credential and tool that teaches."""

    title = gettext_lazy("Workforce programs")
    lede = gettext_lazy(
        "How the institutes teach people to make things: whom, what and where."
    )
    queryset = WorkforceProgram.objects.with_scope()
    filterset_class = WorkforceFilterSet
    resource_class = WorkforceProgramResource
    above_template = "institutes/_workforce_remark.html"
    rows_template = "institutes/_workforce_rows.html"

    def context(self):
        return super().context() | {"citations": Footnotes()}


class WorkforceDetail(FactDetail):
    """One program: whom it teaches, what and where."""

    queryset = WorkforceProgram.objects.with_scope()

    def get_description(self):
        program = self.object
        words = _("A workforce program of %(institute)s. For: %(audience)s.") % {
            "institute": program.institute,
            "audience": program.get_audience_display(),
        }
        return f"{words} {program.summary}".strip()

    def get_linked_data(self):
        listed = (WorkforceList.title, reverse("institutes:workforce-list"))
        return [
            breadcrumb_node(listed, (str(self.object), self.object.get_absolute_url())),
            linked_data.source_node(self.object.source),
        ]
