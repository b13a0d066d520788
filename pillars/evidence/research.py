from functools import cached_property

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from mfgusa.catalogue.templatetags.catalogue import usd
from pillars.evidence.base import (
    Evidence,
    Example,
    exclude_not_recorded,
    gap_in,
    prefix_titles,
    top_rows,
)
from pillars.grid import Grid


class InstituteLedResearch(Evidence):
    """What the institutes research, how far along it is, with how much money."""

    @cached_property
    def projects(self):
        return self.listing("institutes:project", kind="project")

    @property
    def headline_listing(self):
        return self.projects

    @cached_property
    def headline(self):
        return self.headline_listing.linked_count(
            ngettext_lazy("project recorded one by one", "projects recorded one by one")
        )

    @cached_property
    def figures(self):
        return [
            *prefix_titles(
                ngettext_lazy("project", "projects"),
                [*exclude_not_recorded(self.projects.by("status")), *self.steps()],
            ),
            *self.money(),
        ]

    def steps(self):
        """How many touch each third of the scale; one that spans two is in both."""
        thirds = (
            (_("readiness level 1 to 3"), {"trl_max": 3}),
            (_("readiness level 4 to 6"), {"trl_min": 4, "trl_max": 6}),
            (_("readiness level 7 to 9"), {"trl_min": 7}),
        )
        return [
            self.projects.narrow(**part).linked_count(title) for title, part in thirds
        ]

    def money(self):
        """What the projects are said to get, added up over those that say it."""
        for title, facet, column in (
            (_("federal money in projects"), "federal", "federal_usd"),
            (_("cost share in projects"), "cost_share", "cost_share_usd"),
        ):
            told = self.projects.narrow(**{facet: RECORDED})
            total = told.rows.order_by().aggregate(total=Sum(column))["total"]
            yield told.linked_count(title, text=usd(total) if total is not None else "")

    @cached_property
    def grid(self):
        return Grid.cross_tabulate(
            self.projects,
            "institute",
            "status",
            title=_("Projects by institute and status"),
            description=_("How many projects each institute has, and how they stand."),
            unit=_("projects"),
            head=_("Institute"),
        )

    @cached_property
    def examples(self):
        told = self.projects.rows.filter(federal_usd__isnull=False)
        words = _("%(amount)s of federal money")
        return [
            Example(project, words % {"amount": usd(project.federal_usd)})
            for project in top_rows(told, "federal_usd")
        ]

    def possible_gaps(self):
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

    def facts(self):
        return [self.projects.rows]
