from functools import cached_property

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.models import Observation
from institutes.series import find_comparable_series
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from pillars.evidence.base import (
    Evidence,
    Example,
    exclude_not_recorded,
    gap_in,
    prefix_titles,
    top_rows,
    with_bound,
)
from pillars.grid import Grid, GridColumn, figures_by_value

REACHED = "workforce-participants"  # The indicator of the people reached in a year.


class WorkforceDevelopment(Evidence):
    """Who is taught by which programs, and how many people are reached."""

    @cached_property
    def programs(self):
        return self.listing("institutes:workforce")

    @property
    def headline_listing(self):
        return self.programs

    @cached_property
    def headline(self):
        return self.headline_listing.linked_count(
            ngettext_lazy("workforce program", "workforce programs")
        )

    @cached_property
    def audiences(self):
        return exclude_not_recorded(self.programs.by("audience"))

    @cached_property
    def figures(self):
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
    def series(self):
        """The people reached by year."""
        return find_comparable_series(REACHED, self.institute)

    @cached_property
    def grid(self):
        """The programs by audience, where nobody counts people by year."""
        return Grid(
            title=_("Programs by audience"),
            description=_("How many programs there are for each kind of learners."),
            unit=_("programs"),
            head=_("Audience"),
            heads=self.audiences,
            columns=[
                GridColumn(_("Programs"), "shade-4", figures_by_value(self.audiences))
            ],
        )

    @cached_property
    def examples(self):
        told = self.programs.rows.filter(learners__isnull=False)
        return [
            Example(program, learner_count_label(program))
            for program in top_rows(told, "learners")
        ]

    def possible_gaps(self):
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

    def facts(self):
        reached = Observation.objects.of(REACHED, self.institute)
        return [self.programs.rows, reached]


def learner_count_label(program) -> str:
    """“at least 1,200 people”, as far as the source is exact."""
    count = with_bound(intcomma(program.learners), program.learners_bound)
    return _("%(count)s people") % {"count": count}
