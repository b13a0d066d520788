from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from mfgusa.catalogue.templatetags.catalogue import usd
from pillars.evidence.base import (
    Evidence,
    Example,
    Gap,
    exclude_not_recorded,
    gap_in,
    prefix_titles,
    top_rows,
)
from pillars.grid import Grid


class InstituteLedResearch(Evidence):
    """The projects of the institutes, their readiness levels and their funding."""

    @cached_property
    def projects(self) -> FilteredCount:
        return self.listing("institutes:project", kind="project")

    @property
    def headline_listing(self) -> FilteredCount:
        return self.projects

    @cached_property
    def headline(self) -> LinkedCount:
        return self.headline_listing.linked_count(
            ngettext_lazy("project recorded one by one", "projects recorded one by one")
        )

    @cached_property
    def figures(self) -> list[LinkedCount]:
        return [
            *prefix_titles(
                ngettext_lazy("project", "projects"),
                [
                    *exclude_not_recorded(self.projects.by("status")),
                    *self.by_readiness(),
                ],
            ),
            *self.funding(),
        ]

    def by_readiness(self) -> list[LinkedCount]:
        """Projects by thirds of the readiness scale; a project may be in several."""
        thirds = (
            (_("readiness level 1 to 3"), {"trl_max": 3}),
            (_("readiness level 4 to 6"), {"trl_min": 4, "trl_max": 6}),
            (_("readiness level 7 to 9"), {"trl_min": 7}),
        )
        return [
            self.projects.narrow(**part).linked_count(title) for title, part in thirds
        ]

    def funding(self) -> Iterator[LinkedCount]:
        """Yield the sums of the funding that is recorded of projects."""
        for title, facet, column in (
            (_("federal money in projects"), "federal", "federal_usd"),
            (_("cost share in projects"), "cost_share", "cost_share_usd"),
        ):
            funded = self.projects.narrow(**{facet: RECORDED})
            total = funded.rows.order_by().aggregate(total=Sum(column))["total"]
            yield funded.linked_count(
                title, text=usd(total) if total is not None else ""
            )

    @cached_property
    def grid(self) -> Grid:
        return Grid.cross_tabulate(
            self.projects,
            "institute",
            "status",
            title=_("Projects by institute and status"),
            description=_("How many projects each institute has, and how they stand."),
            unit=_("projects"),
            row_title=_("Institute"),
        )

    @cached_property
    def examples(self) -> list[Example]:
        funded = self.projects.rows.filter(federal_usd__isnull=False)
        template = _("%(amount)s of federal money")
        return [
            Example(project, template % {"amount": usd(project.federal_usd)})
            for project in top_rows(funded, "federal_usd")
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        for title, facet in (
            (
                ngettext_lazy("project without a status", "projects without a status"),
                "status",
            ),
            (
                ngettext_lazy(
                    "project without a readiness level",
                    "projects without a readiness level",
                ),
                "trl",
            ),
            (
                ngettext_lazy(
                    "project without federal money", "projects without federal money"
                ),
                "federal",
            ),
            (
                ngettext_lazy("project without a year", "projects without a year"),
                "years",
            ),
        ):
            yield gap_in(self.projects, title, **{facet: NOT_RECORDED})

    def facts(self) -> list[QuerySet[Any]]:
        return [self.projects.rows]
