from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from institutes.models import Membership, ProjectPartner
from pillars.evidence.base import Evidence, Example, gap_in, top_rows
from pillars.grid import Grid, GridColumn, figures_by_value


class CollaborativeInnovation(Evidence):
    """Which projects join sectors, and which partners join institutes."""

    @cached_property
    def projects(self):
        return self.listing("institutes:project", kind="project")

    @cached_property
    def joint(self):
        return self.projects.narrow(sectors_min=2)

    @cached_property
    def shared(self):
        return self.listing("institutes:partner", institutes_min=2)

    @property
    def headline_listing(self):
        return self.joint

    @cached_property
    def headline(self):
        return self.headline_listing.linked_count(
            ngettext_lazy(
                "project that joins two sectors or more",
                "projects that join two sectors or more",
            )
        )

    @cached_property
    def figures(self):
        return [
            self.projects.count_between(
                "sectors",
                ngettext_lazy(
                    "project that joins three sectors or more",
                    "projects that join three sectors or more",
                ),
                least=3,
            ),
            self.shared.count_between(
                "institutes",
                ngettext_lazy(
                    "partner tied to two institutes or more",
                    "partners tied to two institutes or more",
                ),
                least=2,
            ),
            self.shared.count_between(
                "institutes",
                ngettext_lazy(
                    "partner tied to five institutes or more",
                    "partners tied to five institutes or more",
                ),
                least=5,
            ),
        ]

    @cached_property
    def grid(self):
        found = self.shared.by("institutes")
        return Grid(
            title=_("Shared partners by number of institutes"),
            description=_(
                "How many partners are tied to two, three or more institutes."
            ),
            unit=_("partners"),
            head=_("Number of institutes"),
            heads=found,
            columns=[GridColumn(_("Partners"), "shade-4", figures_by_value(found))],
        )

    @cached_property
    def examples(self):
        return [
            Example(project, sector_count_label(project.sector_count))
            for project in top_rows(self.joint.rows, "sector_count")
        ]

    def possible_gaps(self):
        title = ngettext_lazy(
            "project without a participant of known sector",
            "projects without a participant of known sector",
        )
        yield gap_in(self.projects, title, sectors=0)

    def facts(self):
        scope = {"project__institute": self.institute} if self.institute else {}
        return [
            ProjectPartner.objects.filter(**scope),
            Membership.objects.filter(**self.scope),
        ]


def sector_count_label(count: int) -> str:
    words = ngettext("%(n)d sector", "%(n)d sectors", count)
    return words % {"n": count}
