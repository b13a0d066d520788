from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from institutes.models import Membership, ProjectPartner
from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from pillars.evidence.base import Evidence, Example, Gap, gap_in, top_rows
from pillars.grid import Grid, GridColumn, figures_by_value


class CollaborativeInnovation(Evidence):
    """The projects of several sectors and the partners of several institutes."""

    @cached_property
    def projects(self) -> FilteredCount:
        return self.listing("institutes:project", kind="project")

    @cached_property
    def joint(self) -> FilteredCount:
        return self.projects.narrow(sectors_min=2)

    @cached_property
    def shared(self) -> FilteredCount:
        return self.listing("institutes:partner", institutes_min=2)

    @property
    def headline_listing(self) -> FilteredCount:
        return self.joint

    @cached_property
    def headline(self) -> LinkedCount:
        return self.headline_listing.linked_count(
            ngettext_lazy(
                "project that joins two sectors or more",
                "projects that join two sectors or more",
            )
        )

    @cached_property
    def figures(self) -> list[LinkedCount]:
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
    def grid(self) -> Grid:
        counts = self.shared.by("institutes")
        return Grid(
            title=_("Shared partners by number of institutes"),
            description=_(
                "How many partners are tied to two, three or more institutes."
            ),
            unit=_("partners"),
            row_title=_("Number of institutes"),
            row_heads=counts,
            columns=[GridColumn(_("Partners"), "shade-4", figures_by_value(counts))],
        )

    @cached_property
    def examples(self) -> list[Example]:
        return [
            Example(project, sector_count_label(project.sector_count))
            for project in top_rows(self.joint.rows, "sector_count")
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        title = ngettext_lazy(
            "project without a participant of known sector",
            "projects without a participant of known sector",
        )
        yield gap_in(self.projects, title, sectors=0)

    def facts(self) -> list[QuerySet[Any]]:
        scope = {"project__institute": self.institute} if self.institute else {}
        return [
            ProjectPartner.objects.filter(**scope),
            Membership.objects.filter(**self.scope),
        ]


def sector_count_label(count: int) -> str:
    """Return the count with its noun: “2 sectors”."""
    template = ngettext("%(n)d sector", "%(n)d sectors", count)
    return template % {"n": count}
