from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.models import Observation, WorkforceProgram
from institutes.series import ObservationSeries, find_comparable_series
from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.text import with_bound
from pillars.evidence.base import (
    Evidence,
    Example,
    Gap,
    exclude_not_recorded,
    gap_in,
    prefix_titles,
    top_rows,
)
from pillars.grid import Grid, GridColumn, figures_by_value

PARTICIPANTS = "workforce-participants"  # An indicator: people a year.


class WorkforceDevelopment(Evidence):
    """The workforce programs, by audience, and the number of participants."""

    @cached_property
    def programs(self) -> FilteredCount:
        return self.listing("institutes:workforce")

    @property
    def headline_listing(self) -> FilteredCount:
        return self.programs

    @cached_property
    def headline(self) -> LinkedCount:
        return self.headline_listing.linked_count(
            ngettext_lazy("workforce program", "workforce programs")
        )

    @cached_property
    def audiences(self) -> list[LinkedCount]:
        return exclude_not_recorded(self.programs.by("audience"))

    @cached_property
    def figures(self) -> list[LinkedCount]:
        colleges = self.listing(
            "institutes:partner", subsector="community-college", institutes_min=1
        )
        title = ngettext_lazy(
            "community college among the partners",
            "community colleges among the partners",
        )
        programs = prefix_titles(ngettext_lazy("program", "programs"), self.audiences)
        return [*programs, colleges.linked_count(title)]

    @cached_property
    def series(self) -> ObservationSeries | None:
        """The participants by year."""
        return find_comparable_series(PARTICIPANTS, self.institute)

    @cached_property
    def grid(self) -> Grid:
        """The programs by audience, shown if participants by year are not recorded."""
        return Grid(
            title=_("Programs by audience"),
            description=_("How many programs there are for each kind of learners."),
            unit=_("programs"),
            row_title=_("Audience"),
            row_heads=self.audiences,
            columns=[
                GridColumn(_("Programs"), "shade-4", figures_by_value(self.audiences))
            ],
        )

    @cached_property
    def examples(self) -> list[Example]:
        programs = self.programs.rows.filter(learners__isnull=False)
        return [
            Example(program, learner_count_label(program))
            for program in top_rows(programs, "learners")
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        for title, facet in (
            (
                ngettext_lazy(
                    "program without a number of learners",
                    "programs without a number of learners",
                ),
                "learners",
            ),
            (
                ngettext_lazy(
                    "program without a credential", "programs without a credential"
                ),
                "credential",
            ),
            (
                ngettext_lazy("program without a state", "programs without a state"),
                "state",
            ),
        ):
            yield gap_in(self.programs, title, **{facet: NOT_RECORDED})

    def facts(self) -> list[QuerySet[Any]]:
        participants = Observation.objects.in_scope(PARTICIPANTS, self.institute)
        return [self.programs.rows, participants]


def learner_count_label(program: WorkforceProgram) -> str:
    """Return the number of learners with its bound: “at least 1,200 people”."""
    count = with_bound(intcomma(program.learners), program.learners_bound)
    return _("%(count)s people") % {"count": count}
